"""The tables of a published run: growth, flows of people, levels, and what it was computed from."""

from __future__ import annotations

from optimization.evidence.quantities import count, fraction_as_percent, money
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.published_run import LevelHeadcounts, PublishedRun


def growth_by_method_table(metrics: Metrics) -> ReportTable:
    """Pay growth by year and method, and the mean of the years."""
    rows = [(str(year), row.yoy_growth) for year, row in sorted(metrics.years.items())]
    return ReportTable(
        columns=(*text_columns("Year"), *number_columns(*(str(method) for method in GrowthMethod))),
        rows=tuple(
            (label, *(fraction_as_percent(growth[method]) for method in GrowthMethod))
            for label, growth in [*rows, ("Mean of the years", metrics.horizon_growth)]
        ),
    )


def headcount_table(metrics: Metrics) -> ReportTable:
    """Opening headcount, who comes, goes and rises, and closing headcount by year."""
    return ReportTable(
        columns=(
            *text_columns("Year"),
            *number_columns("Opening", "Hires", "Leavers", "New hires gone", "Closing", "Promotions"),
        ),
        rows=tuple(
            (
                str(year),
                count(row.opening_headcount),
                count(row.hires),
                count(row.terminations),
                count(row.new_hire_terminations),
                count(row.closing_headcount),
                count(row.promotions),
            )
            for year, row in sorted(metrics.years.items())
        ),
        note="Leavers are of the opening headcount; new hires gone were hired and left in the same year.",
    )


def wage_bill_table(metrics: Metrics) -> ReportTable:
    """The wage bill by year."""
    return ReportTable(
        columns=(*text_columns("Year"), *number_columns("Wage bill")),
        rows=(
            *((str(year), money(row.wage_bill)) for year, row in sorted(metrics.years.items())),
            ("All years", money(metrics.total_compensation_cost)),
        ),
        note="It pays everyone employed at any time in the year, in the currency of the census.",
    )


def level_table(headcounts: LevelHeadcounts) -> ReportTable:
    """People by level at the end of every year."""
    years = sorted({year for year, _ in headcounts})
    levels = sorted({level for _, level in headcounts})
    return ReportTable(
        columns=(*text_columns("Year"), *number_columns(*(f"Level {level}" for level in levels))),
        rows=tuple((str(year), *(count(headcounts.get((year, level), 0)) for level in levels)) for year in years),
        note=f"People active at the end of the year, {years[0]} as the census has them; the chart shows their shares.",
    )


def inputs_table(run: PublishedRun) -> ReportTable:
    """SHA-256 of every input of the run, and over all of them."""
    return ReportTable(
        columns=text_columns("Input", "SHA-256"),
        rows=tuple((name, sha256) for name, sha256 in run.fingerprints.items()),
        note="Runs with the same fingerprint over all inputs give the same tables.",
    )
