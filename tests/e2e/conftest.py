"""A PLANWISE_HOME of 150 people, and the environment of a process that works in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places, places
from orchestrator.census_creation import create_missing_census

EMPLOYEES = 150


@pytest.fixture
def small_home(tmp_path: Path) -> Places:
    home = places({"PLANWISE_HOME": str(tmp_path / "home")})
    assert create_missing_census(home, load_simulation_settings().replace(default_census_employees=EMPLOYEES))
    return home


@pytest.fixture
def environment(small_home: Places) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLANWISE_", "DAGSTER_"))}
    return {**kept, "PLANWISE_HOME": str(small_home.home), "PLANWISE_USER": "a test"}
