"""A front on the real simulator, with a few made-up people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.search.exploration.pareto_front import pareto_front
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.search.metered_simulator import Allowance, MeteredSimulator
from optimization.search.problem.objective_problem import ObjectiveProblem
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.search.problem.search_space import search_space
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.run_inputs import gather_inputs
from reference.small_home import small_home

CEILING = 60
POINTS = 6


@pytest.fixture(scope="module")
def front_and_meter(tmp_path_factory: pytest.TempPathFactory) -> tuple[ParetoFront, MeteredSimulator]:
    home: Path = tmp_path_factory.mktemp("home")
    places = small_home(home)
    inputs = gather_inputs(places, load_simulation_settings())
    with batch_simulator(inputs, places) as simulator:
        meter = MeteredSimulator(simulator, seed=inputs.seeds[0], allowance=Allowance(max_evaluations=CEILING))
        (today,) = meter.simulate([LeverVector(cells={})])
        problem = ObjectiveProblem(
            space=search_space(
                simulator.levers,
                ["cola_rate", "merit_rate_level_1", "new_hire_salary_adjustment"],
                catalogue=load_lever_catalogue(),
            ),
            weights=ObjectiveWeights(cost=1.0),
            targets=(),
            constraints=(),
            today=today,
        )
        front = pareto_front(
            problem, ask=meter.simulate, points=POINTS, max_evaluations_per_point=12, rng=np.random.default_rng(1)
        )
    return front, meter


def test_no_point_of_a_simulated_front_dominates_another(
    front_and_meter: tuple[ParetoFront, MeteredSimulator],
) -> None:
    front, _ = front_and_meter
    pairs = [(point.metrics.total_compensation_cost, point.metrics.equity_cv) for point in front.points]

    assert 3 <= len(pairs) <= POINTS
    # By rising cost dispersion falls: otherwise the cheaper of two would be better in both.
    assert pairs == sorted(pairs)
    falling = [spread for _, spread in pairs if spread is not None]
    assert falling == sorted(falling, reverse=True)
    assert len(set(falling)) == len(pairs)


def test_todays_levers_lie_on_the_simulated_front_or_behind_it(
    front_and_meter: tuple[ParetoFront, MeteredSimulator],
) -> None:
    front, meter = front_and_meter
    today = meter.seen[0].metrics
    better = [
        point
        for point in front.points
        if point.metrics.total_compensation_cost <= today.total_compensation_cost
        and point.metrics.equity_cv is not None
        and today.equity_cv is not None
        and point.metrics.equity_cv <= today.equity_cv
    ]

    # Today's levers themselves, or what dominates them.
    assert better
    assert front.today_is_dominated == all(point.candidate.cells for point in better)


def test_every_point_was_simulated_within_the_ceiling(front_and_meter: tuple[ParetoFront, MeteredSimulator]) -> None:
    front, meter = front_and_meter
    simulated = {frozenset(seen.candidate.cells.items()): seen.metrics for seen in meter.seen}

    assert meter.evaluations <= CEILING
    assert meter.batches * 2 < meter.evaluations
    for point in front.points:
        assert simulated[frozenset(point.candidate.cells.items())] == point.metrics
