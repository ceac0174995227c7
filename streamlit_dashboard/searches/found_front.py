"""The Pareto front that a run drew, or that was drawn around its answer, with what it is held beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.explorations.exploration import FrontReport
from optimization.parameters.lever_cells import LeverCell
from optimization.recommendation.recorded_results import Found
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.simulation.protocol import GrowthMethod, Metrics


@dataclass(frozen=True, kw_only=True)
class FoundFront:
    """A front, what today's levers give, how growth is measured, and the answer beside it where there is one."""

    front: ParetoFront
    cells_before: Mapping[LeverCell, float]
    today: Metrics
    method: GrowthMethod
    answer: tuple[ObjectiveTerms, Metrics] | None


def found_front(found: Found | None) -> FoundFront | None:
    """The front of what a run found; None where it has none."""
    if isinstance(found, FrontReport):
        return FoundFront(
            front=found.front,
            cells_before=found.around.cells_before,
            today=found.around.metrics_before,
            method=found.around.config.growth_method,
            answer=found.proposal,
        )
    if isinstance(found, EngineEvidence) and found.front is not None:
        return FoundFront(
            front=found.front,
            cells_before=found.result.cells_before,
            today=found.result.metrics_before,
            method=found.result.config.growth_method,
            answer=(found.result.objective_terms, found.result.metrics_after),
        )
    return None
