"""How long one evaluation takes on this machine with the installed census: measured, never assumed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.places import Places
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.protocol import Simulator
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.search_settings import search_settings
from optimization.simulation.surrogate_levers import SurfaceLever, surface_levers
from optimization.simulation.surrogate_simulator import SurrogateSimulator

PAY_FAMILIES = ("cola_rate", "merit_rate", "new_hire_salary_adjustment")
# A point and its gradient in the seven pay levers: the batch that most searches ask for. Larger ones cost less each.
MEASURED_CANDIDATES = 8


def measured_seconds_per_evaluation(places: Places, *, use_synthetic: bool) -> float:
    """Seconds of one candidate within a batch of pay candidates, in the scenario `default` under one seed.

    What is done once per search is not counted: the compiled SQL, the population, in synthetic mode the fit of the
    response surface. Promotion levers cost more in real mode, since each candidate then has careers of its own.

    Raises:
        BadInputError: census or levers are missing or wrong, or every pay lever is locked.
        SimulationError: a candidate could not be simulated.
    """
    inputs = gather_inputs(places, search_settings(places))
    with batch_simulator(inputs, places) as real:
        levers = surface_levers(real.levers, families=PAY_FAMILIES, catalogue=load_lever_catalogue())
        simulator: Simulator = real
        if use_synthetic:
            simulator = SurrogateSimulator(real, levers, design_seed=inputs.seeds[0])
        return seconds_of_each(simulator, levers, seeds=inputs.seeds)


def seconds_of_each(
    simulator: Simulator,
    levers: Sequence[SurfaceLever],
    *,
    seeds: Sequence[int],
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Seconds of one candidate in a batch of `MEASURED_CANDIDATES` that move the levers, after a first evaluation.

    Args:
        simulator: What evaluates.
        levers: What the candidates move, each over its whole room.
        seeds: Under how many worlds a candidate is evaluated.
        clock: Seconds since any moment.

    Raises:
        SimulationError: a candidate could not be simulated.
    """
    # The first evaluation makes what all others share.
    simulator.simulate([LeverVector(cells={})], seeds=seeds)
    begun = clock()
    simulator.simulate(_candidates(levers), seeds=seeds)
    return (clock() - begun) / MEASURED_CANDIDATES


def _candidates(levers: Sequence[SurfaceLever]) -> list[LeverVector]:
    """Candidates evenly spread from all levers at their lowest to all at their highest, none like another."""
    steps = MEASURED_CANDIDATES - 1
    return [
        LeverVector(cells={cell: value for lever in levers for cell, value in lever.at(2 * step / steps - 1).items()})
        for step in range(MEASURED_CANDIDATES)
    ]
