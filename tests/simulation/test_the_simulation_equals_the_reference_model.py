"""Official run, batch and plain-Python model give the same people, events and figures on random problems."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.simulation_plan import SimulationPlan
from optimization.simulation.warehouse import read_growth_drivers, read_metrics
from reference.batch_problem import MARTS, as_scenarios, batch_rows, named
from reference.comparison import assert_same_drivers, assert_same_events, assert_same_metrics, assert_same_people
from reference.problem import run_reference
from reference.real_run import fresh_places, real_run
from reference.strategies import candidates_of, problems

# A run of dbt takes seconds. A handful that never changes stands in the tests; `make bench-parity` draws new ones.
HANDFUL = 8
DRAWN = int(os.environ.get("PLANWISE_PARITY_PROBLEMS", "0"))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SimulationPlan:
    return ensure_plan(fresh_places(tmp_path_factory.mktemp("plan")))


@pytest.fixture(scope="module")
def compared() -> Iterator[Counter[str]]:
    """How much was compared, printed in the end; pytest shows it where it captures nothing."""
    count: Counter[str] = Counter()
    yield count
    print("\nCompared:", ", ".join(f"{number:,} {what}" for what, number in count.items()))


# Shrinking would run dbt hundreds of times; a failing problem is printed whole.
@settings(
    max_examples=DRAWN or HANDFUL,
    derandomize=not DRAWN,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_people_events_and_figures_are_the_same_on_random_problems(
    plan: SimulationPlan, compared: Counter[str], data: st.DataObject
) -> None:
    problem = data.draw(problems())
    candidates = data.draw(candidates_of(problem))
    whole = as_scenarios(problem, candidates)
    expected = run_reference(whole)
    with tempfile.TemporaryDirectory() as home:
        places = fresh_places(Path(home))
        batch = batch_rows(problem, candidates, places, plan=plan)
        with real_run(whole, places) as connection:
            metrics, drivers = read_metrics(connection), read_growth_drivers(connection)
            assert metrics.keys() == drivers.keys() == expected.keys()
            for key, run in expected.items():
                assert_same_people(connection, run)
                assert_same_events(connection, run)
                assert_same_metrics(metrics[key], run)
                assert_same_drivers(drivers[key], run)
            names = [name for name, _ in named(candidates)]
            for mart in MARTS:
                rows = connection.execute(f"from {mart} where scenario_id in (select unnest(?))", [names]).fetchall()
                # The last stored digit: no tolerance.
                assert set(rows) == batch[mart]
                assert len(rows) == len(batch[mart]) > 0
                compared[f"rows of {mart}"] += len(rows)
    compared["problems"] += 1
    compared["runs of a scenario and seed against plain Python"] += len(expected)
    compared["runs of a candidate and seed against the official run"] += len(candidates) * len(problem.seeds)
