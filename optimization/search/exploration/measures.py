"""What an exploration measures of each candidate: numbers by name, from its levers and what they gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from optimization.errors import SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.simulation.metric_names import MetricName
from optimization.simulation.protocol import GrowthMethod, Metrics

Measure = Callable[[LeverVector, Metrics], float]

OBJECTIVE = "objective"


def metric_measure(metric: MetricName) -> Measure:
    """The metric itself. The measure raises SimulationError where nobody was there to measure."""

    def value(_candidate: LeverVector, metrics: Metrics) -> float:
        found = metric.of(metrics)
        if found is None:
            raise SimulationError(f"{metric} of a candidate cannot be measured: nobody is there. Measure another.")
        return found

    return value


def objective_measure(problem: ObjectiveProblem) -> Measure:
    """The objective of a problem, smaller is better; it raises SimulationError as `ObjectiveProblem.score` does."""
    return lambda candidate, metrics: problem.score(candidate, metrics).objective


def default_measures(method: GrowthMethod, *, problem: ObjectiveProblem | None = None) -> dict[str, Measure]:
    """Growth over the horizon (a fraction), its cost and equity_cv by the names of the marts' columns; the objective.

    Args:
        method: How mean pay is measured.
        problem: Whose objective is measured too; without one, none is.
    """
    columns = (f"horizon_growth_{method}", "total_compensation_cost", "equity_cv")
    measures = {column: metric_measure(MetricName(column=column, year=None)) for column in columns}
    return measures if problem is None else {**measures, OBJECTIVE: objective_measure(problem)}


def measured(
    measures: Mapping[str, Measure], candidates: Sequence[LeverVector], metrics: Sequence[Metrics]
) -> dict[str, list[float]]:
    """Each measure at each candidate, in order."""
    return {
        name: [measure(candidate, found) for candidate, found in zip(candidates, metrics, strict=True)]
        for name, measure in measures.items()
    }
