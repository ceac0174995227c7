"""What an answer is worth: beside random candidates on the same budget, and by the slope along each lever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from optimization.search.engine_history import ScoredCandidate
from optimization.search.exploration.local_sensitivity import local_sensitivity
from optimization.search.exploration.measures import OBJECTIVE, objective_measure
from optimization.search.metered_simulator import MeteredSimulator, SearchEndedError
from optimization.search.problem.objective_problem import ObjectiveProblem

# Objectives nearer to each other than this are the same: so near do solvers come.
_OBJECTIVE_RESOLUTION = 1e-9
# Of random candidates between two looks at the clock.
_BATCH = 128


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What was measured after a search.

    Attributes:
        baseline_objective: The best objective of the feasible random candidates; None without any.
        mean_objective: The mean of them.
        sensitivities: By lever, change of the objective per +10 basis points at the answer.
        evaluations: Candidates that were simulated for it.
        is_complete: Whether time allowed all of it.
    """

    baseline_objective: float | None = None
    mean_objective: float | None = None
    sensitivities: Mapping[str, float] = field(default_factory=dict)
    evaluations: int = 0
    is_complete: bool = False


def assess(
    problem: ObjectiveProblem,
    answer: ScoredCandidate,
    *,
    meter: Callable[[], MeteredSimulator],
    candidates: int,
    random_seed: tuple[int, int],
) -> Assessment:
    """Simulate the slopes at the answer, and then as many random candidates as were searched.

    Args:
        problem: What was searched.
        answer: What the search proposes.
        meter: A new simulator on what time is left.
        candidates: How many random ones.
        random_seed: What they are drawn from.

    Raises:
        SimulationError: a candidate could not be simulated, or a metric that counts not be measured.
    """
    import numpy as np

    around, at_random = meter(), meter()
    sensitivities: Mapping[str, float] = {}
    is_complete = False
    try:
        slopes = local_sensitivity(
            problem.space,
            answer.simulated.candidate,
            ask=around.simulate,
            measures={OBJECTIVE: objective_measure(problem)},
            interactions=False,
        )
        sensitivities = {lever.lever: lever.responses[OBJECTIVE].per_ten_basis_points for lever in slopes.levers}
        points = np.random.default_rng(random_seed).random((candidates, problem.space.dimension))
        for first in range(0, candidates, _BATCH):
            at_random.simulate([problem.space.candidate(point) for point in points[first : first + _BATCH]])
        is_complete = True
    except SearchEndedError:
        # The search is over and has its answer; what was measured of it until now stands.
        pass
    scores = [problem.score(each.candidate, each.metrics) for each in at_random.seen]
    feasible = [score.objective for score in scores if score.is_feasible]
    return Assessment(
        baseline_objective=min(feasible, default=None),
        mean_objective=sum(feasible) / len(feasible) if feasible else None,
        sensitivities=sensitivities,
        evaluations=around.evaluations + at_random.evaluations,
        is_complete=is_complete,
    )


def quality_score(answer: ScoredCandidate, status_quo: ScoredCandidate, assessment: Assessment) -> float:
    """1 for the best objective known, 0 for one no better than the status quo, and 0 for an infeasible answer.

    1 - (objective - best known) / (status quo - best known). Where the status quo breaks a constraint its objective is
    no yardstick, and the mean of the feasible random candidates takes its place.
    """
    if not answer.score.is_feasible:
        return 0.0
    objective = answer.score.objective
    known = [objective] if assessment.baseline_objective is None else [objective, assessment.baseline_objective]
    yardstick = status_quo.score.objective if status_quo.score.is_feasible else assessment.mean_objective
    best = min(known)
    if objective - best <= _OBJECTIVE_RESOLUTION or yardstick is None:
        return 1.0
    return min(max(1.0 - (objective - best) / (yardstick - best), 0.0), 1.0) if yardstick > best else 0.0
