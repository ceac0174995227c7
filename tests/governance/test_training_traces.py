"""Exercises are passed by the traces that they leave: the learner's own, new enough, and of the right kind."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_anchor import write_anchor
from optimization.governance.decisions import record_decision
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.proposals.approvals import approve, reject
from optimization.governance.proposals.proposals import record_proposal
from optimization.governance.rollouts.rollout_plans import record_rollout
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.governance.training_programme.training_curriculum import load_curriculum
from optimization.governance.training_programme.training_progress import (
    check_exercises,
    passed_exercises,
    passed_modules,
)
from optimization.governance.training_programme.training_traces import RunTrace, Trace
from optimization.governance.training_programme.training_trail import Trail
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places

CELL = LeverCell(2025, 1, "merit_base")
PRP_1 = "PRP-000001"
LOOP = {"what": "run", "kind": "target_loop", "statuses": ["converged"]}

Look = Callable[..., str | None]


@pytest.fixture
def trail(ledger: Ledger, home: Places) -> Trail:
    home.home.mkdir(parents=True, exist_ok=True)
    return Trail(ledger=ledger, places=home, user="analyst")


@pytest.fixture
def look(trail: Trail) -> Look:
    """What is missing of a trace, None where nothing is; `user` and `since` differ from the learner's when given."""

    def missing(trace: dict[str, Any], **other: Any) -> str | None:
        finding = TypeAdapter(Trace).validate_python(trace).look(replace(trail, **other))
        assert (finding.missing is None) == (finding.evidence is not None)
        return finding.missing

    return missing


@pytest.fixture
def run(ledger: Ledger, search_run: SearchRun) -> SearchRun:
    """A converged target loop of the analyst's, asked for 2 % on the second of January 2025."""
    with record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={"converged": True, "status": "converged"})
    return search_run


@pytest.fixture
def proposal(ledger: Ledger, run: SearchRun) -> str:
    return record_proposal(
        ledger, run=run, before={CELL: 0.032}, changes={CELL: 0.03}, lever_rows=(),
        risk_report={"proposal_risk_level": "LOW"},
    ).proposal_id  # fmt: skip


def test_a_run_counts_for_who_asked_when_it_was_asked_and_as_it_ended(look: Look, run: SearchRun) -> None:
    assert look(LOOP) is None
    assert look(LOOP, since=run.started_at) is None
    assert "of 'approver'" in (look(LOOP, user="approver") or "")
    since = run.started_at + timedelta(seconds=1)
    assert "since 2025-01-02 03:04:06 UTC" in (look(LOOP, since=since) or "")
    assert "ended as infeasible" in (look({**LOOP, "statuses": ["infeasible"]}) or "")
    assert "of the kind engine" in (look({**LOOP, "kind": "engine"}) or "")
    assert look({**LOOP, "asked": {"target_growth": 2.0}}) is None
    assert "target_growth 3, ended" in (look({**LOOP, "asked": {"target_growth": 3.0}}) or "")


def test_a_run_counts_only_around_a_proposal_of_the_learner_and_in_worlds_enough(
    look: Look, ledger: Ledger, search_run: SearchRun, proposal: str
) -> None:
    def explored(run_id: str, around: str, *, worlds: int) -> None:
        run = replace(search_run, run_id=run_id, kind="robustness", config={"around": around})
        with record_run(ledger, run) as outcome:
            outcome.finish(status="finished", result={"robustness": {"seeds": list(range(worlds))}})

    wanted = {
        "what": "run", "kind": "robustness", "statuses": ["finished"], "around_own_proposal": True,
        "at_least": {"robustness.seeds": 20},
    }  # fmt: skip
    explored("few", proposal, worlds=2)
    assert "few has robustness.seeds 2, and 20 are asked for" in (look(wanted) or "")
    explored("today", "today's levers", worlds=20)
    assert look(wanted) is not None
    explored("other", "PRP-000009", worlds=20)
    assert look(wanted) is not None
    explored("done", proposal, worlds=20)
    assert look(wanted) is None


def test_a_part_that_a_run_left_out_counts_as_nothing(look: Look, ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, replace(search_run, kind="sensitivity")) as outcome:
        outcome.finish(status="finished", result={"local": {}, "sobol": None})
    wanted = {"what": "run", "kind": "sensitivity", "statuses": ["finished"]}
    assert look(wanted) is None
    missing = look({**wanted, "at_least": {"sobol.evaluations": 576}})
    assert "has sobol.evaluations 0, and 576 are asked for" in (missing or "")


def test_a_run_counts_with_its_own_proposal_and_not_with_an_older_one(
    look: Look, ledger: Ledger, search_run: SearchRun, proposal: str
) -> None:
    proposing = {**LOOP, "with_proposal": True, "asked": {"mode": "Balanced"}}
    own = {**LOOP, "with_proposal": True}
    assert (proposal, look(own)) == (PRP_1, None)
    with record_run(ledger, replace(search_run, run_id="later", config={"mode": "Balanced"})) as outcome:
        outcome.finish(status="converged", result={})
    assert look(proposing) == "The run later proposes nothing."


@pytest.mark.parametrize(
    ("module", "exercise", "asked"),
    [
        ("foundations", "meet_a_growth_target", {"target_growth": 3.0}),
        ("practical_application", "recognise_an_unreachable_target", {"target_growth": 12.0, "levers": ["cola_rate"]}),
        ("practical_application", "take_cautious_steps", {"target_growth": 3.3, "mode": "Conservative"}),
        ("practical_application", "weigh_objectives", {"objectives": {"cost": 0.4, "equity": 0.3, "targets": 0.3}}),
        (
            "advanced_techniques",
            "search_a_surface",
            {"objectives": {"cost": 0.4, "equity": 0.3, "targets": 0.3}, "use_synthetic": True},
        ),
    ],
)
def test_the_programme_asks_for_the_very_question_of_its_commands(
    module: str, exercise: str, asked: dict[str, Any]
) -> None:
    (trace,) = load_curriculum().module(module).exercises[exercise].leaves
    assert isinstance(trace, RunTrace)
    assert trace.asked == asked


