"""How far a response surface that was searched is from the simulation, metric by metric, as a table."""

from __future__ import annotations

from optimization.evidence.measure_units import measure_title, measure_unit
from optimization.evidence.quantities import counted
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.engine_question import asked_constraints
from optimization.search.engine_result import OptimizationResult
from optimization.search.problem.constraints import MetricLimit
from optimization.simulation.protocol import GrowthMethod

SURFACE_ERROR_TITLE = "Error of the response surface"
# How a surface's errors name a metric that is measured year by year.
_BY_YEAR = "years."


def surface_error_table(result: OptimizationResult) -> ReportTable:
    """Largest and root mean square error of each metric, in its unit; no rows where no surface was searched.

    What the question is about comes first, then the rest of the horizon, then the rest of what is measured by year.
    """
    errors = () if result.synthetic is None else result.synthetic.surface_errors
    asked = _asked_about(result)
    rows = []
    for error in errors:
        for key in sorted(error["metrics"], key=lambda key: (key not in asked, key.startswith(_BY_YEAR))):
            title, unit = _title(key), measure_unit(_name(key, result))
            found = (error["metrics"][key][measured] for measured in ("maximum", "rms"))
            rows.append((title, str(error["seed"]), *(unit.write_change(value).lstrip("+") for value in found)))
    points = (
        f"{counted(error['held_out_points'], 'candidate')} that it was not fitted to, beside "
        f"{error['design_points']} that it was"
        for error in errors
    )
    return ReportTable(
        columns=(*text_columns("Metric"), *number_columns("Seed", "Largest", "RMS")),
        rows=tuple(rows),
        note=f"Absolute differences between surface and simulation, at {'; '.join(points)}." if rows else "",
    )


def _asked_about(result: OptimizationResult) -> set[str]:
    """What objective, targets and constraints look at, as a surface's errors name it."""
    limits = asked_constraints(result.config, sorted(result.metrics_before.years))
    names = [each.metric for each in result.targets]
    names += [str(limit.metric) for limit in limits if isinstance(limit, MetricLimit)]
    columns = {(_BY_YEAR if "@" in name else "") + name.partition("@")[0] for name in names}
    # A column of the marts ends in the method, where the errors have it behind a point.
    dotted = {
        f"{column.removesuffix(f'_{of}')}.{of}"
        for column in columns
        for of in GrowthMethod
        if column.endswith(f"_{of}")
    }
    return columns | dotted | {f"horizon_growth.{result.config.growth_method}", "total_compensation_cost", "equity_cv"}


def _name(key: str, result: OptimizationResult) -> str:
    """The metric as a target would name it; of those by year, the first stands for all."""
    column = key.removeprefix(_BY_YEAR).replace(".", "_")
    return f"{column}@{min(result.metrics_before.years)}" if key.startswith(_BY_YEAR) else column


def _title(key: str) -> str:
    column = key.removeprefix(_BY_YEAR).replace(".", "_")
    return f"{column}, all years" if key.startswith(_BY_YEAR) else measure_title(column)
