"""A response surface through runs of dbt: it predicts a run it has not seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.parameters.settings import load_simulation_settings
from optimization.places import SEEDS_DIR
from optimization.simulation.census_install import install_census
from optimization.simulation.dbt_simulator import dbt_simulator
from optimization.simulation.protocol import GrowthMethod
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.surrogate_levers import surface_levers
from optimization.simulation.surrogate_simulator import SurrogateSimulator
from optimization.simulation.synthetic_census import generate_census
from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config
from reference.real_run import fresh_places

SEED = 42
# Pay compounds over five years, which a parabola follows to well within a hundredth of a percentage point.
CLOSE = 1e-4


def test_one_levers_surface_predicts_the_runs_between_and_at_its_bounds(tmp_path: Path) -> None:
    places = fresh_places(tmp_path)
    bands = read_bands(SEEDS_DIR / "job_levels.csv")
    config = load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG)
    census = generate_census(120, seed=3, census_date=date(2024, 12, 31), config=config, bands=bands)
    install_census(places, census, bands=None)
    with dbt_simulator(gather_inputs(places, load_simulation_settings()), places) as real:
        levers = surface_levers(real.levers, families=["cola_rate"], catalogue=load_lever_catalogue())
        surrogate = SurrogateSimulator(real, levers, design_seed=1)
        candidates = [LeverVector(cells=dict.fromkeys(levers[0].todays, value)) for value in (0.01, 0.037, 0.08)]
        predicted = surrogate.simulate(candidates, seeds=[SEED])
        simulated = real.simulate(candidates, seeds=[SEED])
    for ours, theirs in zip(predicted, simulated, strict=True):
        assert ours.horizon_growth == pytest.approx(theirs.horizon_growth, abs=CLOSE)
        assert ours.total_compensation_cost == pytest.approx(theirs.total_compensation_cost, rel=CLOSE)
        for year, row in theirs.years.items():
            assert ours.years[year].closing_headcount == row.closing_headcount
            assert ours.years[year].promotions == row.promotions
    growth = surrogate.errors[SEED].metrics[f"horizon_growth.{GrowthMethod.FULL_YEAR_EQUIVALENT}"]
    assert 0 < growth.rms <= growth.maximum < CLOSE
