"""Which horizon and assumptions a search takes: the published run's, else the shipped ones, and what flags say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from optimization.parameters.settings import load_simulation_settings
from optimization.places import SEEDS_DIR, Places, places
from optimization.simulation.census_install import install_census
from optimization.simulation.run_inputs import REQUESTED, gather_inputs
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.search_settings import search_settings, settings_of_published
from optimization.simulation.synthetic_census import generate_census
from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config

QUESTION = ("optimize", "loop", "--target-growth", "2.5", "--tolerance", "0.5", "--user", "analyst", "--json")


def home_with_census(folder: Path, *, census_date: date) -> Places:
    home = places({"PLANWISE_HOME": str(folder)})
    census = generate_census(
        100,
        seed=5,
        census_date=census_date,
        config=load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG),
        bands=read_bands(SEEDS_DIR / "job_levels.csv"),
    )
    install_census(home, census, bands=None)
    return home


@pytest.fixture(scope="module")
def short_run(tmp_path_factory: pytest.TempPathFactory, planwise_process: Callable[..., Any]) -> Places:
    """A home whose published run has two years and another rate than config/simulation.yaml."""
    home = home_with_census(tmp_path_factory.mktemp("short"), census_date=date(2024, 12, 31))
    done = planwise_process(home.home, "simulate", "--end-year", "2026", "--termination-rate", "0.20")
    assert done.code == 0, done.stderr
    return home


def stored_run(outcome: Any) -> dict[str, Any]:
    path = Path(json.loads(outcome.stdout)["report"]["result"])
    run: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["run"]
    return run


def test_a_run_published_with_the_shipped_settings_has_their_fingerprint(published: Any) -> None:
    home, shipped = places({"PLANWISE_HOME": str(published.path)}), load_simulation_settings()

    found = settings_of_published(home)

    assert found == shipped
    assert gather_inputs(home, found).fingerprints == gather_inputs(home, shipped).fingerprints


def test_nothing_published_leaves_the_shipped_settings(tmp_path: Path) -> None:
    home = places({"PLANWISE_HOME": str(tmp_path)})

    assert settings_of_published(home) is None
    assert search_settings(home) == load_simulation_settings()


def test_a_search_takes_the_settings_of_the_published_run_and_says_so(
    planwise: Callable[..., Any], short_run: Places
) -> None:
    outcome = planwise(*QUESTION, home=short_run.home)

    assert set(json.loads(outcome.stdout)["metrics_before"]["years"]) == {"2025", "2026"}
    assert "end_year 2026 (there 2029), total_termination_rate 0.2" in outcome.stderr
    run = stored_run(outcome)
    assert "--end-year 2026" in run["command"]
    assert "--termination-rate 0.2" in run["command"]
    today = json.loads(planwise("doctor", "--json", home=short_run.home).stdout)["fingerprints"]
    assert today == {name: sha256 for name, sha256 in run["fingerprints"].items() if name != REQUESTED}


def test_flags_override_the_published_run_and_are_not_told_of(planwise: Callable[..., Any], short_run: Places) -> None:
    outcome = planwise(*QUESTION, "--end-year", "2025", "--termination-rate", "0.12", home=short_run.home)

    assert set(json.loads(outcome.stdout)["metrics_before"]["years"]) == {"2025"}
    assert "differ from config/simulation.yaml" not in outcome.stderr
    assert stored_run(outcome)["settings"]["total_termination_rate"] == "0.12"


def test_a_census_of_another_date_is_searched_from_the_year_after(planwise: Callable[..., Any], tmp_path: Path) -> None:
    home = home_with_census(tmp_path, census_date=date(2025, 12, 31))

    refused = planwise(*QUESTION, home=home.home)
    outcome = planwise(*QUESTION, "--start-year", "2026", home=home.home)

    assert refused.code == 2
    assert "simulate from 2026" in refused.stderr
    # The last year stays, as `planwise simulate` has it.
    assert set(json.loads(outcome.stdout)["metrics_before"]["years"]) == {"2026", "2027", "2028", "2029"}
    assert stored_run(outcome)["census_date"] == "2025-12-31"
