"""A home with a few made-up people, for tests that need any census."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from optimization.places import Places
from optimization.simulation.census_install import install_census
from optimization.simulation.default_census import default_census
from reference.real_run import fresh_places


def small_home(home: Path, *, people: int = 120) -> Places:
    """The places of a home with the shipped levers and a census of this many."""
    places = fresh_places(home)
    install_census(places, default_census(people, seed=3, census_date=date(2024, 12, 31)), bands=None)
    return places
