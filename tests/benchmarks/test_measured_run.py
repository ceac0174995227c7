"""What is measured is finished work, and the profile is of all that a batch takes."""

from __future__ import annotations

import time

import pytest

from benchmarks.lever_sets import MovedLevers, lever_sets
from benchmarks.measured_run import MeasuredRun
from benchmarks.own_process.seconds_by_model import OTHER, profiled_simulator
from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from reference.real_run import fresh_places

EMPLOYEES = 200


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("homes")
    MeasuredRun(folder, rounds=1).make_censuses([EMPLOYEES])
    places: Places = fresh_places(folder / str(EMPLOYEES))
    return places


def test_a_command_that_misses_its_target_is_not_measured(home: Places) -> None:
    run = MeasuredRun(home.home.parent, rounds=1)
    with pytest.raises(RuntimeError, match="ended with 3"):
        run.python(EMPLOYEES, "-c", "raise SystemExit(3)")


def test_a_loop_that_misses_its_target_is_not_measured(home: Places) -> None:
    run = MeasuredRun(home.home.parent, rounds=1)
    with pytest.raises(RuntimeError, match="The target is out of reach"):
        run.repeated("target_loop", EMPLOYEES, "--target-growth", "90", "--tolerance", "0.05")


def test_the_seconds_of_models_and_of_the_rest_add_up_to_a_whole_call_of_the_simulator(home: Places) -> None:
    with profiled_simulator(home, load_simulation_settings()) as profiled:
        levers = profiled.simulator.levers
        batch = lever_sets(levers, load_lever_catalogue(), moved=MovedLevers.PAY, count=2, draw=0)
        profiled.seconds([batch])
        started = time.perf_counter()
        seconds = profiled.seconds([batch])
        whole = time.perf_counter() - started
        # The simulator's own checks are part of what is profiled.
        with pytest.raises(BadInputError, match="no_lever"):
            profiled.seconds([[LeverVector(cells={LeverCell(levers.years[0], 1, "no_lever"): 1.0})]])
    assert {OTHER, "int_level_pay", "fct_year_metrics"} < set(seconds)
    assert min(seconds.values()) > 0
    assert 0.5 * whole < sum(seconds.values()) <= whole
