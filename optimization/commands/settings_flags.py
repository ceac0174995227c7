"""The flags that change a simulation's horizon and assumptions, the same for every command that simulates."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from optimization.commands.output import say
from optimization.parameters.settings import SimulationSettings, load_simulation_settings
from optimization.parameters.settings_words import SETTINGS_FLAGS

StartYearOption = Annotated[int | None, typer.Option(SETTINGS_FLAGS["start_year"], help="First simulated year.")]
EndYearOption = Annotated[int | None, typer.Option(SETTINGS_FLAGS["end_year"], help="Last simulated year.")]
WorkforceGrowthOption = Annotated[
    str | None,
    typer.Option(
        SETTINGS_FLAGS["workforce_growth_rate"],
        help="Growth of the headcount per year, a fraction: 0.03 is three percent.",
    ),
]
TerminationRateOption = Annotated[
    str | None,
    typer.Option(
        SETTINGS_FLAGS["total_termination_rate"],
        help="Share of a year's opening headcount that leaves in it, a fraction.",
    ),
]
NewHireTerminationRateOption = Annotated[
    str | None,
    typer.Option(
        SETTINGS_FLAGS["new_hire_termination_rate"], help="Share of a year's hires that leave in it, a fraction."
    ),
]

# By setting. A command names its parameters as the settings are named.
_OPTIONS: Mapping[str, Any] = {
    "start_year": StartYearOption,
    "end_year": EndYearOption,
    "workforce_growth_rate": WorkforceGrowthOption,
    "total_termination_rate": TerminationRateOption,
    "new_hire_termination_rate": NewHireTerminationRateOption,
}


def settings_flags() -> list[inspect.Parameter]:
    """A keyword parameter per setting that has a flag, as Typer reads it; None stands for a flag not given."""
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in _OPTIONS.items()
    ]


def overridden(settings: SimulationSettings, arguments: Mapping[str, Any]) -> SimulationSettings:
    """The settings with those replaced that flags were given for.

    Raises:
        BadInputError: a value out of range, or years that make no horizon.
    """
    return settings.replace(**{name: arguments[name] for name in _OPTIONS if arguments.get(name) is not None})


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
