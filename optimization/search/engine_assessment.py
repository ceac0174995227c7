"""What an answer is worth: beside random candidates on the same budget, and by the slope along each lever."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from optimization.errors import SimulationError, is_interruption
from optimization.parameters.lever_cells import LeverVector
from optimization.search.engine_history import ScoredCandidate
from optimization.search.exploration.local_sensitivity import local_sensitivity
from optimization.search.exploration.measures import OBJECTIVE, objective_measure
from optimization.search.metered_simulator import EndReason, MeteredSimulator, SearchEndedError
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.simulation.protocol import Metrics

# Objectives nearer to each other than this are the same: so near do solvers come.
_OBJECTIVE_RESOLUTION = 1e-9
# Of random candidates between two looks at the clock.
_BATCH = 128
_INCOMPLETE = "The assessment of the answer is incomplete"


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What was measured after a search.

    Attributes:
        has_baseline: Whether all random candidates were simulated; the two objectives are None where not.
        baseline_objective: The best objective of the feasible random candidates; None without any.
        mean_objective: The mean of them.
        sensitivities: By lever, change of the objective per +10 basis points at the answer; empty where not measured.
        evaluations: Candidates that were simulated for it.
        is_cancelled: Whether somebody ended it.
        note: A sentence on what else cut it short, if anything did.
    """

    has_baseline: bool = False
    baseline_objective: float | None = None
    mean_objective: float | None = None
    sensitivities: Mapping[str, float] = field(default_factory=dict)
    evaluations: int = 0
    is_cancelled: bool = False
    note: str | None = None


def assess(
    problem: ObjectiveProblem,
    answer: ScoredCandidate,
    *,
    meter: Callable[[], MeteredSimulator],
    candidates: int,
    random_seed: tuple[int, int],
) -> Assessment:
    """Simulate the slopes at the answer, and then as many random candidates as were searched.

    The search is over and has its answer: whatever ends the assessment early, a candidate that cannot be simulated too,
    is told in it, and what was measured until then stands.

    Args:
        problem: What was searched.
        answer: What the search proposes.
        meter: A new simulator on what time is left.
        candidates: How many random ones; 0 for no comparison with any.
        random_seed: What they are drawn from.
    """
    found = _Found()
    is_cancelled, note = False, None
    try:
        found.measure_slopes(problem, answer, metered=meter())
        found.measure_baseline(problem, meter=meter, candidates=candidates, random_seed=random_seed)
    except SearchEndedError as ended:
        is_cancelled = ended.reason is EndReason.CANCELLED
        note = None if is_cancelled else f"{_INCOMPLETE}: the time was over."
    except SimulationError as error:
        note = f"{_INCOMPLETE}: {error}"
    except BaseException as error:
        # Ctrl-C may come between two batches; what an orchestrator raises in its place is no Exception.
        if not is_interruption(error) and isinstance(error, Exception):
            raise
        is_cancelled = True
    has_baseline = 0 < candidates == found.drawn
    feasible = found.feasible if has_baseline else []
    return Assessment(
        has_baseline=has_baseline,
        baseline_objective=min(feasible, default=None),
        mean_objective=sum(feasible) / len(feasible) if feasible else None,
        sensitivities=found.sensitivities,
        evaluations=found.evaluations,
        is_cancelled=is_cancelled,
        note=note,
    )


@dataclass
class _Found:
    """What was measured so far: of random candidates their objectives alone, since there may be a hundred thousand."""

    sensitivities: Mapping[str, float] = field(default_factory=dict)
    feasible: list[float] = field(default_factory=list)
    drawn: int = 0
    evaluations: int = 0

    def measure_slopes(self, problem: ObjectiveProblem, answer: ScoredCandidate, *, metered: MeteredSimulator) -> None:
        def ask(candidates: Sequence[LeverVector]) -> list[Metrics]:
            metrics = metered.simulate(candidates)
            self.evaluations += metered.evaluations
            return metrics

        slopes = local_sensitivity(
            problem.space,
            answer.simulated.candidate,
            ask=ask,
            measures={OBJECTIVE: objective_measure(problem)},
            interactions=False,
        )
        self.sensitivities = {lever.lever: lever.responses[OBJECTIVE].per_ten_basis_points for lever in slopes.levers}

    def measure_baseline(
        self,
        problem: ObjectiveProblem,
        *,
        meter: Callable[[], MeteredSimulator],
        candidates: int,
        random_seed: tuple[int, int],
    ) -> None:
        import numpy as np

        points = np.random.default_rng(random_seed).random((candidates, problem.space.dimension))
        for first in range(0, candidates, _BATCH):
            # A new one each time: it remembers the metrics of what it simulates.
            metered = meter()
            batch = [problem.space.candidate(point) for point in points[first : first + _BATCH]]
            metrics = metered.simulate(batch)
            self.evaluations += metered.evaluations
            scores = [problem.score(*each) for each in zip(batch, metrics, strict=True)]
            self.feasible += [score.objective for score in scores if score.is_feasible]
            self.drawn += len(batch)


def quality_score(answer: ScoredCandidate, status_quo: ScoredCandidate, assessment: Assessment) -> float | None:
    """1 for the best objective known, 0 for one no better than the status quo, and 0 for an infeasible answer.

    1 - (objective - best known) / (status quo - best known). Where the status quo breaks a constraint its objective is
    no yardstick, and the mean of the feasible random candidates takes its place. None where the random candidates were
    not all simulated: the best known would be the answer itself.
    """
    if not answer.score.is_feasible:
        return 0.0
    if not assessment.has_baseline:
        return None
    objective = answer.score.objective
    known = [objective] if assessment.baseline_objective is None else [objective, assessment.baseline_objective]
    yardstick = status_quo.score.objective if status_quo.score.is_feasible else assessment.mean_objective
    best = min(known)
    if objective - best <= _OBJECTIVE_RESOLUTION or yardstick is None:
        return 1.0
    return min(max(1.0 - (objective - best) / (yardstick - best), 0.0), 1.0) if yardstick > best else 0.0
