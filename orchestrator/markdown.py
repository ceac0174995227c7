"""Tables and pictures of metadata, as Dagster shows them: Markdown."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

from optimization.evidence.quantities import count, fraction_as_percent, money
from optimization.evidence.reports.markdown_text import markdown_table
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.protocol import GrowthMethod, Metrics
from orchestrator.year_results import YearResult, headcount_growth

_DIGITS = 2


def picture_markdown(png: bytes, *, label: str) -> str:
    """A picture that needs no file beside it."""
    return f"![{label}](data:image/png;base64,{base64.b64encode(png).decode()})"


def metrics_markdown(metrics: Mapping[tuple[str, int], Metrics]) -> str:
    """One row per scenario, seed and year."""
    return markdown_table(
        ReportTable(
            columns=(
                *text_columns("Scenario", "Seed", "Year"),
                *number_columns("Headcount", "Headcount growth", "Wage bill", "Mean pay", "Pay growth"),
            ),
            rows=tuple(
                (
                    scenario,
                    str(seed),
                    str(year),
                    count(row.closing_headcount),
                    fraction_as_percent(headcount_growth(row), digits=_DIGITS),
                    money(row.wage_bill),
                    money(row.mean_pay[GrowthMethod.FULL_YEAR_EQUIVALENT]),
                    fraction_as_percent(row.yoy_growth[GrowthMethod.FULL_YEAR_EQUIVALENT], digits=_DIGITS),
                )
                for (scenario, seed), result in sorted(metrics.items())
                for year, row in sorted(result.years.items())
            ),
            note="Headcount at year end; mean pay and its growth by full_year_equivalent.",
        )
    )


def year_results_markdown(years: Sequence[YearResult]) -> str:
    """One row per year."""
    headings = ("Active", "Hires", "Terminations", "Of these new hires", "Growth")
    return markdown_table(
        ReportTable(
            columns=(*text_columns("Year"), *number_columns(*headings), *text_columns("Valid")),
            rows=tuple(
                (
                    str(year.year),
                    count(year.active_employees),
                    count(year.total_hires),
                    count(year.total_terminations),
                    count(year.new_hire_terminations),
                    fraction_as_percent(year.growth_rate, digits=_DIGITS),
                    "yes" if year.validation_passed else "no",
                )
                for year in years
            ),
        )
    )
