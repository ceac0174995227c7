"""A Pareto front of cost, equity and target gap: its points, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from optimization.parameters.lever_cells import LeverVector
from optimization.search.exploration.front_terms import Term, term_values
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.simulation.protocol import Metrics


class FrontMethod(StrEnum):
    """How a front is searched."""

    EPSILON_CONSTRAINT = "epsilon_constraint"
    NSGA2 = "nsga2"


@dataclass(frozen=True, kw_only=True)
class ParetoPoint:
    """A candidate that no other one found beats in every objective; `label` says where on the front it is."""

    label: str
    candidate: LeverVector
    terms: ObjectiveTerms
    metrics: Metrics


@dataclass(frozen=True, kw_only=True)
class ParetoFront:
    """Feasible candidates of which none dominates another, cheapest first; terms are those of `ObjectiveProblem`.

    Attributes:
        objectives: The terms that are compared, all minimised.
        method: How the candidates were found.
        points: The front; empty where nothing feasible was found.
        knee: The position of the point where the front bends most; None without points.
        hypervolume: What the points dominate within the reference point; None where there is no reference.
        reference_point: The corner that the hypervolume is measured from; None where the search ended before it was
            known.
        today: The terms of today's levers.
        today_is_dominated: Whether a point is no worse than today's levers in every objective and better in one.
        is_complete: Whether the search came to its own end.
        message: How the search ended.
        is_settled: Whether every search of a sweep settled; False where one used up its share or got stuck, and for
            NSGA-II, which goes on until its allowance is used.
    """

    objectives: tuple[Term, ...]
    method: FrontMethod
    points: tuple[ParetoPoint, ...]
    knee: int | None
    hypervolume: float | None
    reference_point: ObjectiveTerms | None
    today: ObjectiveTerms
    today_is_dominated: bool
    is_complete: bool
    message: str
    is_settled: bool

    def as_json(self, *, describe: Callable[[LeverVector], Mapping[str, float]], evaluations: int) -> dict[str, Any]:
        """The front as JSON can hold it.

        Args:
            describe: Names a candidate's levers.
            evaluations: Candidates that were simulated for the front.
        """
        return {
            "objectives": [str(term) for term in self.objectives],
            "method": str(self.method),
            "points": [self._point(point, describe(point.candidate)) for point in self.points],
            "knee": self.knee,
            "hypervolume": self.hypervolume,
            "reference_point": None if self.reference_point is None else self._terms(self.reference_point),
            "evaluations": evaluations,
            "today": self._terms(self.today),
            "today_is_dominated": self.today_is_dominated,
            "is_complete": self.is_complete,
            "message": self.message,
            "is_settled": self.is_settled,
        }

    def _point(self, point: ParetoPoint, parameters: Mapping[str, float]) -> dict[str, Any]:
        return {
            "label": point.label,
            "parameters": dict(parameters),
            "terms": self._terms(point.terms),
            "metrics": {
                "total_compensation_cost": point.metrics.total_compensation_cost,
                "equity_cv": point.metrics.equity_cv,
                "horizon_growth": {str(method): value for method, value in point.metrics.horizon_growth.items()},
            },
        }

    def _terms(self, terms: ObjectiveTerms) -> dict[str, float]:
        return dict(zip(map(str, self.objectives), term_values(terms, self.objectives), strict=True))
