"""What to do where the ledger tells of another lever file than the one in force."""

from __future__ import annotations

from pathlib import Path


def how_to_reach(lever_file: str) -> str:
    """A sentence; a lever file that is not there any more was moved or renamed, perhaps with all of its home."""
    # What is a symbolic link by now is no file of its own: naming it would name what it leads to.
    if Path(lever_file).exists() and Path(lever_file).resolve() == Path(lever_file):
        return f"Name that one in PLANWISE_LEVERS: {lever_file}."
    return (
        f"That is {lever_file}, which is there no more. If the lever file in force is that one, moved or renamed, say "
        f"so: `planwise levers moved {lever_file}`."
    )
