"""A search proposes nothing where the decision behind it cannot be recorded: all of it is kept, or none of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import list_proposals
from optimization.governance.runs.runs import list_runs
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.recommendation.engine import recommend_by_objectives
from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.recommendation.recorded_run import AskedRun
from optimization.recommendation.target_loop import recommend_levers
from optimization.search.engine_config import engine_config
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.problem.objective_weights import objective_weights
from reference.small_home import small_home

# A decision has a maker, so nobody's cannot be recorded; the command line lets no such user through.
NOBODY = AskedRun(user=" ", command="planwise optimize")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return small_home(tmp_path_factory.mktemp("home"), people=60)


def loop(places: Places) -> Any:
    config = target_loop_config(target_growth=2.5, levers=("cola_rate",))
    return recommend_levers(config, settings=load_simulation_settings(), places=places, asked=NOBODY)


def engine(places: Places) -> Any:
    return recommend_by_objectives(
        objective_weights({"cost": 1.0}),
        engine_config(decision_variables=("cola_rate",), max_evaluations=10),
        settings=load_simulation_settings(),
        places=places,
        asked=NOBODY,
        plan=EvidencePlan(),
    )


@pytest.mark.parametrize("search", [loop, engine])
def test_neither_run_nor_proposal_is_left(home: Places, search: Callable[[Places], Any]) -> None:
    with pytest.raises(BadInputError, match="decision maker of the decision is blank"):
        search(home)
    with open_ledger(home, {}) as ledger:
        assert (list_runs(ledger, 10), list_proposals(ledger, 10)) == ((), ())
