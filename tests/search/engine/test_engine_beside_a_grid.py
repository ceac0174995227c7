"""The engine beside brute force on three thousand people: every point of a grid over two and over three levers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from optimization.parameters.settings import load_simulation_settings
from optimization.search.engine import run_optimization
from optimization.search.engine_config import engine_config
from optimization.search.engine_problem import engine_problem
from optimization.search.engine_world import EngineWorld, engine_world
from optimization.search.problem.objective_weights import objective_presets
from optimization.simulation.run_inputs import gather_inputs
from reference.small_home import small_home


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineWorld]:
    home = small_home(tmp_path_factory.mktemp("grid"), people=3_000)
    with engine_world(gather_inputs(home, load_simulation_settings()), home) as opened:
        yield opened


@pytest.mark.parametrize("preset", list(objective_presets()))
@pytest.mark.parametrize(
    ("levers", "values"),
    [
        (("cola_rate", "new_hire_salary_adjustment"), 21),
        (("cola_rate", "merit_rate_level_1", "new_hire_salary_adjustment"), 8),
    ],
    ids=["two levers", "three levers"],
)
def test_the_answer_is_within_a_hundredth_of_the_grids_range(
    world: EngineWorld, levers: tuple[str, ...], values: int, preset: str
) -> None:
    config = engine_config(decision_variables=levers, assessment=False)
    result = run_optimization(preset, config, world=world)

    problem = engine_problem(objective_presets()[preset], config, world, today=result.metrics_before)
    points = product([number / (values - 1) for number in range(values)], repeat=len(levers))
    candidates = [problem.space.candidate(point) for point in points]
    metrics = world.simulator.simulate(candidates, seeds=[config.seed])
    objectives = [problem.score(*each).objective for each in zip(candidates, metrics, strict=True)]

    best, worst = min(objectives), max(objectives)
    assert result.converged
    assert result.objective_value <= best + 0.01 * (worst - best)
