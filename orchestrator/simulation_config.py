"""What a simulation job may be given: the horizon and the main assumptions, shipped values where nothing is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import dagster as dg
from pydantic import Field, create_model

from optimization.errors import BadInputError
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import SimulationSettings, load_simulation_settings

# Analysts know the first as a target; the setting's name says that it is headcount that grows.
_SETTING_OF_FIELD = {"target_growth_rate": "workforce_growth_rate"}
_OVERRIDES = (
    "start_year",
    "end_year",
    "target_growth_rate",
    "total_termination_rate",
    "new_hire_termination_rate",
    "random_seed",
)


@cache
def _shipped_settings() -> SimulationSettings:
    return load_simulation_settings()


def _shipped(name: str, as_type: type) -> Callable[[], Any]:
    return lambda: as_type(getattr(_shipped_settings(), name))


class SimulationConfig(dg.Config):
    """One official run. Defaults are those of config/simulation.yaml when the process started.

    Ranges are checked by `settings_of`: the launchpad does not enforce them. Rates are fractions of headcount.
    """

    start_year: int = Field(
        default_factory=_shipped("start_year", int),
        description="First simulated year; the census is of 31 December of the year before.",
    )
    end_year: int = Field(
        default_factory=_shipped("end_year", int), description="Last simulated year, itself included."
    )
    target_growth_rate: float = Field(
        default_factory=_shipped("workforce_growth_rate", float),
        description="Yearly growth of the headcount that hiring aims at, as a fraction (0.03 is three percent).",
    )
    total_termination_rate: float = Field(
        default_factory=_shipped("total_termination_rate", float),
        description="Share of a year's opening roster that leaves in the year, as a fraction.",
    )
    new_hire_termination_rate: float = Field(
        default_factory=_shipped("new_hire_termination_rate", float),
        description="Share of a year's hires who leave within the year, as a fraction.",
    )
    random_seed: int = Field(
        default_factory=_shipped("random_seed", int), description="The random world; same seed, same tables."
    )
    scenario_ids: list[str] = Field(default=[DEFAULT_SCENARIO], description="Scenarios to simulate side by side.")
    resume_from: int | None = Field(
        default=None,
        description="Keep the published years before this one; their inputs must be the same, but for end_year.",
    )
    full_refresh: bool = Field(default=False, description="Simulate the whole horizon: resume_from is ignored.")

    @property
    def resume_year(self) -> int | None:
        """The year to resume from, None for the whole horizon."""
        return None if self.full_refresh else self.resume_from


def _config_of_one_year() -> type[dg.Config]:
    fields: dict[str, Any] = {
        name: (field.annotation, field)
        for name, field in SimulationConfig.model_fields.items()
        if name not in {"end_year", "resume_from", "full_refresh"}
    }
    config: type[dg.Config] = create_model("YearFields", __base__=dg.Config, **fields)
    return config


class SingleYearConfig(_config_of_one_year()):  # type: ignore[misc]  # its fields are made, not written
    """SimulationConfig for the start year alone: no end to choose, nothing to resume."""


def settings_of(config: SimulationConfig) -> SimulationSettings:
    """The settings in config/simulation.yaml with what the config says.

    Raises:
        BadInputError: a value out of range, or years that make no horizon; names the field as the config does.
    """
    values = {_SETTING_OF_FIELD.get(name, name): getattr(config, name) for name in _OVERRIDES}
    try:
        return load_simulation_settings().replace(**values)
    except BadInputError as error:
        raise BadInputError(_in_config_terms(str(error))) from None


def _in_config_terms(message: str) -> str:
    for field, setting in _SETTING_OF_FIELD.items():
        message = message.replace(setting, f"{field} ({setting} in config/simulation.yaml)")
    return message
