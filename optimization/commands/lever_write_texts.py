"""What a write of the lever file did, and where the proposal stands since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimization.commands.output import print_json, print_line, print_table
from optimization.evidence.quantities import counted
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.lever_file.lever_writes import LeverWrite, LeverWriteKind

if TYPE_CHECKING:
    from optimization.places import Places


def print_write(places: Places, write: LeverWrite, *, as_json: bool) -> None:
    """Print a write of a proposal that was made."""
    from optimization.commands.proposal_standing_texts import next_step, standing_as_json
    from optimization.governance.proposals.proposal_standing import standing_of

    assert write.proposal_id is not None
    with open_ledger(places) as ledger:
        standing = standing_of(ledger, write.proposal_id)
    if as_json:
        print_json({**standing_as_json(standing), "write": write_as_json(write)})
        return
    print_line(f"{write.proposal_id} is {standing.proposal.state.in_words}. {write_line(write)}")
    _print_rows(write)
    if step := next_step(standing):
        print_line(step)


def _print_rows(write: LeverWrite) -> None:
    """The rows that moved, levels and years that agree together; those that came or went in words."""
    from optimization.evidence.lever_tables import before_after_table
    from optimization.parameters.lever_catalogue import load_lever_catalogue

    for scenario_id in dict.fromkeys(row.key.scenario_id for row in write.moved):
        rows = [row for row in write.moved if row.key.scenario_id == scenario_id]
        before = {row.key.cell: row.before for row in rows if row.before is not None and row.after is not None}
        after = {row.key.cell: row.after for row in rows if row.key.cell in before and row.after is not None}
        if before:
            print_table(
                before_after_table(before, after, catalogue=load_lever_catalogue()), title=f"Scenario {scenario_id}"
            )
        for row in rows:
            if row.key.cell not in before:
                print_line(f"- {row.text}")


def write_line(write: LeverWrite) -> str:
    """What happened to the lever file."""
    rows = counted(len(write.moved), "row")
    if write.kind is LeverWriteKind.ROLLBACK:
        return (
            f"{write.lever_file} has the exact bytes of {write.restored_checkpoint_id} again ({rows} moved); "
            f"{write.checkpoint_id} keeps those from before."
        )
    what = f"phase {write.phase}" if write.kind is LeverWriteKind.PHASE else "all of it"
    return f"{write.lever_file} holds {what} ({rows} moved); {write.checkpoint_id} keeps the bytes from before."


def write_as_json(write: LeverWrite) -> dict[str, Any]:
    """The write; instants are ISO texts in UTC."""
    return {
        "write_id": write.write_id,
        "kind": str(write.kind),
        "lever_file": write.lever_file,
        "phase": write.phase,
        "checkpoint_id": write.checkpoint_id,
        "restored_checkpoint_id": write.restored_checkpoint_id,
        "before_sha256": write.before_sha256,
        "after_sha256": write.after_sha256,
        "moved": [row.as_json() for row in write.moved],
    }
