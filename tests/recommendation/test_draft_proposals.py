"""From a draft to a proposal: its figures, what it leaves behind, and what keeps a draft from being proposed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from optimization.cli import main
from optimization.errors import BadInputError
from optimization.evidence.drafts.draft_result import DraftResult
from optimization.governance.audit_trail.audit_report import ComplianceStatus, generate_audit_report
from optimization.governance.decision_records.decision_store import list_decisions
from optimization.governance.drafts.drafts import (
    Draft,
    DraftConflictError,
    DraftState,
    create_draft,
    find_draft,
    save_draft,
)
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.approvals import approve
from optimization.governance.proposals.proposals import CellChange, Proposal, find_proposal, list_proposals
from optimization.governance.runs.runs import find_run, list_runs
from optimization.implementation.measured_levers import levers_in_force
from optimization.parameters.lever_cells import LeverCell
from optimization.places import SEEDS_DIR, Places
from optimization.recommendation.draft_proposals import propose_draft
from optimization.recommendation.proposal_question import proposal_question
from optimization.recommendation.recorded_results import recorded_result
from optimization.recommendation.reports import report_of_run
from reference.small_home import small_home

COLA_AFTER = 0.031
FIRST_COLA = LeverCell(2025, 1, "cola_rate")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """With a lever file of its own: some tests change it."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "levers.csv").write_bytes((SEEDS_DIR / "comp_levers.csv").read_bytes())
    made = small_home(folder / "home", people=60)
    return Places(home=made.home, levers=folder / "levers.csv")


@pytest.fixture(autouse=True)
def in_force(home: Places) -> None:
    """The shipped levers, whatever the test before left."""
    home.levers.write_bytes((SEEDS_DIR / "comp_levers.csv").read_bytes())


def draft_of(home: Places, changes: dict[LeverCell, tuple[float, float]] | None = None) -> Draft:
    """A new draft; of more COLA in every year and level, unless told which cells go from where to where."""
    if changes is None:
        table = levers_in_force(home)
        changes = {
            cell: (setting.value, COLA_AFTER)
            for cell, setting in table.settings.items()
            if cell.parameter_name == "cola_rate"
        }
    with open_ledger(home, {}) as ledger:
        return create_draft(
            ledger,
            scenario_id="default",
            title="More COLA",
            user="ann",
            changes=[CellChange(cell, before, after) for cell, (before, after) in changes.items()],
        )


@pytest.fixture(scope="module")
def drafted(home: Places) -> Draft:
    return draft_of(home)


@pytest.fixture(scope="module")
def proposal(home: Places, drafted: Draft) -> Proposal:
    proposal_id = propose_draft(home, drafted.draft_id, revision=1, user="ben", rationale="Prices rose.")
    with open_ledger(home, {}) as ledger:
        return find_proposal(ledger, proposal_id)


def ledger_state(home: Places) -> tuple[Any, ...]:
    with open_ledger(home, {}) as ledger:
        return list_proposals(ledger, 100), [each.run.run_id for each in list_runs(ledger, 100)]


def found_by(home: Places, proposal: Proposal) -> DraftResult:
    with open_ledger(home, {}) as ledger:
        found = recorded_result(find_run(ledger, proposal.run_id)).proposable
    assert isinstance(found, DraftResult)
    return found


def test_whoever_proposes_is_the_proposer_and_the_draft_is_closed(
    home: Places, drafted: Draft, proposal: Proposal
) -> None:
    with open_ledger(home, {}) as ledger:
        closed = find_draft(ledger, drafted.draft_id)
        run = find_run(ledger, proposal.run_id)

    assert (closed.state, closed.proposal_id, closed.updated_by) == (DraftState.PROPOSED, proposal.proposal_id, "ben")
    assert (proposal.proposer, proposal.changes) == ("ben", drafted.changes)
    assert (run.run.kind, run.run.user, run.status) == ("draft", "ben", "simulated")
    assert proposal.risk_level is not None


