"""The flags that change a simulation's horizon and assumptions, the same for every command that simulates."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from optimization.commands.output import say
from optimization.parameters.settings import SimulationSettings, load_simulation_settings

StartYearOption = Annotated[int | None, typer.Option("--start-year", help="First simulated year.")]
EndYearOption = Annotated[int | None, typer.Option("--end-year", help="Last simulated year.")]
WorkforceGrowthOption = Annotated[
    str | None,
    typer.Option("--workforce-growth", help="Growth of the headcount per year, a fraction: 0.03 is three percent."),
]
TerminationRateOption = Annotated[
    str | None,
    typer.Option("--termination-rate", help="Share of a year's opening headcount that leaves in it, a fraction."),
]
NewHireTerminationRateOption = Annotated[
    str | None,
    typer.Option("--new-hire-termination-rate", help="Share of a year's hires that leave in it, a fraction."),
]

# By setting: the flag, and its type. A command names its parameters as the settings are named.
_OPTIONS: Mapping[str, tuple[str, Any]] = {
    "start_year": ("--start-year", StartYearOption),
    "end_year": ("--end-year", EndYearOption),
    "workforce_growth_rate": ("--workforce-growth", WorkforceGrowthOption),
    "total_termination_rate": ("--termination-rate", TerminationRateOption),
    "new_hire_termination_rate": ("--new-hire-termination-rate", NewHireTerminationRateOption),
}


def settings_flags() -> list[inspect.Parameter]:
    """A keyword parameter per setting that has a flag, as Typer reads it; None stands for a flag not given."""
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, (_, option) in _OPTIONS.items()
    ]


def overridden(settings: SimulationSettings, arguments: Mapping[str, Any]) -> SimulationSettings:
    """The settings with those replaced that flags were given for.

    Raises:
        BadInputError: a value out of range, or years that make no horizon.
    """
    return settings.replace(**{name: arguments[name] for name in _OPTIONS if arguments.get(name) is not None})


def repeating_settings_flags(settings: SimulationSettings) -> list[str]:
    """The flags that simulate the same again, whatever is published by then."""
    return [word for name, (flag, _) in _OPTIONS.items() for word in (flag, str(getattr(settings, name)))]


def say_where_settings_differ(taken: SimulationSettings, arguments: Mapping[str, Any]) -> None:
    """Tell where the published run's settings stand in for those of config/simulation.yaml, if no flag does."""
    shipped = load_simulation_settings()
    differing = [
        f"{name} {value} (there {getattr(shipped, name)})"
        for name, value in taken
        if value != getattr(shipped, name) and arguments.get(name) is None
    ]
    if differing:
        say(
            "Searched with the settings of the published run, which differ from config/simulation.yaml: "
            f"{', '.join(differing)}. Flags like --end-year override them."
        )
