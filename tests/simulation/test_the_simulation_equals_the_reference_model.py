"""The real run and the plain-Python model give the same people, events and figures on random problems."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from optimization.simulation.warehouse import read_metrics
from reference.comparison import assert_same_events, assert_same_metrics, assert_same_people
from reference.problem import Problem, run_reference
from reference.real_run import fresh_places, real_run
from reference.strategies import problems

# A run of dbt takes seconds: enough for a set that never changes; the parity bench draws new ones.
EXAMPLES = 24


# Shrinking would run dbt hundreds of times; a failing problem is printed whole.
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(problem=problems())
def test_people_events_and_figures_are_the_same_on_random_problems(problem: Problem) -> None:
    expected = run_reference(problem)
    with tempfile.TemporaryDirectory() as home, real_run(problem, fresh_places(Path(home))) as connection:
        metrics = read_metrics(connection)
        assert metrics.keys() == expected.keys()
        for key, run in expected.items():
            assert_same_people(connection, run)
            assert_same_events(connection, run)
            assert_same_metrics(metrics[key], run)
