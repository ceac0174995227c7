"""The problem that the engine solves: objectives and constraints over a search space, with no solver in it.

Inside the package the objective is minimised: weight x cost / today's cost + weight x equity_cv / today's equity_cv +
weight x how far the targets are missed. All three terms are of order one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from optimization.errors import BadInputError, SimulationError
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.metric_targets import MetricTarget
from optimization.search.problem.constraints import Constraint
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.search.problem.search_space import SearchSpace
from optimization.simulation.metric_names import MetricName
from optimization.simulation.protocol import Metrics


@dataclass(frozen=True, kw_only=True)
class AimedMetric:
    """A target with the metric that it is for."""

    metric: MetricName
    target: MetricTarget


@dataclass(frozen=True, kw_only=True)
class ObjectiveTerms:
    """The three terms before they are weighed: cost and equity relative to today's, and the mean squared target gap.

    None stands for a term that could not be measured, which only a term of weight zero may be.
    """

    cost: float
    equity: float | None
    targets: float


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a candidate is worth: its objective, and by how much it breaks each constraint in the constraint's unit."""

    objective: float
    terms: ObjectiveTerms
    excess: tuple[tuple[float, ...], ...]
    total_violation: float

    @property
    def is_feasible(self) -> bool:
        """Whether every constraint holds."""
        return self.total_violation == 0.0

    @property
    def rank(self) -> tuple[float, float]:
        """Smaller is better: any feasible candidate beats any infeasible one, of which the least violation wins."""
        return self.total_violation, self.objective


@dataclass(frozen=True, kw_only=True)
class ObjectiveProblem:
    """Weights, targets and constraints over a search space; `today` are the metrics of today's levers.

    Raises:
        BadInputError: a weight on an objective that cannot be measured for today's levers, or on targets where there
            are none.
    """

    space: SearchSpace
    weights: ObjectiveWeights
    targets: tuple[AimedMetric, ...]
    constraints: tuple[Constraint, ...]
    today: Metrics

    def __post_init__(self) -> None:
        if self.weights.targets > 0 and not self.targets:
            raise BadInputError(
                f"Targets weigh {self.weights.targets:g}, but scenario {self.space.table.scenario_id!r} has none: add "
                "rows to the target file, give a target growth, or set the weight of targets to 0."
            )
        if self.weights.cost > 0 and self.today.total_compensation_cost <= 0:
            raise BadInputError("Cost cannot be weighed: today's levers come to no cost at all.")
        if self.weights.equity > 0 and not self.today.equity_cv:
            raise BadInputError(
                f"Equity cannot be weighed: equity_cv of today's levers is {self.today.equity_cv}, with nobody or no "
                "difference in pay to measure. Set the weight of equity to 0."
            )

    def score(self, candidate: LeverVector, metrics: Metrics) -> Score:
        """The score of a candidate with these metrics.

        Raises:
            SimulationError: a metric that counts could not be measured.
        """
        terms = self.terms(metrics)
        levers: Mapping[LeverCell, float] = self.space.table.after(candidate)
        excess = tuple(constraint.excess(metrics, levers) for constraint in self.constraints)
        violation = math.fsum(
            max(0.0, *parts) / constraint.scale for constraint, parts in zip(self.constraints, excess, strict=True)
        )
        return Score(objective=self._weighed(terms), terms=terms, excess=excess, total_violation=violation)

    def terms(self, metrics: Metrics) -> ObjectiveTerms:
        """The three terms of these metrics.

        Raises:
            SimulationError: a target's metric could not be measured.
        """
        equity, todays_equity = metrics.equity_cv, self.today.equity_cv
        return ObjectiveTerms(
            cost=metrics.total_compensation_cost / (self.today.total_compensation_cost or 1.0),
            equity=equity / todays_equity if equity is not None and todays_equity else None,
            targets=self._target_gap(metrics),
        )

    def _weighed(self, terms: ObjectiveTerms) -> float:
        if self.weights.equity > 0 and terms.equity is None:
            raise SimulationError("equity_cv of a candidate cannot be measured: no level has two people at the end.")
        weighed = (
            self.weights.cost * terms.cost,
            self.weights.equity * (terms.equity or 0.0),
            self.weights.targets * terms.targets,
        )
        return math.fsum(weighed)

    def _target_gap(self, metrics: Metrics) -> float:
        """The mean of ((metric - target) / scale)^2, weighed by priority; 0 without targets."""
        if not self.targets:
            return 0.0
        squares = [aim.target.priority.weight * relative_miss(aim, metrics) ** 2 for aim in self.targets]
        return math.fsum(squares) / sum(aim.target.priority.weight for aim in self.targets)


def relative_miss(aim: AimedMetric, metrics: Metrics) -> float:
    """How far the metric lies above its target (below: negative), as a share of the target's scale.

    Raises:
        SimulationError: the metric could not be measured.
    """
    value = aim.metric.of(metrics)
    if value is None:
        raise SimulationError(f"The target metric {aim.metric} cannot be measured: nobody is there in some year.")
    return (value - aim.target.target_value) / aim.target.scale
