"""The shipped targets on the shipped census: out of reach of nobody, and not met by doing nothing."""

from __future__ import annotations

import pytest

from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_names import parse_lever_name, vector_from_names
from optimization.parameters.metric_targets import MetricTarget, read_targets, targets_in_force
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places, places
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.census_install import install_census
from optimization.simulation.default_census import default_census
from optimization.simulation.metric_names import metric_name
from optimization.simulation.protocol import Metrics
from optimization.simulation.run_inputs import gather_inputs
from reference.real_run import fresh_places

# Found by hand from how each lever moves each target; one of many answers.
ENOUGH = {
    "merit_rate_level_1": 0.030,
    "merit_rate_level_2": 0.030,
    "merit_rate_level_3": 0.028,
    "merit_rate_level_4": 0.024,
    "merit_rate_level_5": 0.020,
    "cola_rate": 0.013,
    "new_hire_salary_adjustment": 1.055,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """The shipped levers and the census that a first run makes."""
    made, settings = fresh_places(tmp_path_factory.mktemp("home")), load_simulation_settings()
    people = default_census(
        settings.default_census_employees, seed=settings.default_census_seed, census_date=settings.census_date
    )
    install_census(made, people, bands=None)
    return made


def test_every_shipped_target_is_met_by_levers_in_their_recommended_ranges_and_not_all_by_todays(home: Places) -> None:
    inputs, catalogue = gather_inputs(home, load_simulation_settings()), load_lever_catalogue()
    targets = targets_in_force(read_targets(places({}).targets), "default", inputs.scenarios)
    with batch_simulator(inputs, home) as simulator:
        table = simulator.levers
        today, enough = simulator.simulate(
            [vector_from_names(values, table, catalogue) for values in ({}, ENOUGH)], seeds=inputs.seeds
        )

    assert all(parse_lever_name(name, catalogue).family.recommends(value) for name, value in ENOUGH.items())
    assert missed(targets, enough) == []
    assert missed(targets, today) == [
        "horizon_growth_full_year_equivalent",
        "raise_budget_rate@2026",
        "yoy_growth_full_year_equivalent@2028",
    ]


def missed(targets: tuple[MetricTarget, ...], metrics: Metrics) -> list[str]:
    """The metrics that lie farther from their target than its tolerance."""
    found = []
    for target in targets:
        name = metric_name(target.metric_name, year=target.fiscal_year, years=metrics.years)
        value = name.of(metrics)
        assert value is not None
        if abs(value - target.target_value) > target.tolerance:
            found.append(str(name))
    return found
