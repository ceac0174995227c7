"""What the engine is asked to do; command line flags and Dagster's Config are derived from this model."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from optimization.errors import BadInputError
from optimization.parameters.field_errors import field_errors
from optimization.parameters.metric_targets import TOO_SMALL, is_absurdly_small
from optimization.search.loop.target_loop_config import TARGET_GROWTH_LIMIT
from optimization.search.problem.constraints import MeritOrder
from optimization.simulation.protocol import GrowthMethod

MIN_EVALUATIONS = 5
MAX_EVALUATIONS = 100_000
# A week: whoever asks for more has mistaken the unit.
MAX_TIMEOUT_MINUTES = 7 * 24 * 60
MAX_STARTS = 64


class MethodName(StrEnum):
    """The methods of the search; `auto` chooses one by the size of the problem."""

    AUTO = "auto"
    SLSQP = "SLSQP"
    DE = "DE"
    L_BFGS_B = "L-BFGS-B"
    TNC = "TNC"
    COBYLA = "COBYLA"
    COBYQA = "COBYQA"
    TRUST_CONSTR = "trust-constr"

    @property
    def takes_bounds_only(self) -> bool:
        """Whether it keeps to bounds and to nothing else."""
        return self in (MethodName.L_BFGS_B, MethodName.TNC)


class EngineConfig(BaseModel):
    """One search for levers that serve several objectives.

    Levers, rates and limits of metrics are fractions; `target_growth` is in percent, as in the target loop. Build it
    with `engine_config`, whose messages name field, value and bounds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    method: MethodName = Field(
        default=MethodName.AUTO,
        description="How the levers are searched; auto chooses by the number of levers and constraints.",
    )
    max_evaluations: int = Field(
        default=100,
        ge=MIN_EVALUATIONS,
        le=MAX_EVALUATIONS,
        description="Candidates that the search may simulate, gradients and all starts included; never exceeded.",
    )
    timeout_minutes: float = Field(
        default=60.0,
        gt=0,
        le=MAX_TIMEOUT_MINUTES,
        description="Minutes after which no further batch is begun.",
    )
    decision_variables: tuple[str, ...] = Field(
        default=("cola_rate", "merit_rate", "new_hire_salary_adjustment"),
        min_length=1,
        description="Levers that may move: families, their levels (merit_rate_level_3), one year (cola_rate@2026). "
        "A locked row never does.",
    )
    by_level: bool | None = Field(
        default=None,
        description="Whether a family is decided level by level; as config/levers.yaml says if not given.",
    )
    by_year: bool = Field(default=False, description="Whether a lever is decided for each year on its own.")
    target_growth: float | None = Field(
        default=None,
        ge=-TARGET_GROWTH_LIMIT,
        le=TARGET_GROWTH_LIMIT,
        description="Pay growth to aim at, in percent per year, beside the rows of the target file.",
    )
    growth_method: GrowthMethod = Field(
        default=GrowthMethod.FULL_YEAR_EQUIVALENT,
        description="How mean pay is measured where growth is aimed at or shown.",
    )
    budget: float | None = Field(
        default=None, gt=0, description="The most that pay may cost, in the currency of the census."
    )
    budget_year: int | None = Field(
        default=None, description="The year whose wage bill the budget is for; the whole horizon if not given."
    )
    max_merit_spread: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="The most that merit rates of two levels may differ by, a fraction: 0.03 is three points.",
    )
    merit_order: MeritOrder | None = Field(
        default=None, description="Whether merit rates must not fall, or must not rise, with the level."
    )
    limits: tuple[str, ...] = Field(
        default=(), description="Limits of any metric, like equity_cv<=0.2 or wage_bill@2026<=9.5e8."
    )
    multi_start: int = Field(
        default=1,
        ge=1,
        le=MAX_STARTS,
        description="Searches from different points, side by side on the one budget; the first starts from today.",
    )
    random_seed: int = Field(default=42, ge=0, description="What chance in the search itself is drawn from.")
    use_synthetic: bool = Field(
        default=False,
        description="Search on a response surface fitted to the simulator, and simulate what it proposes.",
    )
    assessment: bool = Field(
        default=True,
        description="After the search, measure what the answer is worth: against as many random candidates as were "
        "searched, and by the slope along each lever. These candidates are counted apart.",
    )
    scenario_id: str = Field(
        default="default", min_length=1, description="Scenario whose levers in force are the status quo."
    )
    seed: int = Field(default=42, ge=0, description="Random world in which every candidate is simulated.")

    @field_validator("method", mode="before")
    @classmethod
    def _method_in_any_case(cls, value: object) -> object:
        if isinstance(value, str):
            return {method.lower(): method for method in MethodName}.get(value.lower(), value)
        return value

    @field_validator("decision_variables", "limits", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("target_growth", "budget", "max_merit_spread")
    @classmethod
    def _of_some_size(cls, value: float | None) -> float | None:
        if value is not None and is_absurdly_small(value):
            raise ValueError(TOO_SMALL)
        return value

    @model_validator(mode="after")
    def _one_story(self) -> Self:
        if self.budget_year is not None and self.budget is None:
            raise ValueError(f"budget_year = {self.budget_year} is given without a budget: give both, or neither.")
        constraints = self.constraint_names
        if self.method.takes_bounds_only and constraints:
            able = ", ".join(method for method in MethodName if not method.takes_bounds_only)
            raise ValueError(
                f"{self.method} keeps to the bounds of the levers and to nothing else, but {', '.join(constraints)} "
                f"must hold: choose one of {able}."
            )
        return self

    @property
    def constraint_names(self) -> tuple[str, ...]:
        """The fields that make constraints, where they are given."""
        given = {"budget": self.budget, "max_merit_spread": self.max_merit_spread, "merit_order": self.merit_order}
        return (*(name for name, value in given.items() if value is not None), *self.limits)


def engine_config(given: EngineConfig | Mapping[str, Any] | None = None, **values: Any) -> EngineConfig:
    """A validated config; fields that are not given keep their defaults.

    Raises:
        BadInputError: one sentence per wrong field, with the field, the value and its bounds or valid names.
    """
    if isinstance(given, EngineConfig) and not values:
        return given
    fields = EngineConfig.model_fields
    base = given.model_dump() if isinstance(given, EngineConfig) else dict(given or {})
    try:
        return EngineConfig(**{**base, **values})
    except ValidationError as error:
        raise field_errors(error, where="Engine", names=fields, fields=fields) from error
    except TypeError as error:
        raise BadInputError(f"Engine: the names of its settings must be text. {error}") from error
