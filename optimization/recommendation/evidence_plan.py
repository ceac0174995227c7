"""How much is found out about an answer of the engine once it is found."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from optimization.parameters.field_errors import field_errors
from optimization.search.exploration.front_choice import fewest_points
from optimization.search.exploration.front_terms import Term

# Tens of seconds each at ten thousand people; more is asked of `planwise optimize robustness` itself.
MAX_SEEDS = 200
MAX_FRONT_POINTS = 50
FEWEST_FRONT_POINTS = fewest_points(len(Term))


class EvidencePlan(BaseModel):
    """What the evidence of an answer holds beside the search itself; zero leaves a part out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    front_points: int = Field(
        default=8,
        ge=0,
        le=MAX_FRONT_POINTS,
        description="Points of the Pareto front of cost, equity and targets around the answer; 0 for no front.",
    )
    robustness_seeds: int = Field(
        default=10,
        ge=0,
        le=MAX_SEEDS,
        description="Random worlds in which the answer is compared with today's levers; 0 for none, fewer than 10 give "
        "no bands.",
    )

    @field_validator("front_points")
    @classmethod
    def _none_or_enough(cls, value: int) -> int:
        if 0 < value < FEWEST_FRONT_POINTS:
            raise ValueError(f"a front takes {FEWEST_FRONT_POINTS} points at least. Give 0 for no front.")
        return value


def evidence_plan(**values: Any) -> EvidencePlan:
    """A validated plan; fields that are not given keep their defaults.

    Raises:
        BadInputError: one sentence per wrong field, with the field, the value and its bounds.
    """
    fields = EvidencePlan.model_fields
    try:
        return EvidencePlan(**values)
    except ValidationError as error:
        raise field_errors(error, where="Evidence", names=fields, fields=fields) from error
