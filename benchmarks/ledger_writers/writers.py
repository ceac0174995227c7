"""Processes that write audit entries and proposals to one ledger at once, and what must then be in it."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import Barrier

from optimization.governance.audit_trail.audit_chain import AuditAction, append_entry
from optimization.governance.audit_trail.audit_entries import read_entries
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.proposals.proposals import list_proposals, record_proposal
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places

CELL = LeverCell(2025, 1, "cola_rate")
# A start and an end, of the run that a writer's proposals come from.
_ENTRIES_OF_A_RUN = 2
# However slow the machine is to start Python so many times.
_START_SECONDS = 120.0


@dataclass(frozen=True, kw_only=True)
class Written:
    """What one process was told that the ledger keeps: numbers of entries, ids of proposals; and its longest write."""

    writer: int
    entries: tuple[int, ...]
    proposals: tuple[str, ...]
    longest_write_seconds: float


def write_at_once(
    places: Places, environ: Mapping[str, str], *, writers: int, seconds: float, with_proposals: bool = True
) -> tuple[Written, ...]:
    """Let processes write for some seconds, all from the same moment on, each as fast as it can."""
    # Forked, writers need no second to start in; each opens the ledger for itself.
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager, ProcessPoolExecutor(writers, context) as pool:
        barrier = manager.Barrier(writers, timeout=_START_SECONDS)
        write = partial(_write, places, environ, barrier, seconds=seconds, with_proposals=with_proposals)
        return tuple(pool.map(write, range(writers)))


def faults(ledger: Ledger, written: Sequence[Written]) -> list[str]:
    """What is lost, doubled, out of order or broken in a ledger that was empty before; nothing when all is well."""
    found = []
    verdict = verify_chain(ledger)
    if not verdict.is_intact:
        found.append(str(verdict.reason))
    entries_by_writer = {(sequence, each.writer) for each in written for sequence in each.entries}
    proposals = sorted(proposal for each in written for proposal in each.proposals)
    expected = len(entries_by_writer) + len(proposals) + _ENTRIES_OF_A_RUN * len(written)
    if verdict.entries != expected:
        found.append(f"The trail has {verdict.entries} entries, and {expected} were written.")
    if proposals != [f"PRP-{number:06d}" for number in range(1, len(proposals) + 1)]:
        found.append("The numbers of the proposals have gaps, or one was given twice.")
    with ledger.read() as connection:
        told = [(entry.sequence, entry.details) for entry in read_entries(connection)]
    if {(sequence, details["writer"]) for sequence, details in told if "writer" in details} != entries_by_writer:
        found.append("Entries are not under the numbers that their writers were told.")
    if sorted(details["proposal_id"] for _, details in told if "proposal_id" in details) != proposals:
        found.append("The trail does not tell of every proposal, or of one twice.")
    if sorted(each.proposal_id for each in list_proposals(ledger, len(proposals) + 1)) != proposals:
        found.append("Proposals are lost, or nobody was told of one.")
    return found


def _write(  # noqa: PLR0913 - to which ledger, together with whom, how long
    places: Places,
    environ: Mapping[str, str],
    barrier: Barrier,
    writer: int,
    *,
    seconds: float,
    with_proposals: bool,
) -> Written:
    entries, proposals, longest = [], [], 0.0
    run = SearchRun(
        run_id=f"loop-{writer}",
        kind="target_loop",
        scenario_id="default",
        started_at=datetime.now(UTC),
        user="analyst",
        config={},
        fingerprints={},
    )
    with open_ledger(places, environ) as ledger:
        with record_run(ledger, run) as outcome:
            outcome.finish(status="converged", result={})
        barrier.wait()
        began = last = time.monotonic()
        while last - began < seconds:
            with ledger.write() as connection:
                entry = append_entry(
                    connection,
                    AuditAction.IMPLEMENTATION_EVENT,
                    user_id="analyst",
                    scenario_id="default",
                    details={"event_type": "MONITORING", "writer": writer, "number": len(entries)},
                )
            entries.append(entry.sequence)
            if with_proposals:
                proposals.append(_propose(ledger, run))
            now = time.monotonic()
            last, longest = now, max(longest, now - last)
    return Written(writer=writer, entries=tuple(entries), proposals=tuple(proposals), longest_write_seconds=longest)


def _propose(ledger: Ledger, run: SearchRun) -> str:
    proposal = record_proposal(
        ledger,
        run=run,
        before={CELL: 0.02},
        changes={CELL: 0.03},
        lever_rows=(),
        risk_report={"proposal_risk_level": "LOW"},
    )
    return proposal.proposal_id
