"""What a synthetic search proposes, simulated: estimates may propose levers, and are never shown as results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optimization.errors import SimulationError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.search.loop.target_loop_result import LoopStatus, SyntheticSearch, TargetLoopResult
from optimization.search.movable_levers import movable_levers, moved_as_one
from optimization.simulation.protocol import Metrics, Simulator

_PERCENT = 100.0


def simulated(
    result: TargetLoopResult,
    real: Simulator,
    *,
    catalogue: LeverCatalogue,
    surface_errors: tuple[Mapping[str, Any], ...],
) -> TargetLoopResult:
    """The result with simulated figures in the place of the surface's, and what the two differ by.

    The search's history and range stay what the surface said. The status is `stalled` where the surface meets a target
    that the simulation does not, and where it calls one out of reach and the simulation does not bear that out: it
    does when today's levers and the nearest ones, at the end of all that each cell may move, both fall short.

    Args:
        result: what a loop found on a response surface.
        real: simulates today's levers and the proposed ones.
        catalogue: the bounds of the levers.
        surface_errors: the surface's error on evaluations that it was not fitted to, for each seed.

    Raises:
        SimulationError: growth of today's or of the proposed levers cannot be measured.
    """
    candidates = [LeverVector(cells={}), result.proposal]
    before, after = real.simulate(candidates, seeds=result.seeds)
    initial, final = _growth(before, result), _growth(after, result)
    initial_gap, gap = (result.config.target_growth - growth for growth in (initial, final))
    levers = movable_levers(real.levers, families=result.config.levers, catalogue=catalogue)
    tolerance = result.config.tolerance
    status = result.status
    if abs(gap) <= tolerance:
        status = LoopStatus.CONVERGED
    elif status is LoopStatus.CONVERGED:
        status = LoopStatus.STALLED
    elif status is LoopStatus.INFEASIBLE:
        both_fall_short = abs(initial_gap) > tolerance and initial_gap * gap > 0
        at_the_end = moved_as_one(levers) == levers
        status = LoopStatus.INFEASIBLE if both_fall_short and at_the_end else LoopStatus.STALLED
    return replace(
        result,
        status=status,
        message=_message(result, final=final, status=status),
        initial_growth=initial,
        final_growth=final,
        final_gap=gap,
        metrics_before=before,
        metrics_after=after,
        synthetic=SyntheticSearch(
            estimated_growth=result.final_growth,
            simulated_growth=final,
            surface_errors=surface_errors,
        ),
    )


def _growth(metrics: Metrics, result: TargetLoopResult) -> float:
    growth = metrics.horizon_growth[result.config.method]
    if growth is None:
        raise SimulationError(
            f"Growth by the method {result.config.method} cannot be measured: in some year nobody is there."
        )
    return growth * _PERCENT


def _message(result: TargetLoopResult, *, final: float, status: LoopStatus) -> str:
    verdict = "meets" if status is LoopStatus.CONVERGED else "does not meet"
    return (
        f"Searched on a response surface, which put growth at {result.final_growth:.4f}% a year; simulated it is "
        f"{final:.4f}%, which {verdict} the target within the tolerance. "
        + ("" if status is LoopStatus.CONVERGED else "Search with the real simulator to go on. ")
        + f"The search's history and range are estimates; on the surface: {result.status.sentence}"
    )
