"""Local and global sensitivities tell the same story where a measure is nearly linear, on the real simulator too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.search.exploration.local_sensitivity import local_sensitivity
from optimization.search.exploration.measures import default_measures
from optimization.search.exploration.robustness import robustness
from optimization.search.exploration.sobol import sobol_sensitivity
from optimization.search.problem.search_space import search_space
from optimization.simulation.batch_simulator import BatchSimulator, batch_simulator
from optimization.simulation.protocol import GrowthMethod, Metrics
from optimization.simulation.run_inputs import gather_inputs
from reference.small_home import small_home

TODAY = LeverVector(cells={})
COLA, MERIT, ADJUSTMENT = "cola_rate", "merit_rate_level_1", "new_hire_salary_adjustment"
GROWTH = "horizon_growth_full_year_equivalent"
METHOD = GrowthMethod.FULL_YEAR_EQUIVALENT


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BatchSimulator]:
    places = small_home(tmp_path_factory.mktemp("home"))
    two_years = load_simulation_settings().replace(end_year=2026)
    with batch_simulator(gather_inputs(places, two_years), places) as simulator:
        yield simulator


def test_on_a_nearly_linear_formula_both_rank_the_levers_alike(formulas: Any) -> None:
    space = formulas.space(ADJUSTMENT, MERIT, COLA)
    # Slope times range is 0.56, 0.36 and 0.08; the product adds a little of both.
    ask = formulas.asked(space, lambda at: 8 * at[COLA] + 4 * at[MERIT] + 0.2 * at[ADJUSTMENT] + at[COLA] * at[MERIT])
    near = local_sensitivity(space, TODAY, ask=ask, measures={"value": formulas.value})
    far = sobol_sensitivity(
        space,
        ask=ask,
        measures={"value": formulas.value},
        evaluations=640,
        rng=np.random.default_rng(2),
        batch_size=512,
    )
    assert near.ranking("value") == far.measures["value"].ranking == (COLA, MERIT, ADJUSTMENT)


def test_on_the_real_simulator_both_give_growth_the_same_levers(simulator: BatchSimulator) -> None:
    def ask(candidates: Sequence[LeverVector]) -> list[Metrics]:
        return list(simulator.simulate(candidates, seeds=(42,)))

    space = search_space(simulator.levers, [COLA, "merit_rate"], catalogue=load_lever_catalogue())
    measures = default_measures(METHOD)
    near = local_sensitivity(space, TODAY, ask=ask, measures=measures)
    far = sobol_sensitivity(
        space, ask=ask, measures=measures, evaluations=1024, rng=np.random.default_rng(1), batch_size=512
    )
    assert near.ranking(GROWTH) == far.measures[GROWTH].ranking
    assert near.ranking(GROWTH)[0] == COLA
    # Growth is nearly linear in these: a lever's share is the square of slope times range.
    reach = np.array(
        [
            lever.responses[GROWTH].per_ten_basis_points * variable.range
            for lever, variable in zip(near.levers, space.variables, strict=True)
        ]
    )
    shares = [lever.total_order.value for lever in far.measures[GROWTH].levers]
    assert shares == pytest.approx(list(reach**2 / (reach @ reach)), abs=0.05)


def test_the_seeds_of_a_candidate_are_not_mixed_with_those_of_another(simulator: BatchSimulator) -> None:
    space = search_space(simulator.levers, [COLA], catalogue=load_lever_catalogue())
    candidates = {"today": TODAY, "high": space.candidate([1.0])}
    found = robustness(
        candidates,
        simulate=lambda candidates, seeds: simulator.simulate(candidates, seeds=seeds),
        seeds=(1, 2, 3),
        method=METHOD,
        target_growth=None,
        tolerance=0.0,
    )
    for candidate, answer in zip(candidates.values(), found.candidates, strict=True):
        alone = [simulator.simulate([candidate], seeds=(seed,))[0].total_compensation_cost for seed in (1, 2, 3)]
        assert answer.cost.mean == pytest.approx(sum(alone) / 3, rel=1e-12)
