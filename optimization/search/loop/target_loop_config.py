"""What a target loop is asked to do; command line flags and Dagster's Config are derived from this model."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from optimization.parameters.field_errors import field_errors
from optimization.simulation.protocol import GrowthMethod

# Mean pay cannot fall by more than all of it; a rise of more than the same is a typing error, not a plan.
TARGET_GROWTH_LIMIT = 100.0
# Levers are kept to eight decimals; growth finer than that cannot be told apart.
TOLERANCE_MIN = 1e-6
TOLERANCE_MAX = 10.0
MAX_ITERATIONS_LIMIT = 100
# Below this a target reads like a fraction (0.035) typed where percent (3.5) is meant.
FRACTION_SUSPECTED_BELOW = 0.2
PERCENT_PER_UNIT = 100.0

SimulatorName = Literal["real", "synthetic"]


class LoopMode(StrEnum):
    """How the loop moves the levers."""

    ADAPTIVE = "Adaptive"
    CONSERVATIVE = "Conservative"
    BALANCED = "Balanced"
    AGGRESSIVE = "Aggressive"


class TargetLoopConfig(BaseModel):
    """One target loop: the growth to meet, how closely, and which levers may move.

    Growth, target and tolerance are in percent and percentage points, as analysts type them. Build it with
    `target_loop_config`, whose messages name field, value and bounds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    target_growth: float = Field(
        default=2.0,
        ge=-TARGET_GROWTH_LIMIT,
        le=TARGET_GROWTH_LIMIT,
        description="Pay growth to meet, in percent per year: the mean yearly growth of mean pay over the horizon.",
    )
    tolerance: float = Field(
        default=0.1,
        ge=TOLERANCE_MIN,
        le=TOLERANCE_MAX,
        description="How far growth may be from the target and still meet it, in percentage points.",
    )
    max_iterations: int = Field(
        default=10,
        ge=1,
        le=MAX_ITERATIONS_LIMIT,
        description="Rounds of simulation at most; for Adaptive a round is one batch of candidates, "
        "for the other modes one move of the levers.",
    )
    mode: LoopMode = Field(
        default=LoopMode.ADAPTIVE,
        description="Adaptive finds the smallest change that meets the target; Conservative, Balanced and Aggressive "
        "take small, middling or large steps that shrink by a fifth each time.",
    )
    method: GrowthMethod = Field(
        default=GrowthMethod.FULL_YEAR_EQUIVALENT,
        description="How mean pay is measured: current (prorated pay of everyone active at year end), continuous "
        "(the same, without the year's hires) or full_year_equivalent (annual salary of everyone active).",
    )
    levers: tuple[str, ...] = Field(
        default=("cola_rate", "merit_rate", "new_hire_salary_adjustment"),
        min_length=1,
        description="Lever families that may move; a locked row never does.",
    )
    scenario_id: str = Field(
        default="default", min_length=1, description="Scenario whose levers in force are the starting point."
    )
    seed: int = Field(default=42, ge=0, description="Random world in which every candidate is simulated.")
    simulator: SimulatorName = Field(
        default="real",
        description="What evaluates the candidates: real executes the dbt models' own SQL; synthetic asks a response "
        "surface fitted to it, and simulates what it proposes before it is shown.",
    )

    @field_validator("mode", mode="before")
    @classmethod
    def _mode_in_any_case(cls, value: object) -> object:
        if isinstance(value, str):
            return {mode.lower(): mode for mode in LoopMode}.get(value.lower(), value)
        return value

    @field_validator("levers")
    @classmethod
    def _each_lever_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({name for name in value if value.count(name) > 1})
        if twice:
            raise ValueError(f"name each lever family once; named more than once: {', '.join(twice)}.")
        return value


def target_loop_config(**values: Any) -> TargetLoopConfig:
    """A validated config; fields that are not given keep their defaults.

    Raises:
        BadInputError: one sentence per wrong field, with the field, the value and its bounds or valid names.
    """
    try:
        return TargetLoopConfig(**values)
    except ValidationError as error:
        fields = TargetLoopConfig.model_fields
        raise field_errors(error, where="Target loop", names=fields, fields=fields) from error


def unit_warning(config: TargetLoopConfig) -> str | None:
    """A warning when the target looks like a fraction typed where percent is meant, else None."""
    target = config.target_growth
    if not 0 < abs(target) < FRACTION_SUSPECTED_BELOW:
        return None
    return (
        f"target_growth is in percent: {target:g} means {target:g}% a year. Did you mean {target * PERCENT_PER_UNIT:g}?"
    )
