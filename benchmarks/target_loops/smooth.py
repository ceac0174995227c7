"""Questions in which pay levers may move, alone or beside promotion probabilities, and what the modes find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.target_loops.asked import METHOD, ask, figures
from benchmarks.target_loops.brute_force import corners, family_corners, growth_of
from benchmarks.target_loops.problems import Question, target_and_feasibility, target_within
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.search.loop.step_modes import MOVED_FAMILIES
from optimization.search.loop.target_loop_config import LoopMode
from optimization.search.movable_levers import movable_levers
from optimization.simulation.protocol import Simulator

if TYPE_CHECKING:
    import numpy as np


def pay_answer(
    question: Question, simulator: Simulator, *, catalogue: LeverCatalogue, rng: np.random.Generator
) -> dict[str, Any]:
    """What the modes find for a target within the reach of the pay levers, or beyond."""
    levers = movable_levers(simulator.levers, families=question.families, catalogue=catalogue)
    # Growth is monotone in each pay lever whatever the others are, so the extremes lie in corners.
    reach = _reach(question, simulator, corners(levers))
    target, is_feasible = target_and_feasibility(question.number, reach, rng)
    step_modes_move = not set(question.families).isdisjoint(MOVED_FAMILIES)
    modes = tuple(LoopMode) if step_modes_move else (LoopMode.ADAPTIVE,)
    found: dict[str, Any] = {
        mode: figures(ask(question, simulator, target=target, mode=mode, catalogue=catalogue)) for mode in modes
    }
    return {**_described(question, reach=reach, target=target, is_feasible=is_feasible), **found}


def mixed_answer(
    question: Question, simulator: Simulator, *, catalogue: LeverCatalogue, rng: np.random.Generator
) -> dict[str, Any]:
    """What Adaptive finds for a target between two growths that were simulated: where people change none proves more.

    Steps of promotions lie on the way, and pay levers must close what a step leaves.
    """
    levers = movable_levers(simulator.levers, families=question.families, catalogue=catalogue)
    reach = _reach(question, simulator, family_corners(levers))
    target = target_within(reach, rng)
    result = ask(question, simulator, target=target, mode=LoopMode.ADAPTIVE, catalogue=catalogue)
    return {
        **_described(question, reach=reach, target=target, is_feasible=True),
        LoopMode.ADAPTIVE: figures(result),
    }


def _reach(question: Question, simulator: Simulator, settings: Sequence[LeverVector]) -> tuple[float, float]:
    """The lowest and the highest growth among the settings, in percent."""
    (seed,) = question.inputs.seeds
    found = growth_of(simulator, settings, seed=seed, method=METHOD)
    return min(found), max(found)


def _described(question: Question, *, reach: tuple[float, float], target: float, is_feasible: bool) -> dict[str, Any]:
    return {
        "employees": question.employees,
        "levers": list(question.families),
        "differs_by_year": question.differs_by_year,
        "locked": sum(row.is_locked for row in question.inputs.lever_rows),
        "reach": list(reach),
        "target": target,
        "is_feasible": is_feasible,
    }
