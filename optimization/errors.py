"""The errors a user meets: each message says what is wrong, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PlanwiseError(Exception):
    """Work that was well asked for and failed. Exit code 1."""

    exit_code = 1


class BadInputError(PlanwiseError):
    """Something given is wrong: a file, an option, a name. Nothing was changed. Exit code 2."""

    exit_code = 2


class SimulationError(PlanwiseError):
    """A simulation that broke; the message names the step, and the candidate where there is one."""


class SimulationCancelledError(SimulationError):
    """Somebody asked a simulation to end before it was done."""


def unknown_name(kind: str, name: str, valid: Iterable[str]) -> BadInputError:
    """The error for a name that does not exist: it gives the nearest name and lists the valid ones."""
    names = sorted(valid)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return BadInputError(f"Unknown {kind} {name!r}.{hint} Valid: {', '.join(names) or 'none'}.")


def is_interruption(error: BaseException) -> bool:
    """Whether an error is Ctrl-C, also where it came while DuckDB was at work, which makes a RuntimeError of it."""
    return isinstance(error, KeyboardInterrupt) or (type(error) is RuntimeError and str(error) == "Query interrupted")
