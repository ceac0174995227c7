"""Whoever follows an engine run sees each of its steps in the ledger, while the search is still under way."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_iterations import list_iterations
from optimization.governance.runs.runs import RUNNING, find_run, list_unended_runs
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.recommendation.engine import EngineRecommendation, recommend_by_objectives
from optimization.recommendation.evidence_plan import evidence_plan
from optimization.recommendation.recorded_run import AskedRun
from optimization.search.engine_config import engine_config
from optimization.search.engine_result import BatchRecord
from optimization.search.problem.objective_weights import objective_weights
from reference.small_home import small_home


@dataclass
class Follower:
    """Looks into the ledger after every step, as another process would."""

    places: Places
    seen: list[tuple[str, int, int]] = field(default_factory=list)

    def look(self, record: BatchRecord) -> None:
        with open_ledger(self.places) as ledger:
            (under_way,) = list_unended_runs(ledger)
            last = list_iterations(ledger, under_way.run.run_id)[-1]
        self.seen.append((under_way.status, last.number, last.iteration["evaluations"] - record.evaluations))


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[EngineRecommendation, Follower]:
    follower = Follower(small_home(tmp_path_factory.mktemp("home"), people=60))
    found = recommend_by_objectives(
        objective_weights({"cost": 0.5, "equity": 0.5}),
        engine_config(decision_variables=("cola_rate",), max_evaluations=20, assessment=False),
        settings=load_simulation_settings(),
        places=follower.places,
        asked=AskedRun(user="an_analyst", command="planwise optimize engine"),
        plan=evidence_plan(front_points=0, robustness_seeds=0),
        on_batch=follower.look,
    )
    return found, follower


def test_every_step_is_in_the_ledger_when_the_caller_is_told_of_it(
    followed: tuple[EngineRecommendation, Follower],
) -> None:
    found, follower = followed
    assert len(found.result.history) > 2
    assert follower.seen == [(RUNNING, number, 0) for number in range(1, len(found.result.history) + 1)]


def test_the_steps_in_the_ledger_are_the_history_of_the_result(
    followed: tuple[EngineRecommendation, Follower],
) -> None:
    found, follower = followed
    with open_ledger(follower.places) as ledger:
        steps = [each.iteration for each in list_iterations(ledger, found.run_id)]
        result = find_run(ledger, found.run_id).result
    assert result is not None
    assert steps == result["history"]