def test_the_figures_are_those_of_planwise_evaluate(
    home: Places,
    proposal: Proposal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sets = tmp_path / "sets.json"
    sets.write_text(json.dumps([{}, {"cola_rate": COLA_AFTER}]))
    monkeypatch.setenv("PLANWISE_HOME", str(home.home))
    monkeypatch.setenv("PLANWISE_LEVERS", str(home.levers))

    assert main(["evaluate", "--levers", str(sets), "--json"]) == 0

    evaluated = json.loads(capsys.readouterr().out)
    result = found_by(home, proposal)
    assert [result.metrics_before.as_json(), result.metrics_after.as_json()] == evaluated["evaluations"]
    assert result.inputs_fingerprint == evaluated["inputs_fingerprint"]
    assert result.metrics_after.total_compensation_cost > result.metrics_before.total_compensation_cost


def test_the_decision_is_recorded_beside_the_levers_in_force(home: Places, proposal: Proposal) -> None:
    with open_ledger(home, {}) as ledger:
        (decision,) = [each for each in list_decisions(ledger, 10) if each.proposal_id == proposal.proposal_id]

    assert (decision.decision_maker, decision.run_id) == ("ben", proposal.run_id)
    assert decision.rationale.startswith(
        "Prices rose. The simulation says: Moving 25 lever rows takes pay growth from "
    )
    (alternative,) = decision.alternatives_considered
    assert alternative["label"] == "today's levers"
    assert alternative["parameters"]["cola_rate"] == levers_in_force(home).settings[FIRST_COLA].value


def test_its_report_is_written_again_word_for_word(home: Places, proposal: Proposal) -> None:
    first = report_of_run(home, proposal.run_id)
    written = first.markdown.read_text()
    first.markdown.unlink()

    again = report_of_run(home, proposal.run_id).markdown.read_text()

    assert again == written
    assert "| cola_rate | 1-5 | 2025-2029 | 1.500% | 3.100% | +1.600 pp | +106.67% |" in written
    again_with = "planwise evaluate --levers /dev/stdin --scenario default --seed 42 --start-year 2025 --end-year 2029"
    assert again_with in written


def test_who_looks_around_it_may_move_what_the_draft_moves(home: Places, proposal: Proposal) -> None:
    question = proposal_question(home, proposal.proposal_id)
    assert question.config.decision_variables == ("cola_rate",)
    assert (question.objectives, question.config.seed) == (None, 42)


def test_its_life_keeps_the_rules_of_the_audit_trail(home: Places, proposal: Proposal) -> None:
    with open_ledger(home, {}) as ledger:
        with pytest.raises(BadInputError, match="ben"):
            approve(ledger, proposal.proposal_id, user="ben", comments="")
        assert approve(ledger, proposal.proposal_id, user="ann", comments="").state == "approved"
        report = generate_audit_report(ledger, None, None)
    assert report["compliance_status"] == ComplianceStatus.COMPLIANT, report


def test_a_draft_is_proposed_once(home: Places, drafted: Draft, proposal: Proposal) -> None:
    before = ledger_state(home)
    with pytest.raises(BadInputError, match=f"was proposed as {proposal.proposal_id} by 'ben'"):
        propose_draft(home, drafted.draft_id, revision=1, user="ann", rationale="")
    assert ledger_state(home) == before


def test_a_draft_over_values_that_have_moved_is_refused_by_row(home: Places) -> None:
    draft = draft_of(home)
    before = ledger_state(home)
    shipped = home.levers.read_text()
    moved = shipped.replace("default,2026,2,RAISE,cola_rate,0.015,", "default,2026,2,RAISE,cola_rate,0.016,")
    assert moved != shipped
    home.levers.write_text(moved)

    with pytest.raises(BadInputError, match=r"somebody has moved cola_rate of level 2 in 2026 from 0\.015 to 0\.016\."):
        propose_draft(home, draft.draft_id, revision=1, user="ann", rationale="")

    assert ledger_state(home) == before
    with open_ledger(home, {}) as ledger:
        assert find_draft(ledger, draft.draft_id) == draft


def test_a_draft_of_a_locked_row_is_refused(home: Places) -> None:
    draft = draft_of(home)
    locked = home.levers.read_text().replace(
        "default,2026,2,RAISE,cola_rate,0.015,0,", "default,2026,2,RAISE,cola_rate,0.015,1,"
    )
    home.levers.write_text(locked)

    with pytest.raises(BadInputError, match=r"cannot be proposed as it is:\n  cola_rate_level_2@2026 is locked"):
        propose_draft(home, draft.draft_id, revision=1, user="ann", rationale="")


def test_a_draft_that_changes_nothing_is_refused(home: Places) -> None:
    with pytest.raises(BadInputError, match="changes no lever"):
        propose_draft(home, draft_of(home, {}).draft_id, revision=1, user="ann", rationale="")


def test_another_revision_than_was_seen_is_refused(home: Places) -> None:
    draft = draft_of(home)
    with open_ledger(home, {}) as ledger:
        save_draft(ledger, draft.draft_id, revision=1, changes=draft.changes[:1], user="ben")
    with pytest.raises(DraftConflictError, match="its revision is 2 now, and you have seen revision 1"):
        propose_draft(home, draft.draft_id, revision=1, user="ann", rationale="")


def test_a_save_during_the_simulation_keeps_the_draft_open_and_leaves_no_run(home: Places) -> None:
    draft = draft_of(home)
    before = ledger_state(home)

    def saved_meanwhile(step: str) -> None:
        if step.startswith("simulating"):
            with open_ledger(home, {}) as ledger:
                save_draft(ledger, draft.draft_id, revision=1, changes=draft.changes[:1], user="carl")

    with pytest.raises(DraftConflictError) as refused:
        propose_draft(home, draft.draft_id, revision=1, user="ann", rationale="", on_progress=saved_meanwhile)

    assert (refused.value.theirs.updated_by, refused.value.theirs.state) == ("carl", DraftState.OPEN)
    assert ledger_state(home) == before
