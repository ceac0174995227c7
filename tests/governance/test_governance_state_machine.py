"""Random lives of proposals, with edits by others and kills, against a model of plain dictionaries."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from lever_life_model import DONE, KILLED, REFUSED, STEPS, Life, LifeModel, Values, Write, values_in, with_values
from lever_write_home import ended, killed_at, measured
from recorded_proposal import propose
from sqlalchemy import select

from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.ledger.ledger_tables import proposals
from optimization.governance.lever_file.applying import apply_next_phase, apply_proposal
from optimization.governance.lever_file.lever_writes import LeverWriteState, list_writes
from optimization.governance.lever_file.phases_in_force import phases_applied
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.lever_file.write_recovery import settle_writes
from optimization.governance.proposals import approvals
from optimization.governance.proposals.completion import complete_proposal
from optimization.governance.proposals.proposals import ProposalState, proposal_number, proposal_within
from optimization.governance.rollouts.rollout_plans import record_rollout
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.parameters.lever_names import cell_name
from optimization.parameters.lever_risk import RiskLevel
from optimization.places import Places

# More for a longer search: `PLANWISE_STATE_MACHINE_EXAMPLES=500 pytest` on this file takes minutes.
EXAMPLES = int(os.environ.get("PLANWISE_STATE_MACHINE_EXAMPLES", "10"))
STEPS_PER_EXAMPLE = 30

USERS = ("analyst", "approver", "second approver")
ROWS = tuple(LeverCell(2025, level, name) for name in ("merit_base", "cola_rate") for level in JOB_LEVELS)
# Few enough for proposals to meet in them.
CELLS = ROWS[3:7]
HEADER = "scenario_id,fiscal_year,job_level,event_type,parameter_name,parameter_value,is_locked,created_at,created_by\n"
# The rows of the year after keep a change of 2025 from holding on.
LEVERS = HEADER + "".join(
    f"default,{year},{cell.job_level},RAISE,{cell[2]},0.030,0,2025-01-01,planwise\n"
    for year in (2025, 2026)
    for cell in ROWS
)

CATALOGUE = load_lever_catalogue()
RISKS = ("LOW", "HIGH", "CRITICAL")
DECIDE: Mapping[str, Callable[..., object]] = {
    "APPROVED": approvals.approve,
    "REJECTED": approvals.reject,
    "REQUESTED_CHANGES": approvals.request_changes,
}
# Never what the file begins with, so that the first proposals change something.
VALUES = st.integers(min_value=31, max_value=60).map(lambda thousandths: Decimal(thousandths) / 1000)
CHANGES = st.dictionaries(st.sampled_from(CELLS), VALUES, min_size=1, max_size=3)
KILLS = st.one_of(st.none(), st.sampled_from(STEPS))
# What is written, and the states in which a proposal may well allow it.
WRITES = {"apply": ("approved",), "next phase": ("approved", "applied"), "roll back": ("applied",)}
CHECKPOINTS = st.integers(min_value=0, max_value=3)
# Which proposal a rule is about: up to LIKELY one that it may well be allowed for, else any.
PICKS = st.integers(min_value=0, max_value=9)
LIKELY = 7

OUTCOMES = {0: DONE, 2: REFUSED, -signal.SIGKILL: KILLED}
OnStep = Callable[[str], None]
Act = Callable[[Ledger, OnStep], None]


class LivesOfProposals(RuleBasedStateMachine):
    """The program on a lever file and a ledger, which holds earlier examples too, and the model beside it."""

    def __init__(self, ledger: Ledger, home: Places) -> None:
        super().__init__()
        self.ledger = ledger
        self.folder = TemporaryDirectory()
        self.places = Places(home=home.home, levers=Path(self.folder.name).resolve() / "comp_levers.csv")
        self.places.levers.write_text(LEVERS)
        self.model = LifeModel(file=LEVERS.encode(), day=today())
        self.entries_before = len(self.entries(after=0))

    @initialize(values=CHANGES, others=CHANGES)
    def begin(self, values: Values, others: Values) -> None:
        self.propose(values, user="analyst", risk="HIGH", is_approved=False)
        self.propose(others, user="analyst", risk="LOW", is_approved=True)

    @precondition(lambda self: not self.model.can_be_applied())
    @rule(values=CHANGES, user=st.sampled_from(USERS), risk=st.sampled_from(RISKS), is_approved=st.booleans())
    def propose(self, values: Values, user: str, risk: str, is_approved: bool) -> None:
        rows = values_in(self.model.file)
        changed = {cell: value for cell, value in values.items() if value != rows[cell]}
        if not changed:
            return
        floats = {cell: float(value) for cell, value in changed.items()}
        name = propose(self.ledger, self.places, floats, user=user, risk=RiskLevel(risk)).proposal_id
        self.model.propose(name, Life(proposer=user, risk=risk, values=changed, rows=rows))
        if is_approved:
            self.plan_for(name)
            for other in USERS:
                self.decide_on(name, "APPROVED", other)

    @precondition(lambda self: self.count("proposed"))
    @rule(pick=PICKS, action=st.sampled_from(tuple(DECIDE)), user=st.sampled_from(USERS))
    def decide(self, pick: int, action: str, user: str) -> None:
        self.decide_on(self.picked(pick, "proposed"), action, user)

    @precondition(lambda self: any(life.plan is None for life in self.model.lives.values()))
    @rule(pick=PICKS)
    def plan(self, pick: int) -> None:
        self.plan_for(self.picked(pick, "proposed", "approved"))

    # One rule, since Hypothesis leaves whole rules out of most examples, and without a precondition, while the others
    # have one each: most steps are to be writes.
    @rule(what=st.sampled_from(tuple(WRITES)), pick=PICKS, which=CHECKPOINTS, force=st.booleans(), at=KILLS)
    def write(self, what: str, pick: int, which: int, force: bool, at: str | None) -> None:
        """Apply a proposal, its next phase, or roll it back; a kill ends the process at a step of that."""
        assume(self.model.day == today())
        name = self.picked(pick, *WRITES[what])
        act, wanted = self.rollback(name, which, force=force) if what == "roll back" else self.forwards(what, name)
        if at is None:
            outcome = outcome_of(lambda: act(self.ledger, lambda _step: None))
        else:
            outcome = self.outcome_in_a_process(lambda: act(self.ledger, killed_at(at)))
        assert outcome == self.model.write(wanted, killed_at=at)

    @precondition(lambda self: self.count("applied"))
    @rule(pick=PICKS, user=st.sampled_from(USERS))
    def complete(self, pick: int, user: str) -> None:
        name = self.picked(pick, "applied")
        outcome = outcome_of(lambda: complete_proposal(self.ledger, self.places, name, user=user, comments=""))
        assert outcome == self.model.complete(name, user)

    @precondition(lambda self: self.model.begun is not None or self.model.seen in (None, self.model.file))
    @rule(cell=st.sampled_from(CELLS), value=st.one_of(st.none(), VALUES))
    def somebody_edits(self, cell: LeverCell, value: Decimal | None) -> None:
        """A value, or only the formatting."""
        file = self.model.file
        self.model.file = file + b"\n" if value is None else with_values(file, {cell: value}, "2025-02-03")
        self.places.levers.write_bytes(self.model.file)

    @precondition(lambda self: self.model.seen not in (None, self.model.file))
    @rule()
    def somebody_puts_it_back(self) -> None:
        assert self.model.seen is not None
        self.model.file = self.model.seen
        self.places.levers.write_bytes(self.model.file)

    @precondition(lambda self: self.model.begun is not None)
    @rule()
    def doctor(self) -> None:
        settle_writes(self.ledger, self.places, user="approver")
        self.model.settle()

    @invariant()
    def the_lever_file_has_the_bytes_of_the_model(self) -> None:
        assert self.places.levers.read_bytes() == self.model.file

    @invariant()
    def proposals_stand_where_the_model_has_them(self) -> None:
        with self.ledger.read() as connection:
            states = {
                row.number: row.state for row in connection.execute(select(proposals.c.number, proposals.c.state))
            }
        found = {name: states[proposal_number(name)] for name in self.model.lives}
        assert found == {name: life.state for name, life in self.model.lives.items()}

    @invariant()
    def what_a_proposal_is_called_is_what_is_in_force_of_it(self) -> None:
        """Nothing here is the model's but the names: a completed proposal is undone only by force, and by name."""
        forced = [
            entry["details"]["proposals_undone"]
            for entry in self.entries(after=self.entries_before)
            if entry["details"].get("event_type") == "ROLLBACK" and entry["details"]["forced"]
        ]
        undone_by_force = {name for names in forced for name in names}
        with self.ledger.read() as connection:
            for name in self.model.lives:
                state, phases = proposal_within(connection, name).state, phases_applied(connection, name)
                if state is ProposalState.APPLIED:
                    assert phases > 0, name
                elif state is ProposalState.COMPLETED:
                    assert phases > 0 or name in undone_by_force, name
                else:
                    assert phases == 0, name

    @invariant()
    def the_audit_trail_is_that_of_the_model(self) -> None:
        assert [told(entry) for entry in self.entries(after=self.entries_before)] == self.model.trail

    @invariant()
    def the_audit_trail_explains_the_bytes_of_the_lever_file(self) -> None:
        if self.model.begun is not None or self.model.seen not in (None, self.model.file):
            # Somebody was killed or has edited it, and nobody has looked since.
            return
        explained = [
            entry["details"]["after_sha256"]
            for entry in self.entries(after=self.entries_before)
            if entry["details"].get("event_type") in ("COMPLETION", "ROLLBACK", "EXTERNAL_CHANGE")
        ]
        if explained:
            assert explained[-1] == hashlib.sha256(self.places.levers.read_bytes()).hexdigest()

    def teardown(self) -> None:
        """Whoever comes to write next finds out what happened to the file, whether it may write or not."""
        with pytest.raises(BadInputError, match="Unknown proposal"):
            roll_back_proposal(self.ledger, self.places, "PRP-999999", user="approver", reason="to look")
        self.model.look()
        self.the_audit_trail_is_that_of_the_model()
        self.the_audit_trail_explains_the_bytes_of_the_lever_file()
        self.folder.cleanup()

    def count(self, *states: str) -> int:
        """How many proposals are in one of these states."""
        return sum(life.state in states for life in self.model.lives.values())

    def picked(self, pick: int, *states: str) -> str:
        """The id of a proposal, preferably of one in these states and made lately."""
        likely = [name for name, life in self.model.lives.items() if life.state in states]
        names = likely if likely and pick <= LIKELY else list(self.model.lives)
        return names[-1 - (pick // 2) % len(names)]

    def decide_on(self, name: str, action: str, user: str) -> None:
        outcome = outcome_of(lambda: DECIDE[action](self.ledger, name, user=user, comments=""))
        assert outcome == self.model.decide(name, action, user)

    def plan_for(self, name: str) -> None:
        """Plan two phases, the first half of the way."""
        life = self.model.lives[name]
        halfway = {cell: (life.rows[cell] + value) / 2 for cell, value in life.values.items()}
        phases = [
            {"phase": phase, "parameters": {cell_name(cell, CATALOGUE): float(value) for cell, value in values.items()}}
            for phase, values in enumerate((halfway, life.values), start=1)
        ]
        outcome = outcome_of(
            lambda: record_rollout(self.ledger, name, user="analyst", risk_tolerance="medium", phases=phases)
        )
        assert outcome == self.model.plan(name, [halfway, life.values])

    def forwards(self, what: str, name: str) -> tuple[Act, Callable[[], Write]]:
        apply = apply_proposal if what == "apply" else apply_next_phase
        wanted = self.model.whole if what == "apply" else self.model.next_phase
        baseline = measured(self.places)

        def act(ledger: Ledger, on_step: OnStep) -> None:
            apply(ledger, self.places, name, user="analyst", baseline=baseline, on_step=on_step)

        return act, lambda: wanted(name)

    def rollback(self, name: str, which: int, *, force: bool) -> tuple[Act, Callable[[], Write]]:
        """To its first checkpoint without naming it for 0; else to one of them, the newest where there are fewer."""
        done = [write for write in list_writes(self.ledger, name) if write.state is LeverWriteState.DONE]
        own = self.model.own(name)
        assert len(done) == len(own)
        place = min(which, len(own)) - 1

        def act(ledger: Ledger, on_step: OnStep) -> None:
            roll_back_proposal(
                ledger,
                self.places,
                name,
                user="approver",
                reason="asked for",
                force=force,
                checkpoint_id=done[place].checkpoint_id if place >= 0 else None,
                on_step=on_step,
            )

        return act, lambda: self.model.backwards(name, own[place] if place >= 0 else None, force=force)

    def outcome_in_a_process(self, act: Callable[[], object]) -> str:
        """What comes of it in a process of its own, which may be killed."""
        # No connection may lie in the pool: neither database lets a process go on with one that it inherits.
        self.ledger.engine.dispose()
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(2 if outcome_of(act) == REFUSED else 0)
            except BaseException:  # noqa: BLE001 - a copy of the test run must not go on with it
                traceback.print_exc()
                os._exit(1)
        return OUTCOMES[ended(pid)]

    def entries(self, *, after: int) -> list[dict[str, Any]]:
        """The audit entries behind so many."""
        stored = select(audit_entries.c.entry).order_by(audit_entries.c.sequence)
        with self.ledger.read() as connection:
            return [json.loads(text) for text in connection.scalars(stored.where(audit_entries.c.sequence > after))]


def told(entry: Mapping[str, Any]) -> tuple[str, str, str | None]:
    """An entry as the model has it."""
    details = entry["details"]
    happened = details.get("approval_action") or details.get("event_type", "")
    return entry["action"], happened, details.get("proposal_id")


def outcome_of(act: Callable[[], object]) -> str:
    try:
        act()
    except BadInputError:
        return REFUSED
    return DONE


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_lives_of_proposals_leave_what_the_model_says(ledger: Ledger, home: Places) -> None:
    run_state_machine_as_test(
        lambda: LivesOfProposals(ledger, home),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS_PER_EXAMPLE,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    verdict = verify_chain(ledger)
    assert verdict.is_intact, verdict.reason
