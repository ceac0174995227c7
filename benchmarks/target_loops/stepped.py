"""Questions in which only promotion probabilities may move, and what Adaptive says of them, checked without it.

People are promoted one by one, so growth moves in steps, and Adaptive names two neighbours around the target.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from benchmarks.target_loops.asked import METHOD, ask, figures
from benchmarks.target_loops.brute_force import corners, growth_of, random_settings
from benchmarks.target_loops.problems import TOLERANCE, Question, target_and_feasibility
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverTable, LeverVector
from optimization.parameters.lever_names import vector_from_names
from optimization.search.loop.target_loop_config import PERCENT_PER_UNIT, LoopMode
from optimization.search.loop.target_loop_result import LoopStatus, TargetLoopResult
from optimization.search.movable_levers import STEPPED_FAMILY, movable_levers
from optimization.simulation.protocol import Simulator

if TYPE_CHECKING:
    import numpy as np

FAMILIES = ((STEPPED_FAMILY,),)
# Random settings for each question besides the corners; each promotes other people, which is what they cost.
RANDOM_SETTINGS = 600
# Settings from one neighbour to the other: a second step between them would hide from none but one in so many.
SETTINGS_BETWEEN = 256
# Growth in percent that differs by less differs by rounding.
_GROWTH_DECIMALS = 9
_TWO_SIDES = 2
_NEIGHBOURS = re.compile(r"neighbouring settings: (.+?) gives .+?%, (.+?) gives ")
_SETTING = re.compile(r"(\S+) = ([0-9.]+)%")


def stepped_answer(
    question: Question,
    simulator: Simulator,
    *,
    random_count: int,
    catalogue: LeverCatalogue,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """What brute force reaches, what Adaptive says of a target within that or beyond, and whether it holds."""
    (seed,) = question.inputs.seeds
    levers = movable_levers(simulator.levers, families=question.families, catalogue=catalogue)
    settings = [*corners(levers), *random_settings(levers, count=random_count, rng=rng)]
    found = growth_of(simulator, settings, seed=seed, method=METHOD)
    reach = min(found), max(found)
    target, is_feasible = target_and_feasibility(question.number, reach, rng)
    result = ask(question, simulator, target=target, mode=LoopMode.ADAPTIVE, catalogue=catalogue)
    answer = {
        "employees": question.employees,
        "settings": len(settings),
        "reach": list(reach),
        "target": target,
        "is_feasible": is_feasible,
        "achievable_range": result.achievable_range and list(result.achievable_range),
        **figures(result),
    }
    if result.status is LoopStatus.INFEASIBLE:
        return {**answer, "holds": not is_feasible}
    (growth,) = growth_of(simulator, [result.proposal], seed=seed, method=METHOD)
    if result.status is LoopStatus.CONVERGED:
        return {**answer, "holds": abs(growth - target) <= TOLERANCE}
    row = growth_of(simulator, _between_neighbours(result, simulator.levers, catalogue), seed=seed, method=METHOD)
    values = [value for value, _ in groupby(round(each, _GROWTH_DECIMALS) for each in row)]
    is_one_step = len(values) == _TWO_SIDES and min(values) < target <= max(values)
    is_within = abs(growth - target) <= max(values) - min(values)
    return {**answer, "between_neighbours": values, "holds": is_one_step and is_within}


def _between_neighbours(result: TargetLoopResult, table: LeverTable, catalogue: LeverCatalogue) -> list[LeverVector]:
    """Settings in a row from one neighbour to the other, as the message names them beside the proposed levers."""
    import numpy as np

    named = _NEIGHBOURS.search(result.message)
    if named is None:
        raise ValueError(f"No neighbours are named: {result.message}")
    first, last = (
        {name: float(percent) / PERCENT_PER_UNIT for name, percent in _SETTING.findall(side)} for side in named.groups()
    )
    return [
        vector_from_names(
            {**result.levers_after, **{name: value + share * (last[name] - value) for name, value in first.items()}},
            table,
            catalogue,
        )
        for share in np.linspace(0.0, 1.0, SETTINGS_BETWEEN).tolist()
    ]
