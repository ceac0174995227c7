"""Simulated years and horizons as a table and as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.evidence.quantities import coefficient, count, fraction_as_percent, money
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.protocol import GrowthMethod, Metrics

# Keys: scenario and seed.
MetricsByWorld = Mapping[tuple[str, int], Metrics]


def years_table(metrics: MetricsByWorld) -> ReportTable:
    """One row per scenario, seed and year; the seed is named only where there are several."""
    several_seeds = _has_several_seeds(metrics)
    return ReportTable(
        columns=(
            *text_columns("Scenario", *(["Seed"] if several_seeds else []), "Year"),
            *number_columns("Opening", "Hires", "Leavers", "New hires gone", "Promotions", "Closing", "Wage bill"),
            *number_columns(*(f"Growth, {method}" for method in GrowthMethod)),
        ),
        rows=tuple(
            (
                scenario_id,
                *([str(seed)] if several_seeds else []),
                str(year),
                count(row.opening_headcount),
                count(row.hires),
                count(row.terminations),
                count(row.new_hire_terminations),
                count(row.promotions),
                count(row.closing_headcount),
                money(row.wage_bill),
                *(fraction_as_percent(row.yoy_growth[method]) for method in GrowthMethod),
            )
            for (scenario_id, seed), found in metrics.items()
            for year, row in sorted(found.years.items())
        ),
        note="Leavers are of the opening headcount. Growth is of mean pay; money is in the currency of the census.",
    )


def horizon_lines(metrics: MetricsByWorld) -> list[str]:
    """A sentence per scenario and seed on the whole horizon."""
    several_seeds = _has_several_seeds(metrics)
    return [
        f"{scenario_id}{f', seed {seed}' if several_seeds else ''}, {min(found.years)} to {max(found.years)}: "
        f"mean growth a year {_growths(found)}; total compensation cost {money(found.total_compensation_cost)}; "
        f"pay dispersion within levels {coefficient(found.equity_cv)}; "
        f"closing headcount {count(found.closing_headcount)}."
        for (scenario_id, seed), found in metrics.items()
    ]


def _growths(metrics: Metrics) -> str:
    return ", ".join(f"{method} {fraction_as_percent(metrics.horizon_growth[method])}" for method in GrowthMethod)


def _has_several_seeds(metrics: MetricsByWorld) -> bool:
    return len({seed for _, seed in metrics}) > 1
