"""The tables and sentences on pay in a published run: against the bands, its inequality, and the pay gap."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.evidence.quantities import (
    NOT_AVAILABLE,
    coefficient,
    count,
    fraction_as_given_percent,
    fraction_as_percent,
    money,
)
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.parameters.settings import SimulationSettings
from optimization.simulation.pay_equity import JOINT_ASSESSMENT_GAP, PayEquity
from optimization.simulation.protocol import Metrics
from optimization.simulation.published_people import LevelPay
from streamlit_dashboard.results.pay_charts import level_label
from streamlit_dashboard.results.published_world import EquityByYear


def pay_distribution_table(levels: Sequence[LevelPay]) -> ReportTable:
    """Percentiles of salary by level beside the band, in the currency of the census."""
    percentiles = ("10th percentile", "25th", "Median", "75th", "90th")
    bands = ("Band minimum", "Midpoint", "Maximum")
    return ReportTable(
        columns=(*text_columns("Level"), *number_columns("People", *percentiles, *bands, "Median compa-ratio")),
        rows=tuple(
            (
                level_label(level),
                count(level.headcount),
                *map(money, (level.p10, level.p25, level.median, level.p75, level.p90)),
                *map(money, (level.band_minimum, level.band_midpoint, level.band_maximum)),
                coefficient(level.compa_ratio_median),
            )
            for level in levels
        ),
        note="Annual salary of the active at year end in the currency of the census. A compa-ratio is salary over the "
        "band's midpoint.",
    )


def outside_band_table(levels: Sequence[LevelPay]) -> ReportTable:
    """Who is paid above or below the band, by level, and their share of the level."""
    return ReportTable(
        columns=(*text_columns("Level"), *number_columns("Above band (red-circled)", "Below band (green-circled)")),
        rows=tuple(
            (
                level_label(level),
                f"{count(level.red_circled)} ({fraction_as_percent(level.red_circled / level.headcount)})",
                f"{count(level.green_circled)} ({fraction_as_percent(level.green_circled / level.headcount)})",
            )
            for level in levels
        ),
        note="Red-circled is who is paid more than the maximum of the level's band, green-circled who is paid less "
        "than its minimum; with the share of the level's people.",
    )


def outside_band_text(levels: Sequence[LevelPay], *, year: int) -> str:
    """How many are paid outside of their band, as a sentence."""
    people = sum(level.headcount for level in levels)
    above = sum(level.red_circled for level in levels)
    below = sum(level.green_circled for level in levels)
    return (
        f"At the end of {year}, {count(above)} of {count(people)} people are paid above their band (red-circled, "
        f"{fraction_as_percent(above / people)}) and {count(below)} below it (green-circled, "
        f"{fraction_as_percent(below / people)})."
    )


def inequality_table(equity: EquityByYear, metrics: Metrics) -> ReportTable:
    """Gini, Theil's two parts, the coefficient of variation and compa-ratios by year."""
    return ReportTable(
        columns=(
            *text_columns("Year"),
            *number_columns(
                "People",
                "Gini",
                "Theil within levels",
                "Theil between levels",
                "CV within levels",
                "Compa-ratio, 10th percentile",
                "Median",
                "90th",
            ),
        ),
        rows=tuple(
            (
                str(year),
                count(row.headcount),
                *map(coefficient, (row.gini, row.theil_within_levels, row.theil_between_levels)),
                coefficient(metrics.years[year].equity_cv) if year in metrics.years else NOT_AVAILABLE,
                *map(coefficient, (row.compa_ratio_p10, row.compa_ratio_p50, row.compa_ratio_p90)),
            )
            for year, row in equity.items()
        ),
        note="Annual salary of the active at year end; numbers without a unit, zero where all are paid the same. "
        "The coefficient of variation (CV) is the mean over levels and is measured in simulated years only.",
    )


def pay_gap_table(equity: EquityByYear) -> ReportTable:
    """The raw and the adjusted gap by year, with interval and people compared."""
    return ReportTable(
        columns=(
            *text_columns("Year"),
            *number_columns("People compared", "Raw gap", "Adjusted gap", "95% interval, from", "to"),
        ),
        rows=tuple(
            (
                str(year),
                count(row.compared_headcount),
                *map(
                    fraction_as_percent,
                    (row.raw_pay_gap, row.adjusted_pay_gap, row.adjusted_pay_gap_lower, row.adjusted_pay_gap_upper),
                ),
            )
            for year, row in equity.items()
        ),
        note="The adjusted gap is the one left between people of one job level and tenure band. Simulated hires have "
        "no gender and are not compared.",
    )


def pay_gap_text(row: PayEquity, settings: SimulationSettings) -> str:
    """What the last year's gap says, and where it stands to the Directive's reference."""
    reference, comparison = settings.pay_gap_reference_gender, settings.pay_gap_comparison_gender
    year = row.simulation_year
    if row.compared_headcount == 0:
        return (
            f"There is no pay gap to show: the gender of none of the {count(row.headcount)} people at the end of "
            f"{year} is known as {reference} or {comparison}. Import a census with the column gender to see one."
        )
    if row.raw_pay_gap is None:
        return (
            f"There is no pay gap to show: all {count(row.compared_headcount)} people at the end of {year} whose "
            f"gender is known as {reference} or {comparison} are of one of the two."
        )
    if row.adjusted_pay_gap is None:
        return (
            f"At the end of {year} the raw pay gap is {fraction_as_percent(row.raw_pay_gap)}. There is no adjusted "
            f"one: no level and tenure band has both {reference} and {comparison} people."
        )
    less = "less" if row.adjusted_pay_gap >= 0.0 else "more"
    text = (
        f"At the end of {year}, {comparison} people are paid {fraction_as_percent(abs(row.adjusted_pay_gap))} {less} "
        f"than {reference} people of the same job level and tenure band (adjusted gap "
        f"{fraction_as_percent(row.adjusted_pay_gap)}), among {count(row.compared_headcount)} compared. "
    )
    return text + _interval_text(row)


def _interval_text(row: PayEquity) -> str:
    lower, upper = row.adjusted_pay_gap_lower, row.adjusted_pay_gap_upper
    if lower is None or upper is None:
        return "They are too few for an interval."
    limit = f"the {fraction_as_given_percent(JOINT_ASSESSMENT_GAP)} of EU Directive 2023/970"
    if lower >= JOINT_ASSESSMENT_GAP:
        standing = (
            f"lies at or above {limit}, from which a gap that nothing objective explains needs a joint assessment"
        )
    elif upper < JOINT_ASSESSMENT_GAP:
        standing = f"lies below {limit}"
    else:
        standing = f"holds {limit}, so this does not tell whether the gap reaches it"
    zero = " and holds zero" if lower <= 0.0 <= upper else ""
    return (
        f"The 95% interval, {fraction_as_percent(lower)} to {fraction_as_percent(upper)}, {standing}{zero}. "
        "The Directive speaks of categories of workers; this is a look at all of them at once."
    )
