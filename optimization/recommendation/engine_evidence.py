"""What is found out about an answer of the engine: growth drivers, slopes, the front around it, other random worlds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.parameters.lever_cells import LeverVector
from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.recommendation.looks import Look
from optimization.search.engine_result import OptimizationResult
from optimization.search.exploration.local_sensitivity import local_sensitivity
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.measures import default_measures
from optimization.search.exploration.pareto_front import pareto_front
from optimization.search.exploration.pareto_result import FrontMethod, ParetoFront
from optimization.search.exploration.robustness import robustness, robustness_seeds
from optimization.search.exploration.robustness_result import Robustness
from optimization.search.exploration.sweep_search import smallest_share
from optimization.simulation.growth_drivers import GrowthDrivers

STATUS_QUO = "today's levers"
PROPOSAL = "proposal"

# Pairs of levers take candidates by the square of their number: 190 at twenty, 3,570 at eighty-five.
MOST_VARIABLES_IN_PAIRS = 20
# Beyond nineteen variables a search of the front gets no more, but for one slope and one step.
MOST_PER_FRONT_POINT = 100
# One search of the front may look along every lever so often: enough for the few steps that a smooth term takes.
_SLOPES_PER_FRONT_POINT = 5
# Where no target says how near growth must come, a tenth of a percentage point as in the target loop.
_GROWTH_TOLERANCE = 0.001


def gather_evidence(  # noqa: PLR0913 - whose evidence, how much of it, what of it is there, and who is told
    result: OptimizationResult,
    look: Look,
    plan: EvidencePlan,
    *,
    sensitivity: LocalSensitivity | None = None,
    front: ParetoFront | None = None,
    on_progress: Callable[[str], None],
) -> EngineEvidence:
    """The evidence of a result, measured in the world that it was found in.

    Args:
        result: What the engine found.
        look: Its question in that world.
        plan: How much to find out.
        sensitivity: Where it is known already.
        front: Where it is known already.
        on_progress: Told each step as it begins.

    Raises:
        SimulationError: something could not be simulated or measured.
    """
    on_progress("explaining growth")
    before, after = drivers_of(result.proposal, look)
    if sensitivity is None:
        on_progress(f"measuring sensitivities around the answer{_without_pairs(look)}")
        sensitivity = sensitivity_around(result.proposal, look)
    if front is None and plan.front_points:
        on_progress(f"drawing the Pareto front{_with_less(look)}")
        front = front_of(look, points=plan.front_points)
        if not front.is_complete:
            # A front keeps what it has when it is interrupted; whoever did that wants no further evidence.
            raise KeyboardInterrupt
    other_worlds = None
    if plan.robustness_seeds:
        on_progress(f"simulating {plan.robustness_seeds} random worlds")
        candidates = {STATUS_QUO: LeverVector(cells={}), PROPOSAL: result.proposal}
        other_worlds = robustness_of(candidates, look, seeds=plan.robustness_seeds)
    return EngineEvidence(
        result=result,
        drivers_before=before,
        drivers_after=after,
        sensitivity=sensitivity,
        front=front,
        robustness=other_worlds,
    )


def drivers_of(answer: LeverVector, look: Look) -> tuple[GrowthDrivers | None, GrowthDrivers | None]:
    """What makes pay grow with today's levers and with the answer; None for a simulator that cannot tell."""
    if look.world.explainer is None:
        return None, None
    before, after = look.world.explainer.growth_drivers([LeverVector(cells={}), answer], seeds=[look.config.seed])
    return before, after


def sensitivity_around(candidate: LeverVector, look: Look) -> LocalSensitivity:
    """How each decision variable moves growth, cost, equity and the objective around a candidate.

    Pairs of variables are left out where there are more than `MOST_VARIABLES_IN_PAIRS`.
    """
    measures = default_measures(look.config.growth_method, problem=look.problem)
    interactions = look.problem.space.dimension <= MOST_VARIABLES_IN_PAIRS
    return local_sensitivity(look.problem.space, candidate, ask=look.ask, measures=measures, interactions=interactions)


def front_of(look: Look, *, points: int, method: FrontMethod = FrontMethod.EPSILON_CONSTRAINT) -> ParetoFront:
    """The Pareto front of the question, with an effort that fits its number of levers; its message says where less.

    Raises:
        BadInputError: too few points, or a method that is not installed.
        SimulationError: a candidate could not be simulated.
    """
    import numpy as np

    front = pareto_front(
        look.problem,
        ask=look.ask,
        points=points,
        method=method,
        max_evaluations_per_point=_share(look),
        rng=np.random.default_rng(look.config.random_seed),
    )
    less = _with_less(look)
    return replace(front, message=f"{front.message} Searched{less}.") if less else front


def robustness_of(candidates: Mapping[str, LeverVector], look: Look, *, seeds: int) -> Robustness:
    """How candidates fare from the question's seed on, against the growth that it aims at, if it aims at any."""
    config = look.config
    metric = f"horizon_growth_{config.growth_method}"
    aimed = next((aim.target for aim in look.problem.targets if str(aim.metric) == metric), None)
    return robustness(
        candidates,
        simulate=lambda vectors, of: look.world.simulator.simulate(vectors, seeds=of),
        seeds=robustness_seeds(config.seed, seeds),
        method=config.growth_method,
        target_growth=None if aimed is None else aimed.target_value,
        tolerance=_GROWTH_TOLERANCE if aimed is None else aimed.tolerance,
    )


def _full_share(look: Look) -> int:
    return _SLOPES_PER_FRONT_POINT * (look.problem.space.dimension + 1)


def _share(look: Look) -> int:
    return min(_full_share(look), max(MOST_PER_FRONT_POINT, smallest_share(look.problem)))


def _with_less(look: Look) -> str:
    if _share(look) == _full_share(look):
        return ""
    dimension = look.problem.space.dimension
    return f" with {_share(look)} candidates a point, where {dimension} variables would take {_full_share(look)}"


def _without_pairs(look: Look) -> str:
    dimension = look.problem.space.dimension
    return "" if dimension <= MOST_VARIABLES_IN_PAIRS else f", each variable alone: {dimension} make too many pairs"
