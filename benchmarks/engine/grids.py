"""The engine beside brute force: every point of a grid over two and over three levers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from optimization.search.engine import run_optimization
from optimization.search.engine_config import MethodName, engine_config
from optimization.search.engine_problem import engine_problem
from optimization.search.engine_world import EngineWorld
from optimization.search.problem.objective_weights import ObjectiveWeights

EVALUATIONS = 100
_SEED = 42


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Levers, and how many values each takes from bound to bound."""

    levers: tuple[str, ...]
    values: int


GRIDS = (
    Grid(levers=("cola_rate", "new_hire_salary_adjustment"), values=41),
    Grid(levers=("cola_rate", "merit_rate_level_1", "new_hire_salary_adjustment"), values=13),
)


def grid_answers(
    grid: Grid, methods: Sequence[MethodName], preset: str, weights: ObjectiveWeights, world: EngineWorld
) -> list[dict[str, Any]]:
    """What each method finds beside the best and the worst point of the grid, as JSON types.

    `distance` is how far the method's objective lies above the best of the grid, as a share of the grid's range.
    """
    config = engine_config(max_evaluations=EVALUATIONS, decision_variables=grid.levers, assessment=False, seed=_SEED)
    results = [run_optimization(weights, engine_config(config, method=method), world=world) for method in methods]
    problem = engine_problem(weights, config, world, today=results[0].metrics_before)
    points = product([each / (grid.values - 1) for each in range(grid.values)], repeat=len(grid.levers))
    candidates = [problem.space.candidate(point) for point in points]
    metrics = world.simulator.simulate(candidates, seeds=[_SEED])
    objectives = [problem.score(*each).objective for each in zip(candidates, metrics, strict=True)]
    best, worst = min(objectives), max(objectives)
    return [
        {
            "levers": list(grid.levers),
            "points": len(candidates),
            "preset": preset,
            "method": str(method),
            "objective": result.objective_value,
            "grid_best": best,
            "grid_worst": worst,
            "distance": (result.objective_value - best) / (worst - best),
            "evaluations": result.function_evaluations,
        }
        for method, result in zip(methods, results, strict=True)
    ]
