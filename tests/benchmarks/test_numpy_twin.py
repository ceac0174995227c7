"""The NumPy twin does the pay arithmetic of the dbt models: the same cohorts give the same figures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.lever_sets import MovedLevers, lever_arrays, lever_sets
from benchmarks.numpy_twin import TwinMetrics, pay_metrics
from benchmarks.open_world import open_world
from benchmarks.pay_cohorts import NO_COHORT, Cohorts, EventSequences, PayCohorts, Statuses, read_pay_cohorts
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.settings import load_simulation_settings
from optimization.places import SEEDS_DIR, Places
from optimization.simulation.census_install import install_census
from optimization.simulation.protocol import GrowthMethod, Metrics
from optimization.simulation.salary_bands import read_bands
from optimization.simulation.synthetic_census import generate_census
from optimization.simulation.synthetic_census_config import SYNTHETIC_CENSUS_CONFIG, load_synthetic_census_config
from reference.real_run import fresh_places

# The twin adds doubles in its own order; beyond that the arithmetic is the same.
ROUNDING = 1e-9
# Growth is a small difference of ratios near one.
GROWTH_ROUNDING = 1e-12


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    places: Places = fresh_places(tmp_path_factory.mktemp("home"))
    settings = load_simulation_settings()
    config = load_synthetic_census_config(SYNTHETIC_CENSUS_CONFIG)
    bands = read_bands(SEEDS_DIR / "job_levels.csv")
    census = generate_census(300, seed=11, census_date=settings.census_date, config=config, bands=bands)
    install_census(places, census, bands=None)
    return places


def test_the_twin_gives_every_figure_that_compiled_sql_gives(home: Places) -> None:
    catalogue, settings = load_lever_catalogue(), load_simulation_settings()
    with open_world(home, settings) as opened:
        candidates = lever_sets(opened.levers, catalogue, moved=MovedLevers.PAY, count=7, draw=1)
        simulated = opened.simulate(candidates)
        twin = pay_metrics(read_pay_cohorts(opened.connection), lever_arrays(opened.levers, catalogue, candidates))
    assert len({metrics.total_compensation_cost for metrics in simulated}) == len(candidates)
    for at, metrics in enumerate(simulated):
        assert figures_of_twin(twin, at, settings.years) == pytest.approx(
            figures(metrics), rel=ROUNDING, abs=GROWTH_ROUNDING, nan_ok=True
        )


def test_the_cohorts_of_several_populations_are_refused(home: Places) -> None:
    with open_world(home, load_simulation_settings()) as opened:
        opened.simulate(lever_sets(opened.levers, load_lever_catalogue(), moved=MovedLevers.ALL, count=2, draw=1))
        with pytest.raises(ValueError, match="of 2 populations"):
            read_pay_cohorts(opened.connection)


def test_two_people_with_a_raise_of_ten_and_of_twenty_percent_by_hand() -> None:
    people = PayCohorts(
        years=(2024, 2025),
        sequences=EventSequences(
            promotion_position=np.array([0, 0]), raise_position=np.array([0, 1]), has_merit=np.array([False, True])
        ),
        cohorts=Cohorts(
            year=np.array([0, 1]),
            starting_level=np.array([0, 0]),
            opening_level=np.array([0, 0]),
            sequence=np.array([0, 1]),
            previous=np.array([NO_COHORT, 0]),
        ),
        # Salaries of 90,000 and 110,000; half of 2025 before the raise and half after it.
        statuses=Statuses(
            cohort=np.array([0, 1]),
            year=np.array([0, 1]),
            closing_level=np.array([0, 0]),
            sequence=np.array([0, 1]),
            is_active=np.array([True, True]),
            is_continuous=np.array([True, True]),
            is_hire=np.array([False, False]),
            is_experienced_termination=np.array([False, False]),
            is_new_hire_termination=np.array([False, False]),
            headcount=np.array([2.0, 2.0]),
            starting_pay=np.array([200_000.0, 200_000.0]),
            starting_pay_deviations_squared=np.array([2e8, 2e8]),
            prorated_before_events=np.array([200_000.0, 100_000.0]),
            prorated_between_events=np.array([0.0, 0.0]),
            prorated_after_events=np.array([0.0, 100_000.0]),
        ),
    )
    levers = {
        name: np.full((1, 5, 2), value) for name, value in (("promotion_raise", 0.1), ("new_hire_salary_adjustment", 1))
    }
    levers |= {"merit_base": np.full((1, 5, 2), [0.07, 0.15]), "cola_rate": np.full((1, 5, 2), [0.03, 0.05])}
    twin = pay_metrics(people, levers)
    assert twin.total_compensation_cost == pytest.approx([210_000, 220_000])
    assert twin.horizon_growth[GrowthMethod.FULL_YEAR_EQUIVALENT] == pytest.approx([0.1, 0.2])
    assert twin.horizon_growth[GrowthMethod.CURRENT] == pytest.approx([0.05, 0.1])
    assert twin.horizon_raise_budget_rate == pytest.approx([0.1, 0.2])
    # Two salaries d apart from their mean: sqrt(2 d^2 / 1) over the mean, which no common raise changes.
    assert twin.horizon_equity_cv == pytest.approx([math.sqrt(2) * 0.1] * 2)


def figures(metrics: Metrics) -> dict[str, float]:
    """Every figure by a name of its own; nan for None."""
    found: dict[str, float | None] = {
        "cost": metrics.total_compensation_cost,
        "equity": metrics.equity_cv,
        "closing": metrics.closing_headcount,
        "promotion rate": metrics.promotion_rate,
        "raise budget": metrics.raise_budget_rate,
        **{f"growth {method}": growth for method, growth in metrics.horizon_growth.items()},
    }
    for year, row in metrics.years.items():
        found |= {
            f"{year} opening": row.opening_headcount,
            f"{year} hires": row.hires,
            f"{year} terminations": row.terminations,
            f"{year} new_hire_terminations": row.new_hire_terminations,
            f"{year} promotions": row.promotions,
            f"{year} raises": row.raises,
            f"{year} closing": row.closing_headcount,
            f"{year} wage bill": row.wage_bill,
            f"{year} equity": row.equity_cv,
            f"{year} promotion rate": row.promotion_rate,
            f"{year} raise budget": row.raise_budget_rate,
            **{f"{year} mean {method}": mean for method, mean in row.mean_pay.items()},
            **{f"{year} growth {method}": growth for method, growth in row.yoy_growth.items()},
        }
    return {name: math.nan if value is None else float(value) for name, value in found.items()}


def figures_of_twin(twin: TwinMetrics, at: int, years: tuple[int, ...]) -> dict[str, float]:
    """The same of the candidate at a position."""
    found = {
        "cost": twin.total_compensation_cost[at],
        "equity": twin.horizon_equity_cv[at],
        "closing": twin.headcounts["closing"][-1],
        "promotion rate": twin.horizon_promotion_rate,
        "raise budget": twin.horizon_raise_budget_rate[at],
        **{f"growth {method}": growth[at] for method, growth in twin.horizon_growth.items()},
    }
    for position, year in enumerate(years):
        found |= {
            f"{year} {name}": counts[position] for name, counts in twin.headcounts.items() if name != "continuous"
        }
        found |= {
            f"{year} wage bill": twin.wage_bill[position, at],
            f"{year} equity": twin.equity_cv[position, at],
            f"{year} promotion rate": twin.promotion_rate[position],
            f"{year} raise budget": twin.raise_budget_rate[position, at],
            **{f"{year} mean {method}": mean[position, at] for method, mean in twin.mean_pay.items()},
            **{f"{year} growth {method}": growth[position, at] for method, growth in twin.yoy_growth.items()},
        }
    return {name: float(value) for name, value in found.items()}
