"""The flags that every command has that searches: machine, user and output; and of those that may propose."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimization.commands.identity import RationaleOption, UserOption
from optimization.commands.machine_flags import MemoryOption, WorkersOption
from optimization.commands.output import JsonOption

if TYPE_CHECKING:
    from optimization.recommendation.recorded_run import AskedRun

ProposeOption = Annotated[
    bool,
    typer.Option(
        "--propose/--no-propose",
        help="Whether to put forward what is found; `planwise proposal make` does it later for a recorded search.",
    ),
]


def search_flags() -> list[inspect.Parameter]:
    """Keyword parameters as Typer reads them."""
    return [
        keyword("workers", WorkersOption),
        keyword("memory_mib", MemoryOption),
        keyword("user", UserOption),
        keyword("as_json", JsonOption, default=False),
    ]


def proposing_flags() -> list[inspect.Parameter]:
    """What a search is told that may propose: why the levers are to change, and whether to propose at all."""
    return [
        keyword("rationale", RationaleOption, default=""),
        keyword("propose", ProposeOption, default=True),
    ]


def asked_run(given: Mapping[str, Any], *, user: str, command: str) -> AskedRun:
    """Who asks for a search that may propose, how to ask again, why, and whether to propose."""
    from optimization.recommendation.recorded_run import AskedRun

    is_proposing = given["propose"]
    return AskedRun(
        user=user,
        command=command if is_proposing else f"{command} --no-propose",
        rationale=given["rationale"],
        is_proposing=is_proposing,
    )


def no_proposal_line(run_id: str, reason: str | None) -> str:
    """Why there is no proposal, and how to make one of a search that found something.

    Args:
        run_id: The search.
        reason: Why it has nothing to propose; None where it has, and was asked not to.
    """
    if reason is not None:
        return f"No proposal: {reason}."
    return f"No proposal: none was made, as asked; `planwise proposal make {run_id}` puts it forward."


def keyword(name: str, annotation: Any, *, default: Any = None) -> inspect.Parameter:
    """One keyword parameter."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def with_flags(command: Callable[..., None], flags: Sequence[inspect.Parameter]) -> Any:
    """A command that takes whatever it is given, with a signature that Typer can read."""
    taken: Any = command
    taken.__signature__ = inspect.Signature(list(flags))
    taken.__annotations__ = {flag.name: flag.annotation for flag in flags}
    return taken
