"""The live simulator gives every caller its own answer, whoever else asks, and every scenario its own figures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from optimization.errors import BadInputError, PlanwiseError
from optimization.implementation.live_simulator import LiveSimulator, open_live_simulator
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import gather_inputs
from reference.small_home import small_home

SEED = 42
SECONDS = 60.0
IN_FORCE = LeverVector(cells={})


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return small_home(tmp_path_factory.mktemp("live"), people=60)


@pytest.fixture(scope="module")
def live(places: Places) -> Iterator[LiveSimulator]:
    live = open_live_simulator(places, load_simulation_settings())
    yield live
    live.close()


def merit(live: LiveSimulator, value: float) -> LeverVector:
    return LeverVector(cells={cell: value for cell in live.levers.settings if cell.parameter_name == "merit_base"})


def promotions(live: LiveSimulator, value: float) -> LeverVector:
    cells = {cell: value for cell in live.levers.settings if cell.parameter_name == "promotion_probability"}
    return LeverVector(cells=cells)


def test_a_candidate_of_a_scenario_is_what_that_scenarios_own_simulator_gives(
    live: LiveSimulator, places: Places
) -> None:
    inputs = gather_inputs(places, load_simulation_settings(), scenario_ids=["budget_constrained"])
    scenario = live.of_scenario("budget_constrained")
    one_year = {LeverCell(2027, 2, "merit_base"): 0.05, LeverCell(2026, 3, "promotion_probability"): 0.2}
    candidates = [merit(scenario, 0.04), LeverVector(cells=one_year)]
    with batch_simulator(inputs, places) as simulator:
        expected = list(simulator.simulate(candidates, seeds=[SEED, 7]))
        assert scenario.levers == simulator.levers
    assert [impact.metrics for impact in scenario.impacts(candidates, seeds=[SEED, 7])] == expected
    assert scenario.fingerprint == inputs.fingerprint


def test_callers_at_the_same_time_each_get_their_own_answer(live: LiveSimulator, places: Places) -> None:
    questions = [[merit(live, 0.02 + number / 1000), promotions(live, 0.1 + number / 20)] for number in range(8)]
    seeds = [[SEED, 5] if number == 0 else [SEED] for number in range(8)]
    start = threading.Barrier(len(questions))

    def ask(number: int) -> list[Metrics]:
        start.wait(SECONDS)
        return [impact.metrics for impact in live.impacts(questions[number], seeds=seeds[number])]

    with ThreadPoolExecutor(len(questions)) as pool:
        together = list(pool.map(ask, range(len(questions))))
    inputs = gather_inputs(places, load_simulation_settings())
    with batch_simulator(inputs, places) as simulator:
        alone = [list(simulator.simulate(each, seeds=of)) for each, of in zip(questions, seeds, strict=True)]
    assert together == alone
    assert len({metrics.total_compensation_cost for found in alone for metrics in found}) > len(questions)


def test_one_bad_request_does_not_fail_those_beside_it(live: LiveSimulator) -> None:
    def ask(value: float) -> object:
        try:
            return live.impacts([merit(live, value)], seeds=[SEED])[0].metrics.closing_headcount
        except BadInputError as error:
            return str(error)

    with ThreadPoolExecutor(3) as pool:
        first, refused, last = pool.map(ask, [0.031, 9.0, 0.032])
    assert first == last
    assert "merit_rate_level_1@2025' = 9.0 is out of bounds" in str(refused)


def test_a_seed_that_cannot_be_simulated_fails_its_own_request_alone(live: LiveSimulator) -> None:
    def ask(seed: int) -> object:
        try:
            return live.impacts([merit(live, 0.033), merit(live, 0.034)], seeds=[seed])[0].seed
        except PlanwiseError as error:
            return type(error)

    with ThreadPoolExecutor(2) as pool:
        good, bad = pool.map(ask, [SEED, 2**70])
    assert good == SEED
    assert isinstance(bad, type)
    assert issubclass(bad, PlanwiseError)
    assert ask(SEED) == SEED


def test_a_request_that_is_given_up_is_simulated_no_further(live: LiveSimulator) -> None:
    class LeftError(Exception):
        pass

    worlds = range(100, 106)
    told: list[tuple[int, int]] = []

    def leave(done: int, total: int) -> None:
        told.append((done, total))
        if done:
            raise LeftError

    with pytest.raises(LeftError):
        live.impacts([IN_FORCE], seeds=worlds, on_answers=leave)
    assert told[0] == (0, len(worlds))
    # Requests take turns: a request that still waited would have had as many as it has worlds.
    for number in worlds:
        live.impacts([merit(live, number / 10_000)], seeds=[SEED])
    with pytest.raises(LeftError):
        live.impacts([IN_FORCE], seeds=worlds, on_answers=leave)
    assert told[-1][0] < len(worlds)


def test_an_unknown_scenario_is_refused_with_the_nearest(live: LiveSimulator) -> None:
    with pytest.raises(BadInputError, match="Did you mean 'budget_constrained'"):
        live.of_scenario("budget_constraint")


def test_a_closed_simulator_answers_what_waits_and_asks_everybody_else_to_reload(places: Places) -> None:
    live = open_live_simulator(places, load_simulation_settings())
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(live.impacts, [IN_FORCE], seeds=[SEED, 6])
        while not begun.running():
            pass
        threading.Event().wait(0.2)
        live.close()
        assert [impact.seed for impact in begun.result(SECONDS)] == [SEED, 6]
    with pytest.raises(PlanwiseError, match="Reload the page"):
        live.impacts([IN_FORCE], seeds=[SEED])


def test_rates_that_hire_without_bound_are_told_in_words(places: Places) -> None:
    boundless = load_simulation_settings().replace(new_hire_termination_rate="0.999999999")
    live = open_live_simulator(places, boundless)
    try:
        with pytest.raises(BadInputError, match="Lower them"):
            live.impacts([IN_FORCE], seeds=[SEED])
    finally:
        live.close()


def test_a_home_without_a_census_does_not_open(places: Places) -> None:
    empty = Places(home=places.home / "nothing", levers=places.levers)
    with pytest.raises(BadInputError, match="census"):
        open_live_simulator(empty, load_simulation_settings())
