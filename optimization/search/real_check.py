"""What a synthetic search proposes, simulated: estimates may propose levers, and are never shown as results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from optimization.errors import SimulationError
from optimization.parameters.lever_cells import LeverVector
from optimization.search.target_loop_result import LoopStatus, SyntheticSearch, TargetLoopResult
from optimization.simulation.protocol import Metrics, Simulator

_PERCENT = 100.0


def simulated(
    result: TargetLoopResult, real: Simulator, *, surface_errors: tuple[Mapping[str, Any], ...]
) -> TargetLoopResult:
    """The result with simulated figures in the place of the surface's, and what the two differ by.

    The search's history and range stay what the surface said. A target that the surface meets and the simulation does
    not is not met: the status is then `stalled`.

    Args:
        result: what a loop found on a response surface.
        real: simulates today's levers and the proposed ones.
        surface_errors: the surface's error on evaluations that it was not fitted to, for each seed.

    Raises:
        SimulationError: growth of today's or of the proposed levers cannot be measured.
    """
    candidates = [LeverVector(cells={}), result.proposal]
    before, after = real.simulate(candidates, seeds=result.seeds)
    initial, final = _growth(before, result), _growth(after, result)
    gap = result.config.target_growth - final
    meets = abs(gap) <= result.config.tolerance
    return replace(
        result,
        status=_status(result.status, meets=meets),
        message=_message(result, final=final, meets=meets),
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


def _status(estimated: LoopStatus, *, meets: bool) -> LoopStatus:
    if meets:
        return LoopStatus.CONVERGED
    return LoopStatus.STALLED if estimated is LoopStatus.CONVERGED else estimated


def _message(result: TargetLoopResult, *, final: float, meets: bool) -> str:
    verdict = "meets" if meets else "does not meet"
    return (
        f"Searched on a response surface, which put growth at {result.final_growth:.4f}% a year; simulated it is "
        f"{final:.4f}%, which {verdict} the target within the tolerance. The search's history and range are estimates. "
        + ("" if meets else "Search with the real simulator to go on. ")
        + f"On the surface: {result.message}"
    )