def test_a_run_whose_report_is_gone_does_not_count(look: Look, run: SearchRun, home: Places) -> None:
    with_report = {**LOOP, "with_report": True}
    assert f"`planwise report {run.run_id}` writes it again" in (look(with_report) or "")
    (home.reports / run.run_id).mkdir(parents=True)
    (home.reports / run.run_id / "report.html").touch()
    assert look(with_report) is None


def test_a_file_counts_when_it_is_new_enough(look: Look, home: Places) -> None:
    census = {"what": "file", "name": "census"}
    assert "There is no census" in (look(census) or "")
    home.census.touch()
    written_at = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    os.utime(home.census, (written_at.timestamp(), written_at.timestamp()))
    assert look(census) is None
    assert look(census, since=written_at) is None
    assert "is of 2025-01-02 03:04:05 UTC" in (look(census, since=written_at + timedelta(seconds=1)) or "")


def test_a_proposal_counts_in_the_state_that_is_asked_for(look: Look, ledger: Ledger, proposal: str) -> None:
    approved = {"what": "proposal", "states": ["approved"]}
    assert look({"what": "proposal"}) is None
    assert "There is no proposal of 'approver'" in (look({"what": "proposal"}, user="approver") or "")
    assert "that is approved" in (look(approved) or "")
    approve(ledger, proposal, user="approver", comments="")
    assert look(approved) is None


def test_a_refused_approval_counts_as_the_learners_own_attempt(look: Look, ledger: Ledger, proposal: str) -> None:
    refused = {
        "what": "audit",
        "action": "APPROVAL_ACTION",
        "details": {"approval_action": "REFUSED", "attempted": "APPROVED"},
    }
    assert "approval_action REFUSED" in (look(refused) or "")
    with pytest.raises(BadInputError, match="who proposes cannot approve"):
        approve(ledger, proposal, user="analyst", comments="")
    assert look(refused) is None
    assert look(refused, user="approver") is not None
    reject(ledger, proposal, user="approver", comments="")
    assert look({**refused, "details": {"approval_action": "REJECTED"}}, user="approver") is None


def test_a_decision_counts_when_a_person_told_its_context(look: Look, ledger: Ledger) -> None:
    by_hand = {"what": "decision", "with_context": True}

    def decide(**context: str) -> None:
        with ledger.write() as connection:
            record_decision(
                connection, scenario_id="default", decision_maker="analyst", result={"converged": True},
                rationale="In line.", now=datetime.now(UTC), business_context=context,
            )  # fmt: skip

    assert look({"what": "decision"}) is not None
    decide()
    assert look({"what": "decision"}) is None
    assert "in what situation" in (look(by_hand) or "")
    decide(market="calm")
    assert look(by_hand) is None
    assert look(by_hand, user="approver") is not None


def test_a_rollout_counts_with_its_number_of_phases(look: Look, ledger: Ledger, proposal: str) -> None:
    phase = {"parameters": {"merit_rate_level_1@2025": 0.03}}
    record_rollout(ledger, proposal, user="analyst", risk_tolerance="medium", phases=[phase, phase])
    assert look({"what": "rollout", "phases": 2}) is None
    assert "with 3 phases" in (look({"what": "rollout", "phases": 3}) or "")


@pytest.mark.usefixtures("proposal")
def test_an_anchor_counts_while_the_trail_agrees_with_it(look: Look, ledger: Ledger, home: Places) -> None:
    anchor = {"what": "anchor", "name": "audit_anchor.json"}
    path = home.home / "audit_anchor.json"
    assert "There is no anchor" in (look(anchor) or "")
    written = write_anchor(ledger, path)
    assert look(anchor) is None
    assert "write it again" in (look(anchor, since=written.anchored_at + timedelta(seconds=1)) or "")
    path.write_text(path.read_text(encoding="utf-8").replace(written.entry_hash, "0" * 64), encoding="utf-8")
    assert "does not agree" in (look(anchor) or "")


@pytest.mark.usefixtures("run")
def test_what_is_passed_is_recorded_once_with_its_first_traces(trail: Trail, ledger: Ledger, home: Places) -> None:
    curriculum = load_curriculum()
    home.census.touch()
    first = check_exercises(trail, curriculum, "foundations")
    assert {each.exercise: each.is_passed for each in first} == {
        "make_a_census": True,
        "simulate_todays_levers": False,
        # The run has no report.
        "meet_a_growth_target": False,
    }
    (passed,) = passed_exercises(ledger, "analyst")
    assert (passed.module, passed.exercise) == ("foundations", "make_a_census")
    assert (passed.evidence[0]["file"], passed.evidence[0]["made_by"]) == ("census.parquet", "not known")
    home.census.unlink()
    again = check_exercises(trail, curriculum, "foundations", "make_a_census")
    assert [each.is_passed for each in again] == [False]
    assert passed_exercises(ledger, "analyst") == (passed,)
    assert passed_exercises(ledger, "approver") == ()
    assert passed_modules(ledger, curriculum, "analyst") == ()


def test_modules_and_exercises_are_asked_for_by_name(trail: Trail) -> None:
    curriculum = load_curriculum()
    with pytest.raises(BadInputError, match="Did you mean 'foundations'"):
        check_exercises(trail, curriculum, "foundation")
    with pytest.raises(BadInputError, match="Did you mean 'make_a_census'"):
        check_exercises(trail, curriculum, "foundations", "make_census")
