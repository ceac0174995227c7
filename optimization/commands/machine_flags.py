"""Flags that say what a batch simulation may take of the machine; none changes a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

_MIB = 2**20

WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes that share a batch. [default: 1]")
]
MemoryOption = Annotated[
    int | None,
    typer.Option("--memory-mib", help="Memory for all of them together; half of what is free if not given."),
]


def given_workers(given: Mapping[str, Any]) -> int:
    """How many processes share a batch."""
    return given["workers"] or 1


def given_memory_bytes(given: Mapping[str, Any]) -> int | None:
    """What they may take together; None leaves it to what is free."""
    return None if given["memory_mib"] is None else given["memory_mib"] * _MIB
