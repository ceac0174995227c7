"""A search that was asked not to propose, and its proposal made later: the one that it would have made itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.governance.decision_records.decision_store import DecisionRecord, list_decisions
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.approvals import approve
from optimization.governance.proposals.proposals import Proposal, ProposalState, find_proposal, list_proposals
from optimization.governance.runs.runs import list_runs
from optimization.parameters.settings import load_simulation_settings
from optimization.places import SEEDS_DIR, Places
from optimization.recommendation.engine import recommend_by_objectives
from optimization.recommendation.evidence_plan import EvidencePlan
from optimization.recommendation.recorded_run import AskedRun
from optimization.recommendation.search_proposals import propose_search
from optimization.recommendation.target_loop import recommend_levers
from optimization.search.engine_config import engine_config
from optimization.search.loop.target_loop_config import target_loop_config
from optimization.search.problem.objective_weights import objective_weights
from reference.small_home import small_home

WHY = "The board asked for it."
PROPOSING = AskedRun(user="ann", command="planwise optimize", rationale=WHY)
ONLY_SEARCHING = AskedRun(user="ann", command="planwise optimize", rationale=WHY, is_proposing=False)

# Asks for a search; the ids of its run and of its proposal, if it made one.
Search = Callable[[Places, AskedRun], tuple[str, str | None]]


def loop(places: Places, asked: AskedRun) -> tuple[str, str | None]:
    config = target_loop_config(target_growth=2.5, levers=("cola_rate",))
    found = recommend_levers(config, settings=load_simulation_settings(), places=places, asked=asked)
    return found.run_id, found.proposal_id


def engine(places: Places, asked: AskedRun) -> tuple[str, str | None]:
    found = recommend_by_objectives(
        objective_weights({"cost": 1.0}),
        engine_config(decision_variables=("cola_rate",), max_evaluations=10, budget=1e12, assessment=False),
        settings=load_simulation_settings(),
        places=places,
        asked=asked,
        plan=EvidencePlan(front_points=0, robustness_seeds=0),
    )
    return found.run_id, found.proposal_id


def unreachable(places: Places, asked: AskedRun) -> tuple[str, str | None]:
    config = target_loop_config(target_growth=40.0, levers=("cola_rate",))
    found = recommend_levers(config, settings=load_simulation_settings(), places=places, asked=asked)
    return found.run_id, found.proposal_id


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """With a lever file of its own: one test changes it."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "levers.csv").write_bytes((SEEDS_DIR / "comp_levers.csv").read_bytes())
    return Places(home=small_home(folder / "home", people=60).home, levers=folder / "levers.csv")


def proposed_in(home: Places, proposal_id: str) -> tuple[Proposal, DecisionRecord]:
    with open_ledger(home, {}) as ledger:
        (decision,) = [each for each in list_decisions(ledger, 100) if each.proposal_id == proposal_id]
        return find_proposal(ledger, proposal_id), decision


def all_proposals(home: Places) -> Sequence[Proposal]:
    with open_ledger(home, {}) as ledger:
        return list_proposals(ledger, 100)


@pytest.mark.parametrize("search", [loop, engine])
def test_the_proposal_made_later_is_the_one_that_the_search_would_have_made(home: Places, search: Search) -> None:
    _, by_itself = search(home, PROPOSING)
    assert by_itself is not None
    run_id, none = search(home, ONLY_SEARCHING)
    assert none is None
    assert len([each for each in all_proposals(home) if each.run_id == run_id]) == 0

    later, its_decision = proposed_in(home, propose_search(home, run_id, user="ben", rationale=WHY))

    at_once, decision = proposed_in(home, by_itself)
    assert later.run_id == run_id
    assert (later.changes, later.lever_rows, later.scenario_id) == (
        at_once.changes,
        at_once.lever_rows,
        at_once.scenario_id,
    )
    assert (later.risk_level, later.risk_report) == (at_once.risk_level, at_once.risk_report)
    assert later.fingerprints == at_once.fingerprints
    assert its_decision.rationale == decision.rationale
    assert its_decision.alternatives_considered == decision.alternatives_considered


def test_who_takes_a_search_up_is_the_proposer_and_may_not_approve(home: Places) -> None:
    run_id, _ = loop(home, ONLY_SEARCHING)
    proposal, decision = proposed_in(home, propose_search(home, run_id, user="ben", rationale=WHY))

    assert (proposal.proposer, decision.decision_maker) == ("ben", "ben")
    with open_ledger(home, {}) as ledger:
        with pytest.raises(BadInputError, match="ben"):
            approve(ledger, proposal.proposal_id, user="ben", comments="")
        assert approve(ledger, proposal.proposal_id, user="ann", comments="").state is ProposalState.APPROVED


def test_a_search_is_proposed_once(home: Places) -> None:
    run_id, proposal_id = loop(home, PROPOSING)
    before = all_proposals(home)

    with pytest.raises(
        BadInputError, match=rf"^{run_id} has been proposed already, as {proposal_id} by 'ann' \(proposed\)"
    ):
        propose_search(home, run_id, user="ben", rationale="")

    assert all_proposals(home) == before


def test_a_search_without_an_answer_has_nothing_to_propose(home: Places) -> None:
    run_id, none = unreachable(home, ONLY_SEARCHING)
    assert none is None
    with pytest.raises(BadInputError, match=f"{run_id} has nothing to propose: no setting that was found meets"):
        propose_search(home, run_id, user="ben", rationale="")


def test_a_run_that_does_not_exist_is_answered_with_the_nearest(home: Places) -> None:
    run_id, _ = loop(home, ONLY_SEARCHING)
    with pytest.raises(BadInputError, match=f"Unknown run '{run_id}x'. Did you mean '{run_id}'"):
        propose_search(home, f"{run_id}x", user="ben", rationale="")


@pytest.mark.parametrize("changed", ["the lever file", "the census"])
def test_a_search_on_other_inputs_than_those_of_now_is_refused(home: Places, tmp_path: Path, changed: str) -> None:
    run_id, _ = loop(home, ONLY_SEARCHING)
    before = all_proposals(home)
    kept_levers, kept_census = home.levers.read_bytes(), home.census.read_bytes()
    try:
        if changed == "the lever file":
            home.levers.write_bytes(kept_levers.replace(b"cola_rate,0.015,", b"cola_rate,0.016,", 1))
        else:
            home.census.write_bytes(small_home(tmp_path / "other", people=61).census.read_bytes())
        with pytest.raises(BadInputError, match=rf"other inputs than those of now: {changed} changed since\."):
            propose_search(home, run_id, user="ben", rationale="")
    finally:
        home.levers.write_bytes(kept_levers)
        home.census.write_bytes(kept_census)
    assert all_proposals(home) == before
    with open_ledger(home, {}) as ledger:
        assert run_id in [each.run.run_id for each in list_runs(ledger, 100)]
