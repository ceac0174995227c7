"""A lever file small enough to follow by hand, proposals for it, and a process that is killed while it writes it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from recorded_proposal import record_search

from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.lever_file.checkpoint_store import Baseline
from optimization.governance.proposals.approvals import approve
from optimization.governance.proposals.proposals import Proposal, record_proposal
from optimization.governance.rollouts.rollout_plans import record_rollout
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import read_lever_file
from optimization.parameters.lever_rows import lever_rows_sha256
from optimization.places import Places

MERIT_1, MERIT_2, COLA_1 = (
    LeverCell(2025, 1, "merit_base"),
    LeverCell(2025, 2, "merit_base"),
    LeverCell(2025, 1, "cola_rate"),
)
# As a spreadsheet leaves it: a byte order mark, CRLF, a blank line, spaces, and no end of the last line. The rows of
# the year after are what keeps a change of 2025 from holding on.
LEVERS = (
    b"\xef\xbb\xbfscenario_id,fiscal_year,job_level,event_type,parameter_name,parameter_value,is_locked,created_at,"
    b"created_by\r\n"
    b"default,2026,1,RAISE,merit_base,0.03,0,2025-01-01,planwise\r\n"
    b"default,2026,2,RAISE,merit_base,0.03,0,2025-01-01,planwise\r\n"
    b"default,2026,1,RAISE,cola_rate,0.01,0,2025-01-01,planwise\r\n"
    b"default,2025,1,RAISE,merit_base, 0.0320 ,0,2025-01-01,planwise\r\n"
    b"\r\n"
    b"default,2025,2,RAISE,merit_base,0.031,0,2025-01-01,planwise\r\n"
    b'default,2025,1,RAISE,cola_rate,"0.015",0,2025-01-01,planwise'
)
CHANGES = {MERIT_1: 0.04, COLA_1: 0.02}


def merit_1_and_cola(merit_1: str, cola: str) -> bytes:
    """The file with these two values in their rows, written today by the program."""
    signature = f"{datetime.now(UTC).date()},optimization_engine".encode()
    return LEVERS.replace(b" 0.0320 ,0,2025-01-01,planwise", b" %s ,0,%s" % (merit_1.encode(), signature)).replace(
        b'"0.015",0,2025-01-01,planwise', b'"%s",0,%s' % (cola.encode(), signature)
    )


def propose_changes(
    ledger: Ledger,
    places: Places,
    changes: Mapping[LeverCell, float],
    *,
    before: Mapping[LeverCell, float] | None = None,
) -> Proposal:
    """A proposal of the analyst, computed from the lever file as it is now; `before` are values that it inherits."""
    rows = read_lever_file(places.levers, load_lever_catalogue())
    return record_proposal(
        ledger,
        run=record_search(ledger, user="analyst"),
        before={row.cell: float(row.value) for row in rows if row.scenario_id == "default"} | dict(before or {}),
        changes=changes,
        lever_rows=rows,
        risk_report={"proposal_risk_level": "LOW"},
    )


def approved(
    ledger: Ledger,
    places: Places,
    changes: Mapping[LeverCell, float] = CHANGES,
    *,
    before: Mapping[LeverCell, float] | None = None,
) -> Proposal:
    """The same, and the approver has approved it."""
    proposal = propose_changes(ledger, places, changes, before=before)
    return approve(ledger, proposal.proposal_id, user="approver", comments="")


def plan_two_phases(ledger: Ledger, proposal: Proposal) -> None:
    """A rollout of CHANGES by half and half."""
    names = ("merit_rate_level_1@2025", "cola_rate_level_1@2025")
    phases = [
        {"phase": phase, "parameters": dict(zip(names, values, strict=True))}
        for phase, values in enumerate(((0.036, 0.0175), (0.04, 0.02)), start=1)
    ]
    record_rollout(ledger, proposal.proposal_id, user="analyst", risk_tolerance="high", phases=phases)


def measured(places: Places) -> Baseline:
    """The baseline of the lever file as it is now; its only figure is the year that is simulated."""
    rows = read_lever_file(places.levers, load_lever_catalogue())
    return Baseline(metrics={"years": {"2025": {}}}, levers_sha256=lever_rows_sha256(rows))


def killed_at(step: str) -> Callable[[str], None]:
    """For `on_step`: the process ends there, as by kill -9."""

    def end(announced: str) -> None:
        if announced == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return end


def in_a_process(places: Places, environ: Mapping[str, str], work: Callable[[Ledger], object]) -> int:
    """Do work in a process of its own, with its own ledger; its exit code, 0 when done, or minus the signal's number.

    No ledger may be open in this one: SQLite's locks do not survive a fork.
    """
    return ended(forked(places, environ, work))


def forked(places: Places, environ: Mapping[str, str], work: Callable[[Ledger], object]) -> int:
    """The id of a process that has begun to do the work."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with open_ledger(places, environ) as ledger:
            work(ledger)
        code = 0
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """Wait for a process to end; its exit code, or minus the number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
