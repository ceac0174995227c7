"""Another currency is no other question: salaries, bands and money targets times a thousand give the same levers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from optimization.parameters.settings import load_simulation_settings
from optimization.places import SEEDS_DIR, Places
from optimization.search.engine import run_optimization
from optimization.search.engine_result import OptimizationResult
from optimization.search.engine_world import engine_world
from optimization.simulation.census_install import install_census
from optimization.simulation.default_census import default_census
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.salary_bands import read_bands
from reference.real_run import fresh_places

PEOPLE = 120
# Sums of the larger numbers differ in their last binary digits, which moves a slope over a thousandth of a lever's
# range by some 1e-12, and a lever at most in the last of its eight decimals; a search may add a few of those.
SAME_LEVERS = 1e-7
SAME_OBJECTIVE = 1e-12


def install(places: Places, *, factor: int) -> None:
    """The shipped bands and a census of made-up people, all money times a factor."""
    census = default_census(PEOPLE, seed=3, census_date=date(2024, 12, 31))
    column = census.schema.get_field_index("annual_salary")
    field = census.schema.field(column)
    salaries = pa.array([pay * factor for pay in census["annual_salary"].to_pylist()], field.type)
    bands = [
        replace(band, min_compensation=band.min_compensation * factor, max_compensation=band.max_compensation * factor)
        for band in read_bands(SEEDS_DIR / "job_levels.csv")
    ]
    install_census(places, census.set_column(column, field, salaries), bands=bands)


def search(places: Places, engine: Any, *, method: str, factor: int) -> OptimizationResult:
    two_years = load_simulation_settings().replace(end_year=2026)
    with engine_world(gather_inputs(places, two_years), places) as world:
        targets = (
            engine.target("horizon_growth_full_year_equivalent", 0.04),
            engine.target("wage_bill", 15.7e6 * factor, fiscal_year=2026),
        )
        return run_optimization(
            "balanced",
            {
                "method": method,
                "max_evaluations": 100,
                "budget": 28.5e6 * factor,
                "decision_variables": ("cola_rate", "new_hire_salary_adjustment"),
                "assessment": False,
            },
            world=replace(world, targets=targets),
        )


def test_a_thousand_times_the_money_gives_the_same_levers(engine: Any, tmp_path: Path) -> None:
    places = fresh_places(tmp_path)
    found: dict[tuple[str, int], OptimizationResult] = {}
    for factor in (1, 1000):
        install(places, factor=factor)
        for method in ("SLSQP", "COBYQA"):
            found[method, factor] = search(places, engine, method=method, factor=factor)
    for method in ("SLSQP", "COBYQA"):
        one, thousand = found[method, 1], found[method, 1000]
        assert (one.converged, thousand.converged) == (True, True)
        # Today's levers cost more than the budget: the answer spends all of it.
        assert one.constraints[0].before > 0
        assert -100 < one.constraints[0].after <= 0
        assert thousand.optimal_parameters == pytest.approx(one.optimal_parameters, abs=SAME_LEVERS)
        assert thousand.objective_value == pytest.approx(one.objective_value, rel=SAME_OBJECTIVE)
        assert thousand.metrics_before.total_compensation_cost == pytest.approx(
            1000 * one.metrics_before.total_compensation_cost, rel=SAME_OBJECTIVE
        )
