"""The flags that every command has that searches: machine, user and output."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from optimization.commands.identity import UserOption
from optimization.commands.machine_flags import MemoryOption, WorkersOption
from optimization.commands.output import JsonOption


def search_flags() -> list[inspect.Parameter]:
    """Keyword parameters as Typer reads them."""
    return [
        keyword("workers", WorkersOption),
        keyword("memory_mib", MemoryOption),
        keyword("user", UserOption),
        keyword("as_json", JsonOption, default=False),
    ]


def keyword(name: str, annotation: Any, *, default: Any = None) -> inspect.Parameter:
    """One keyword parameter."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def with_flags(command: Callable[..., None], flags: Sequence[inspect.Parameter]) -> Any:
    """A command that takes whatever it is given, with a signature that Typer can read."""
    taken: Any = command
    taken.__signature__ = inspect.Signature(list(flags))
    taken.__annotations__ = {flag.name: flag.annotation for flag in flags}
    return taken
