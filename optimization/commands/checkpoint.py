"""`planwise checkpoint`: the lever file as it was, and its bytes in a file of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimization.commands.group import command_group
from optimization.commands.home import home_places
from optimization.commands.output import JsonOption, print_json, print_line, print_table
from optimization.evidence.reports.report_table import ReportTable, text_columns

if TYPE_CHECKING:
    from optimization.governance.lever_file.checkpoint_store import Checkpoint

app = command_group("Look at the lever file as it was; nothing is brought into force.")


@app.command("list")
def list_them(
    proposal: Annotated[
        str | None, typer.Option(help="Those made before the writes of this proposal.", metavar="ID")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the checkpoints, oldest first."""
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.lever_file.checkpoint_store import list_checkpoints

    with open_ledger(home_places()) as ledger:
        checkpoints = list_checkpoints(ledger, proposal)
    if as_json:
        print_json({"checkpoints": [_as_json(each) for each in checkpoints]})
    elif not checkpoints:
        print_line("There are no checkpoints yet: one is made before each write of the lever file.")
    else:
        print_table(_table(checkpoints))


@app.command()
def export(
    checkpoint_id: Annotated[str, typer.Argument(help="The checkpoint, as it was printed.", metavar="ID")],
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    as_json: JsonOption = False,
) -> None:
    """Write the exact bytes of the lever file as it was to a new file."""
    from optimization.governance.ledger.ledger import open_ledger
    from optimization.governance.lever_file.checkpoint_export import export_checkpoint

    places = home_places()
    with open_ledger(places) as ledger:
        checkpoint = export_checkpoint(ledger, places, checkpoint_id, file)
    if as_json:
        print_json({**_as_json(checkpoint), "file": str(file)})
    else:
        print_line(f"{file} has the exact bytes of {checkpoint_id} (SHA-256 {checkpoint.sha256}).")


def _table(checkpoints: tuple[Checkpoint, ...]) -> ReportTable:
    return ReportTable(
        columns=text_columns("Checkpoint", "Proposal", "At (UTC)", "By", "Lever file", "SHA-256"),
        rows=tuple(
            (
                each.checkpoint_id,
                each.proposal_id or "-",
                f"{each.created_at:%Y-%m-%d %H:%M}",
                each.created_by,
                each.lever_file,
                each.sha256,
            )
            for each in checkpoints
        ),
    )


def _as_json(checkpoint: Checkpoint) -> dict[str, Any]:
    """All but the bytes; instants are ISO texts in UTC."""
    return {
        "checkpoint_id": checkpoint.checkpoint_id,
        "created_at": checkpoint.created_at.isoformat(),
        "created_by": checkpoint.created_by,
        "scenario_id": checkpoint.scenario_id,
        "lever_file": checkpoint.lever_file,
        "sha256": checkpoint.sha256,
        "proposal_id": checkpoint.proposal_id,
        "phase": checkpoint.phase,
        "parameters": dict(checkpoint.parameters),
        "metadata": dict(checkpoint.metadata),
    }
