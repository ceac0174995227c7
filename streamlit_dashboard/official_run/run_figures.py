"""The headline figures of a run that has just been published, by scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimization.evidence.quantities import count, fraction_as_percent, money
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.metrics_json import metrics_from_json
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, method_title


def headline_table(result: Mapping[str, Any]) -> ReportTable:
    """A row for each scenario and seed.

    Args:
        result: what `planwise simulate --json` printed.

    Raises:
        BadInputError: it is of another version of the program.
    """
    by_seed: Mapping[str, Mapping[str, Any]] = result.get("seeds", {})
    worlds = [
        (name, metrics_from_json(stored))
        for scenarios in (by_seed.values() if by_seed else [result["scenarios"]])
        for name, stored in scenarios.items()
    ]
    return ReportTable(
        columns=(
            *text_columns("Scenario", "Seed"),
            *number_columns(*(f"Growth a year, {method_title(method)}" for method in GROWTH_METHODS)),
            *number_columns("Total compensation cost", "Closing headcount"),
        ),
        rows=tuple(
            (
                name,
                str(metrics.seed),
                *(fraction_as_percent(metrics.horizon_growth[method]) for method in GROWTH_METHODS),
                money(metrics.total_compensation_cost),
                count(metrics.closing_headcount),
            )
            for name, metrics in worlds
        ),
        note="Growth is of mean pay, the mean of the simulated years; money is in the currency of the census.",
    )
