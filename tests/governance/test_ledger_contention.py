"""Eight processes that write to one ledger at once lose nothing; `make bench-ledger` lets them for longer."""

from __future__ import annotations

from benchmarks.ledger_writers.writers import faults, write_at_once
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import Places


def test_no_entry_and_no_proposal_of_eight_writers_is_lost(home: Places, environ: dict[str, str]) -> None:
    written = write_at_once(home, environ, writers=8, seconds=1.0)
    entries = sum(len(each.entries) for each in written)
    proposals = sum(len(each.proposals) for each in written)
    with open_ledger(home, environ) as ledger:
        assert faults(ledger, written) == []
        assert verify_chain(ledger).entries == entries + proposals + 16
    # Each of them came to write, and wrote an entry before each proposal.
    assert entries == proposals >= 8
