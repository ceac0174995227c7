"""What a pay-growth target is judged by: config/growth_targets.yaml, read and checked."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from optimization.parameters.entry_files import read_entry_values
from optimization.parameters.settings import Rate
from optimization.places import CONFIG_DIR

GROWTH_CONFIG = CONFIG_DIR / "growth_targets.yaml"


class GrowthLimits(BaseModel):
    """Limits and bands, as exact fractions; unit, meaning and source stand in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    largest_target: Annotated[Rate, Field(gt=0, lt=1)]
    high_risk_above: Rate
    low_risk_below: Rate
    budget_variance: Annotated[Rate, Field(ge=0, le=1)]
    benchmark_growth: Rate
    benchmark_reach: Annotated[Rate, Field(ge=0, le=1)]
    conservative_lower: Rate
    moderate_lower: Rate
    aggressive_lower: Rate
    aggressive_upper: Rate

    @model_validator(mode="after")
    def _limits_are_in_order(self) -> Self:
        _refuse_disorder(self, "low_risk_below", "high_risk_above")
        _refuse_disorder(self, "conservative_lower", "moderate_lower", "aggressive_lower", "aggressive_upper")
        return self


def load_growth_limits(path: Path = GROWTH_CONFIG) -> GrowthLimits:
    """The limits in force.

    Raises:
        BadInputError: naming the file, and the entry or value that is wrong.
    """
    return read_entry_values(path, GrowthLimits)


def _refuse_disorder(limits: GrowthLimits, *names: str) -> None:
    values = [getattr(limits, name) for name in names]
    if any(left >= right for left, right in pairwise(values)):
        raise ValueError(f"{' < '.join(names)} must hold, but they are {', '.join(map(str, values))}.")
