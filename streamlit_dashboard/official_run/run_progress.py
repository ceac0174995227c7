"""How far a started simulation has come, by the lines that it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from optimization.commands.simulate import steps_of_a_run
from streamlit_dashboard.processes.started_command import StartedCommand

# As commands.progress writes the beginning of a step where there is no terminal.
_STEP = re.compile(r"\[ *(?P<seconds>[0-9.]+) s\] (?P<step>.+) \.\.\.")


@dataclass(frozen=True, kw_only=True)
class RunProgress:
    """The step under way; `share` is of the steps that are over, from 0 to 1, and not of the time."""

    step: str
    share: float


def run_progress(command: StartedCommand) -> RunProgress:
    """How far it has come; it starts with reading what it is to simulate."""
    begun = [match["step"] for line in command.said if (match := _STEP.fullmatch(line))]
    over = max(len(begun) - 1, 0)
    return RunProgress(step=begun[-1] if begun else "starting", share=min(over / _steps(command), 1.0))


def _steps(command: StartedCommand) -> int:
    first, last = (int(_value_of(command, flag)) for flag in ("--start-year", "--end-year"))
    return steps_of_a_run(first_year=first, end_year=last)


def _value_of(command: StartedCommand, flag: str) -> str:
    return command.arguments[command.arguments.index(flag) + 1]


def said_beside_steps(command: StartedCommand) -> str:
    """What it said but for its steps: the message of an error, or that it was interrupted."""
    return "\n".join(line for line in command.said if not _STEP.fullmatch(line))
