"""A small home and a batch simulator on it; a module that needs other people has fixtures of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from optimization.parameters.lever_cells import LeverTable
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.batch_simulator import BatchSimulator, batch_simulator
from optimization.simulation.run_inputs import RunInputs, gather_inputs
from reference.small_home import small_home


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return small_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def inputs(places: Places) -> RunInputs:
    return gather_inputs(places, load_simulation_settings())


@pytest.fixture(scope="module")
def simulator(inputs: RunInputs, places: Places) -> Iterator[BatchSimulator]:
    with batch_simulator(inputs, places) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def levers(simulator: BatchSimulator) -> LeverTable:
    return simulator.levers
