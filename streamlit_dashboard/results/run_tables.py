"""The tables of growth and cost of a published run, and of what it was computed from."""

from __future__ import annotations

from optimization.evidence.quantities import fraction_as_percent, money
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.protocol import Metrics
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, METHOD_NOTE, method_title
from streamlit_dashboard.results.published_run import PublishedRun


def growth_by_method_table(metrics: Metrics) -> ReportTable:
    """Pay growth by year and method, and the mean of the years."""
    rows = [(str(year), row.yoy_growth) for year, row in sorted(metrics.years.items())]
    return ReportTable(
        columns=(
            *text_columns("Year"),
            *number_columns(*(method_title(method).capitalize() for method in GROWTH_METHODS)),
        ),
        rows=tuple(
            (label, *(fraction_as_percent(growth[method]) for method in GROWTH_METHODS))
            for label, growth in [*rows, ("Mean of the years", metrics.horizon_growth)]
        ),
        note=METHOD_NOTE,
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


def inputs_table(run: PublishedRun) -> ReportTable:
    """SHA-256 of every input of the run, and over all of them."""
    return ReportTable(
        columns=text_columns("Input", "SHA-256"),
        rows=tuple((name, sha256) for name, sha256 in run.fingerprints.items()),
        note="Runs with the same fingerprint over all inputs give the same tables.",
    )
