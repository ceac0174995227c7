"""A checkpoint's bytes, written to a file of their own."""

from __future__ import annotations

from pathlib import Path

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.lever_file.checkpoint_store import Checkpoint, find_checkpoint
from optimization.governance.lever_file.lever_file_lock import lever_file_of
from optimization.places import Places


def export_checkpoint(ledger: Ledger, places: Places, checkpoint_id: str, file: Path) -> Checkpoint:
    """Write a lever file as it was to a new file; nothing comes into force by that.

    Raises:
        BadInputError: there is no such checkpoint, or the file exists or is the lever file in force.
        PlanwiseError: the checkpoint's bytes are not those that were kept, or the file cannot be written.
    """
    checkpoint = find_checkpoint(ledger, checkpoint_id)
    if file.resolve() == lever_file_of(places.levers):
        raise BadInputError(
            f"{file} is the lever file in force: a checkpoint comes into its place by a rollback. Name another file."
        )
    try:
        with file.open("xb") as exported:
            exported.write(checkpoint.content)
    except FileExistsError as error:
        raise BadInputError(f"{file} exists already, and nothing is overwritten: name another file.") from error
    except OSError as error:
        raise PlanwiseError(f"Cannot write {file}: {error.strerror}. See to its folder and the disk's room.") from error
    return checkpoint
