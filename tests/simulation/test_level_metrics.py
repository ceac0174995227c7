"""Job levels of a batch are those of the people whom an official run publishes, added up one by one."""

from __future__ import annotations

import pytest

from optimization.parameters.lever_cells import LeverVector
from optimization.places import Places
from optimization.simulation.batch_simulator import batch_simulator
from optimization.simulation.impact import Impact
from optimization.simulation.official_run import official_run
from optimization.simulation.run_inputs import RunInputs
from optimization.simulation.warehouse import open_published, read_growth_drivers, read_level_metrics, read_metrics

# Each person's salary is published in ten-thousandths.
ROUNDING = 0.0001

PEOPLE_BY_LEVEL = """
    select simulation_year, job_level, count(*), avg(cast(annual_salary as double)),
        case when count(*) > 1 then stddev_samp(cast(annual_salary as double)) / avg(cast(annual_salary as double)) end
    from fct_workforce_snapshot
    where employment_status = 'active' and simulation_year > 2024
    group by simulation_year, job_level
"""


@pytest.fixture(scope="module")
def impact(inputs: RunInputs, places: Places) -> Impact:
    with batch_simulator(inputs, places, threads=2) as simulator:
        official_run(inputs, places, threads=2)
        (impact,) = simulator.impact([LeverVector(cells={})], seeds=inputs.seeds)
    return impact


def test_a_level_has_the_headcount_mean_pay_and_dispersion_of_its_people(impact: Impact, places: Places) -> None:
    with open_published(places) as connection:
        people = connection.execute(PEOPLE_BY_LEVEL).fetchall()
    levels = {
        (year, level): found for year, by_level in impact.levels.years.items() for level, found in by_level.items()
    }
    assert {key for key, found in levels.items() if found.headcount} == {(row[0], row[1]) for row in people}
    for year, level, headcount, mean_pay, pay_cv in people:
        found = levels[year, level]
        assert found.headcount == headcount
        assert found.mean_pay == pytest.approx(mean_pay, abs=ROUNDING)
        assert found.pay_cv == (None if pay_cv is None else pytest.approx(pay_cv, rel=1e-7))


def test_the_parts_of_an_impact_are_what_the_official_run_publishes(impact: Impact, places: Places) -> None:
    key = ("default", impact.seed)
    with open_published(places) as connection:
        assert impact.metrics == read_metrics(connection)[key]
        assert impact.drivers == read_growth_drivers(connection)[key]
        assert impact.levels == read_level_metrics(connection)[key]
