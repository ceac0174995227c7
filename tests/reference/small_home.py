"""A home with a few made-up people, for tests that need any census."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from optimization.places import SEEDS_DIR, Places
from optimization.simulation.census_install import install_census
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.synthetic_census import generate_census
from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config
from reference.real_run import fresh_places


def small_home(home: Path, *, people: int = 120) -> Places:
    """The places of a home with the shipped levers and a census of this many."""
    places = fresh_places(home)
    census = generate_census(
        people,
        seed=3,
        census_date=date(2024, 12, 31),
        config=load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG),
        bands=read_bands(SEEDS_DIR / "job_levels.csv"),
    )
    install_census(places, census, bands=None)
    return places
