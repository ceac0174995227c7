"""What made pay grow adds up, moves with the levers that it is made of, and is the same however the work is cut up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.places import Places
from optimization.simulation.batch_resources import BatchResources
from optimization.simulation.batch_simulator import BatchSimulator, batch_simulator
from optimization.simulation.growth_drivers import GrowthDrivers, YearDrivers
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.protocol import GrowthMethod
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.seed_worlds import SeedWorlds

SEEDS = (42, 7)
PARTS = ("cola_growth", "merit_growth", "promotion_growth", "new_hire_mix", "leaver_mix")
COLA_TODAY, COLA_MOVED = 0.015, 0.025
A_YEAR = YearDrivers(
    cola_growth=0.015,
    merit_growth=0.03,
    promotion_growth=0.01,
    new_hire_mix=-0.02,
    leaver_mix=0.005,
    residual=0.0,
    yoy_growth=0.04,
)


def everywhere(levers: LeverTable, parameter: str, value: float) -> LeverVector:
    return LeverVector(cells={cell: value for cell in levers.settings if cell.parameter_name == parameter})


@pytest.fixture(scope="module")
def candidates(levers: LeverTable) -> list[LeverVector]:
    return [
        LeverVector(cells={}),
        everywhere(levers, "cola_rate", COLA_MOVED),
        everywhere(levers, "promotion_probability", 0.3),
    ]


@pytest.fixture(scope="module")
def drivers(simulator: BatchSimulator, candidates: list[LeverVector]) -> Sequence[GrowthDrivers]:
    return simulator.growth_drivers(candidates, seeds=SEEDS)


def test_parts_sum_to_the_growth_that_is_measured_and_leave_only_rounding(
    simulator: BatchSimulator, candidates: list[LeverVector], drivers: Sequence[GrowthDrivers]
) -> None:
    method = GrowthMethod.FULL_YEAR_EQUIVALENT
    for explained, metrics in zip(drivers, simulator.simulate(candidates, seeds=SEEDS), strict=True):
        assert explained.seed == metrics.seed
        measured = {year: row.yoy_growth[method] for year, row in metrics.years.items()}
        assert {year: parts.yoy_growth for year, parts in explained.years.items()} == measured
        for parts in (*explained.years.values(), explained.horizon):
            assert sum(getattr(parts, name) for name in PARTS) == pytest.approx(parts.yoy_growth, abs=1e-12)
        assert explained.horizon.yoy_growth == pytest.approx(metrics.horizon_growth[method], abs=1e-15)
        # One percent is what is asked for.
        assert explained.residual_share is not None
        assert explained.residual_share < 1e-9


def test_a_percent_more_cola_is_cola_and_what_the_other_parts_owe_to_it(
    simulator: BatchSimulator, candidates: list[LeverVector], drivers: Sequence[GrowthDrivers]
) -> None:
    today, moved = (asdict(each.years[2025]) for each in (drivers[0], drivers[2]))
    change = {name: moved[name] - today[name] for name in PARTS}
    # Rates are linear in the first year: nobody's pay before the raise knows of it.
    assert moved["cola_growth"] / today["cola_growth"] == pytest.approx(COLA_MOVED / COLA_TODAY, rel=1e-9)
    assert (change["merit_growth"], change["leaver_mix"]) == pytest.approx((0.0, 0.0), abs=1e-12)
    # A promotion after the raise is given on more; and hires, who are paid as before, fall that much further behind.
    assert 0 < change["promotion_growth"] < 0.02 * change["cola_growth"]
    year = simulator.simulate(candidates[:1], seeds=SEEDS[:1])[0].years[2025]
    share_of_hires = (year.hires - year.new_hire_terminations) / year.closing_headcount
    given = change["cola_growth"] + change["promotion_growth"]
    assert change["new_hire_mix"] == pytest.approx(-share_of_hires * given, rel=1e-9)
    of_horizon = [getattr(drivers[2].horizon, name) - getattr(drivers[0].horizon, name) for name in PARTS]
    assert of_horizon[0] > 2 * max(abs(other) for other in of_horizon[1:])


def test_workers_threads_order_and_chunks_do_not_change_a_digit(
    inputs: RunInputs,
    places: Places,
    levers: LeverTable,
    candidates: list[LeverVector],
    drivers: Sequence[GrowthDrivers],
    tmp_path: Path,
) -> None:
    with batch_simulator(inputs, places, workers=2, threads=1) as two:
        assert two.growth_drivers(candidates, seeds=SEEDS) == drivers
        assert two.growth_drivers(candidates[::-1], seeds=SEEDS[::-1]) == drivers[::-1]
    progress: list[tuple[int, int]] = []
    resources = BatchResources(threads=2, memory_bytes=1024 * 2**20, spill_folder=tmp_path)
    worlds = SeedWorlds(ensure_plan(places), inputs, levers, resources)
    one_at_a_time = BatchSimulator(
        inputs,
        levers,
        load_lever_catalogue(),
        runner=worlds,
        resources=replace(resources, memory_bytes=1),
        on_chunk=lambda done, total: progress.append((done, total)),
        is_cancelled=lambda: False,
    )
    assert one_at_a_time.growth_drivers(candidates, seeds=SEEDS) == drivers
    assert progress == [(done, 6) for done in range(1, 7)]
    worlds.close()


def test_a_bad_candidate_is_refused_as_it_is_by_simulate(simulator: BatchSimulator) -> None:
    bad = LeverVector(cells={LeverCell(2026, 1, "cola_rate"): float("nan")})
    with pytest.raises(BadInputError, match=r"Candidate 2 of 2: the lever 'cola_rate_level_1@2026' is nan"):
        simulator.growth_drivers([LeverVector(cells={}), bad], seeds=[42])


def test_the_horizon_is_the_mean_of_its_years_and_missing_where_one_is() -> None:
    other = replace(A_YEAR, cola_growth=0.025, new_hire_mix=-0.03, residual=0.002, yoy_growth=0.042)
    both = GrowthDrivers(seed=1, years={2025: A_YEAR, 2026: other})
    assert asdict(both.horizon) == pytest.approx(
        {
            "cola_growth": 0.02,
            "merit_growth": 0.03,
            "promotion_growth": 0.01,
            "new_hire_mix": -0.025,
            "leaver_mix": 0.005,
            "residual": 0.001,
            "yoy_growth": 0.041,
        },
        rel=1e-12,
    )
    assert both.residual_share == pytest.approx(1 / 41, rel=1e-12)
    nobody_stayed = YearDrivers(**{**dict.fromkeys(asdict(A_YEAR)), "yoy_growth": 0.06})
    broken = GrowthDrivers(seed=1, years={2025: A_YEAR, 2026: nobody_stayed})
    assert broken.horizon == replace(nobody_stayed, yoy_growth=0.05)
    assert broken.residual_share is None


def test_growth_of_nothing_has_no_share_unexplained() -> None:
    still = YearDrivers(**dict.fromkeys(asdict(A_YEAR), 0.0))
    assert GrowthDrivers(seed=1, years={2025: still}).residual_share is None
