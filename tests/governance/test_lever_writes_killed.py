"""kill -9 while the lever file is written: the file is one of two versions, and the ledger comes to agree with it."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable

import pytest
from lever_write_home import (
    LEVERS,
    approved,
    ended,
    forked,
    in_a_process,
    killed_at,
    measured,
    merit_1_and_cola,
)

from optimization.atomic_file import ReplaceStep
from optimization.errors import BadInputError
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.applying import apply_proposal
from optimization.governance.lever_file.lever_file_writing import WriteStep, write_steps
from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteState, list_writes
from optimization.governance.lever_file.rollback import roll_back_proposal
from optimization.governance.lever_file.write_recovery import SETTLING, settle_writes, unsettled_writes
from optimization.governance.proposals.proposals import ProposalState, list_proposals
from optimization.places import Places

# `make bench-kills` asks for more.
ROUNDS = int(os.environ.get("PLANWISE_KILL_ROUNDS", "2"))
BEFORE, AFTER = LEVERS, merit_1_and_cola("0.04", "0.02")
STEPS = write_steps()
Act = Callable[[Ledger, Places, str], object]


@pytest.fixture(autouse=True)
def lever_file(home: Places) -> None:
    home.levers.write_bytes(BEFORE)


def apply(ledger: Ledger, places: Places, killed_step: str = "") -> LeverWrite:
    """Apply the newest proposal."""
    return apply_proposal(
        ledger,
        places,
        list_proposals(ledger, 1)[0].proposal_id,
        user="analyst",
        baseline=measured(places),
        on_step=killed_at(killed_step),
    )


def roll_back(ledger: Ledger, places: Places, killed_step: str = "") -> LeverWrite:
    """Roll back the newest proposal."""
    return roll_back_proposal(
        ledger,
        places,
        list_proposals(ledger, 1)[0].proposal_id,
        user="analyst",
        reason="Costs rise.",
        on_step=killed_at(killed_step),
    )


def settle(ledger: Ledger, places: Places, killed_step: str = "") -> None:
    settle_writes(ledger, places, user="analyst", on_step=killed_at(killed_step))


def kill(act: Act, step: str, places: Places, environ: dict[str, str]) -> None:
    exit_code = in_a_process(places, environ, lambda ledger: act(ledger, places, step))
    assert exit_code == -signal.SIGKILL, f"{act} was to be killed at: {step}"


def assert_all_agree(ledger: Ledger, places: Places, expected: ProposalState, *, step: str) -> None:
    """File, folder, proposal, its writes and the chain tell that the newest proposal is in this state."""
    proposal = list_proposals(ledger, 1)[0]
    assert proposal.state is expected, step
    assert places.levers.read_bytes() == (AFTER if expected is ProposalState.APPLIED else BEFORE), step
    done = [w for w in list_writes(ledger, proposal.proposal_id) if w.state is LeverWriteState.DONE]
    assert len(done) == [ProposalState.APPROVED, ProposalState.APPLIED, ProposalState.ROLLED_BACK].index(expected)
    assert unsettled_writes(ledger) == ()
    name = places.levers.name
    files = {file.name for file in places.levers.parent.iterdir() if file.is_file()}
    assert files - {f".{name}.lock", f".{name}.lock.holder"} == {name}, step
    verdict = verify_chain(ledger)
    assert verdict.is_intact, verdict.reason


def test_a_write_announces_at_least_twelve_steps() -> None:
    assert len(set(STEPS)) == len(STEPS) >= 12


@pytest.mark.parametrize("by_next_command", [False, True], ids=["settled", "by the next command"])
def test_killed_at_any_step_an_apply_and_a_rollback_happened_or_did_not(
    home: Places, environ: dict[str, str], by_next_command: bool
) -> None:
    rounds = max(1, ROUNDS // 2)
    for step in STEPS * rounds:
        is_made = STEPS.index(step) >= STEPS.index(ReplaceStep.REPLACED)
        is_acknowledged = STEPS.index(step) >= STEPS.index(WriteStep.OUTCOME_KEPT)
        with open_ledger(home, environ) as ledger:
            approved(ledger, home)
        for act, start, end in (
            (apply, ProposalState.APPROVED, ProposalState.APPLIED),
            (roll_back, ProposalState.APPLIED, ProposalState.ROLLED_BACK),
        ):
            kill(act, step, home, environ)
            assert home.levers.read_bytes() == (BEFORE if (end is ProposalState.APPLIED) != is_made else AFTER), step
            with open_ledger(home, environ) as ledger:
                if is_acknowledged:
                    assert_all_agree(ledger, home, end, step=step)
                if not by_next_command:
                    settle(ledger, home)
                    assert_all_agree(ledger, home, end if is_made else start, step=step)
                if is_made:
                    # Asked for again it is refused, since what was left is settled first.
                    with pytest.raises(BadInputError, match="cannot be"):
                        act(ledger, home)
                else:
                    act(ledger, home)
                assert_all_agree(ledger, home, end, step=step)
    # pytest shows it where it captures nothing.
    print(f"\n{rounds} x {2 * len(STEPS)} kills: {len(STEPS)} steps of an apply, and of a rollback")


@pytest.mark.parametrize("step", [WriteStep.INTENT_KEPT, ReplaceStep.REPLACED])
def test_a_recovery_that_is_killed_is_done_by_the_next_one(home: Places, environ: dict[str, str], step: str) -> None:
    with open_ledger(home, environ) as ledger:
        approved(ledger, home)
    kill(apply, step, home, environ)
    for _ in range(ROUNDS):
        kill(settle, SETTLING, home, environ)
    with open_ledger(home, environ) as ledger:
        assert len(unsettled_writes(ledger)) == 1
        settle(ledger, home)
        expected = ProposalState.APPROVED if step == WriteStep.INTENT_KEPT else ProposalState.APPLIED
        assert_all_agree(ledger, home, expected, step=step)
        settle(ledger, home)
        assert_all_agree(ledger, home, expected, step=step)


def test_killed_from_outside_at_any_moment_nothing_acknowledged_is_lost(home: Places, environ: dict[str, str]) -> None:
    delays = random.Random(5)
    for _ in range(ROUNDS):
        reading, writing = os.pipe()

        def work(ledger: Ledger, acknowledge: int = writing) -> None:
            while True:
                approved(ledger, home)
                for act in (apply, roll_back):
                    os.write(acknowledge, f"{act(ledger, home).number} ".encode())

        pid = forked(home, environ, work)
        os.close(writing)
        # Nothing is there to read before it is at work.
        acknowledged = os.read(reading, 1)
        time.sleep(delays.uniform(0.0, 0.1))
        os.kill(pid, signal.SIGKILL)
        assert ended(pid) == -signal.SIGKILL
        while more := os.read(reading, 1024):
            acknowledged += more
        os.close(reading)
        with open_ledger(home, environ) as ledger:
            settle(ledger, home)
            proposals = list_proposals(ledger, 1000)
            kept = {
                write.number
                for proposal in proposals
                for write in list_writes(ledger, proposal.proposal_id)
                if write.state is LeverWriteState.DONE
            }
            assert set(map(int, acknowledged.split())) <= kept
            is_applied = proposals[0].state is ProposalState.APPLIED
            assert home.levers.read_bytes() == (AFTER if is_applied else BEFORE)
            assert verify_chain(ledger).is_intact
            if is_applied:
                roll_back(ledger, home)
