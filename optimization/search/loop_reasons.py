"""Why a target loop ended as it did, in sentences with the figures that show it."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.search.bounds_reached import levers_at_bound
from optimization.search.loop_run import GrowthEvaluation, LoopRun
from optimization.search.movable_levers import MovableLever
from optimization.search.target_loop_config import LoopMode

# Levers named in one sentence; a longer list would hide the growth figures it is about.
LEVERS_SHOWN = 4


def met_reason(run: LoopRun, evaluation: GrowthEvaluation) -> str:
    """Growth beside the target it meets."""
    return (
        f"Growth of {evaluation.growth:.4g} % a year meets the target of {run.config.target_growth:g} % "
        f"within {run.config.tolerance:g} percentage points."
    )


def out_of_reach_reason(run: LoopRun, levers: Sequence[MovableLever], best: GrowthEvaluation) -> str:
    """The range that can be reached, and the levers that keep growth from going further."""
    lowest, highest = run.growth_range
    at_bound = levers_at_bound(levers, values=run.table.after(best.vector), catalogue=run.catalogue)
    listed = [f"{lever.lever} at its {lever.side} bound {lever.value:g}" for lever in at_bound]
    return (
        f"With {', '.join(run.config.levers)} growth can be from {lowest:.4g} % to {highest:.4g} % a year; "
        f"the target is {run.config.target_growth:g} %. Nearest to it: {_shortened(listed) or 'no lever has room'}. "
        "Choose a target within the range, or let more levers move."
    )


def between_reason(run: LoopRun, sides: tuple[GrowthEvaluation, GrowthEvaluation]) -> str:
    """The two neighbouring settings between which growth passes the target."""
    named = [run.named(side.vector) for side in sides]
    differing = [name for name in named[0] if name in named[1] and named[0][name] != named[1][name]]
    settings = [_shortened([f"{name} = {levers[name]:.10g}" for name in differing]) for levers in named]
    return (
        f"The target of {run.config.target_growth:g} % lies between two neighbouring settings: "
        f"{settings[0]} gives {sides[0].growth:.6g} %, {settings[1]} gives {sides[1].growth:.6g} %."
    )


def left_over_reason(run: LoopRun, best: GrowthEvaluation) -> str:
    """What the best candidate still misses."""
    return (
        f"The nearest candidate gives {best.growth:.4g} % a year, {abs(best.gap):.4g} percentage points "
        f"{'below' if best.gap > 0 else 'above'} the target of {run.config.target_growth:g} %."
    )


def adaptive_hint(mode: LoopMode) -> str:
    """What to do when a step mode does not arrive."""
    return f"{mode} steps shrink every iteration and cannot close large gaps: use mode {LoopMode.ADAPTIVE}."


def _shortened(items: Sequence[str]) -> str:
    more = f" and {len(items) - LEVERS_SHOWN} more" if len(items) > LEVERS_SHOWN else ""
    return ", ".join(items[:LEVERS_SHOWN]) + more
