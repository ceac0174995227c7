"""The figures of an engine run as sheets of a workbook: numbers with all their digits, to go on calculating with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from optimization.evidence.charts.chart_units import FINE_NUMBER, MONEY, NUMBER, PERCENT, ChartUnit
from optimization.evidence.engine.engine_answer_texts import engine_status
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_goal_tables import limited_values
from optimization.evidence.engine.engine_levers import engine_lever_changes
from optimization.evidence.engine.engine_search_tables import weights_text
from optimization.evidence.measure_units import measure_title, measure_unit, metric_unit
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.evidence.reports.workbook import Amount, Cell, NumberFormat, Sheet
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.engine_result import OptimizationResult
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.simulation.metric_names import MetricName
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics

_FORMATS: Mapping[ChartUnit, NumberFormat] = {
    PERCENT: NumberFormat.PERCENT,
    MONEY: NumberFormat.WHOLE,
    NUMBER: NumberFormat.FACTOR,
    FINE_NUMBER: NumberFormat.OBJECTIVE,
}
_BY_METHOD = {"horizon_growth", "mean_pay", "yoy_growth"}


def engine_sheets(evidence: EngineEvidence, *, origin: RunOrigin, catalogue: LeverCatalogue) -> list[Sheet]:
    """The run, levers, metrics by year, targets, constraints, alternatives, history, front and sensitivity.

    What the run does not have, targets for example, has no sheet.

    Raises:
        BadInputError: the result names a lever that the catalogue does not have.
    """
    result = evidence.result
    sheets = [
        _run(result, origin),
        _levers(result, catalogue),
        _metrics(result),
        _targets(result),
        _constraints(result),
        _alternatives(result),
        _history(result),
    ]
    if evidence.front is not None:
        sheets.append(_front(evidence.front, result))
    if evidence.sensitivity is not None:
        sheets.append(_sensitivity(evidence.sensitivity))
    return [sheet for sheet in sheets if sheet.rows]


def _run(result: OptimizationResult, origin: RunOrigin) -> Sheet:
    years = sorted(result.metrics_before.years)
    facts = {
        "Run": origin.run_id,
        "Scenario": result.config.scenario_id,
        "As of": origin.census_date.isoformat(),
        "Horizon": f"{years[0]} to {years[-1]}",
        "Status": engine_status(result),
        "Objectives": weights_text(result.objectives),
        "Method": f"{result.algorithm_used}: {result.algorithm_reason}",
        "Inputs fingerprint": result.inputs_fingerprint,
        "Command": origin.command,
    }
    return Sheet(title="Run", headings=("Fact", "Value"), rows=tuple(facts.items()))


def _levers(result: OptimizationResult, catalogue: LeverCatalogue) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for name, state in engine_lever_changes(result, catalogue=catalogue).items():
        unit = NumberFormat.PERCENT if name.family.unit == "fraction" else NumberFormat.FACTOR
        numbers = (state.before, state.after, state.after - state.before, name.family.lower, name.family.upper)
        rows.append((str(name), *(Amount(value=value, number_format=unit) for value in numbers)))
    headings = ("Lever", "Before", "After", "Change", "Lower bound", "Upper bound")
    return Sheet(title="Levers", headings=headings, rows=tuple(rows))


def _metrics(result: OptimizationResult) -> Sheet:
    before, after = result.metrics_before, result.metrics_after
    rows: list[tuple[Cell, ...]] = []
    for metric in _metric_names(before):
        unit = metric_unit(str(metric))
        values = metric.of(before), metric.of(after)
        change = None if values[0] is None or values[1] is None else values[1] - values[0]
        year = "horizon" if metric.year is None else Amount(value=metric.year, number_format=NumberFormat.YEAR)
        rows.append((year, metric.column, *(_amount(value, unit) for value in (*values, change))))
    headings = ("Year", "Metric", "Before", "After", "Change")
    return Sheet(title="Metrics by year", headings=headings, rows=tuple(rows))


def _metric_names(metrics: Metrics) -> Iterator[MetricName]:
    """Every metric of the horizon, then of each year."""
    for row, years in ((Metrics, [None]), (YearMetrics, sorted(metrics.years))):
        names = [field.name for field in fields(row) if field.name not in ("seed", "years")]
        columns = [
            column
            for name in names
            for column in ([f"{name}_{method}" for method in GrowthMethod] if name in _BY_METHOD else [name])
        ]
        for year in years:
            yield from (MetricName(column=column, year=year) for column in columns)


def _targets(result: OptimizationResult) -> Sheet:
    headings = ("Metric", "Priority", "Target", "Tolerance", "Before", "After", "Difference to target", "Met")
    rows = tuple(
        (
            each.metric,
            each.priority,
            *(
                _amount(value, metric_unit(each.metric))
                for value in (each.target, each.tolerance, each.before, each.after, each.after - each.target)
            ),
            "yes" if each.is_met else "no",
        )
        for each in result.targets
    )
    return Sheet(title="Targets", headings=headings, rows=rows)


def _constraints(result: OptimizationResult) -> Sheet:
    headings = ("Constraint", "Limit", "Before", "After", "Room left", "Kept")
    rows = tuple(
        (
            each.outcome.name,
            *(_amount(value, each.unit) for value in (each.limit, each.before, each.after, each.room_left)),
            "yes" if each.outcome.is_kept else "no",
        )
        for each in limited_values(result)
    )
    return Sheet(title="Constraints", headings=headings, rows=rows)


def _alternatives(result: OptimizationResult) -> Sheet:
    headings = ("Candidate", "Objective", "Total compensation cost", "Cost term", "Equity term", "Targets term")
    rows = (
        (
            "Today's levers",
            result.status_quo_objective,
            result.metrics_before.total_compensation_cost,
            result.status_quo_terms,
        ),
        ("Proposal", result.objective_value, result.metrics_after.total_compensation_cost, result.objective_terms),
        *((each.label, each.objective, each.total_compensation_cost, each.terms) for each in result.alternatives),
    )
    return Sheet(
        title="Alternatives",
        headings=headings,
        rows=tuple(
            (
                label,
                _amount(objective, FINE_NUMBER),
                _amount(cost, MONEY),
                *(_amount(term, FINE_NUMBER) for term in (terms.cost, terms.equity, terms.targets)),
            )
            for label, objective, cost, terms in rows
        ),
    )


def _history(result: OptimizationResult) -> Sheet:
    headings = ("Step", "Candidates so far", "Cached", "Best objective", "Violation", "Seconds")
    return Sheet(
        # Excel keeps "History" for itself.
        title="Search history",
        headings=headings,
        rows=tuple(
            (
                *(_amount(value, MONEY) for value in (record.step, record.evaluations, record.cached)),
                _amount(record.best_objective, FINE_NUMBER),
                _amount(record.best_violation, PERCENT),
                _amount(record.seconds, NUMBER),
            )
            for record in result.history
        ),
    )


def _front(front: ParetoFront, result: OptimizationResult) -> Sheet:
    growths = [measure_title(f"horizon_growth_{method}") for method in GrowthMethod]
    headings = (
        "Candidate",
        "Total compensation cost",
        "equity_cv",
        "Cost term",
        "Equity term",
        "Targets term",
        *growths,
    )
    candidates = [
        ("Today's levers", result.status_quo_terms, result.metrics_before),
        ("Proposal", result.objective_terms, result.metrics_after),
        *((point.label, point.terms, point.metrics) for point in front.points),
    ]
    rows: list[tuple[Cell, ...]] = []
    for label, terms, metrics in candidates:
        outcomes = _amount(metrics.total_compensation_cost, MONEY), _amount(metrics.equity_cv, NUMBER)
        weighed = (_amount(term, FINE_NUMBER) for term in (terms.cost, terms.equity, terms.targets))
        grown = (_amount(metrics.horizon_growth[method], PERCENT) for method in GrowthMethod)
        rows.append((label, *outcomes, *weighed, *grown))
    return Sheet(title="Front", headings=headings, rows=tuple(rows))


def _sensitivity(sensitivity: LocalSensitivity) -> Sheet:
    measures = list(sensitivity.base)
    rows: list[tuple[Cell, ...]] = []
    for found in sensitivity.levers:
        unit = PERCENT if found.unit == "fraction" else NUMBER
        changes = (
            _amount(found.responses[measure].per_ten_basis_points, measure_unit(measure)) for measure in measures
        )
        rows.append((found.lever, _amount(found.value, unit), *changes))
    headings = ("Lever", "Value", *(f"{measure_title(measure)} per +10 bp" for measure in measures))
    return Sheet(title="Sensitivity", headings=headings, rows=tuple(rows))


def _amount(value: float | None, unit: ChartUnit) -> Amount:
    return Amount(value=value, number_format=_FORMATS[unit])
