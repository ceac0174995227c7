"""The parameters of the synthetic census, each with what it means and where it comes from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from optimization.parameters.field_errors import field_errors
from optimization.parameters.yaml_files import read_yaml
from optimization.places import CONFIG_DIR
from optimization.simulation.census_rules import MAXIMUM_AGE, MINIMUM_AGE_AT_HIRE
from optimization.simulation.salary_bands import LEVEL_NAMES

SYNTHETIC_CENSUS_CONFIG = CONFIG_DIR / "synthetic_census.yaml"

Value = TypeVar("Value")

Share = Annotated[Decimal, Field(ge=0, le=1)]
Years = Annotated[int, Field(ge=0, le=MAXIMUM_AGE)]


class Stated(BaseModel, Generic[Value]):
    """A parameter that says everything about itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: Annotated[str, Field(min_length=1)]
    unit: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    value: Value


class SyntheticCensusConfig(BaseModel):
    """What the people of a synthetic census are like."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level_shares: Stated[dict[int, Share]]
    pay_reach: Stated[Annotated[float, Field(ge=0, le=1)]]
    youngest_age: Stated[dict[int, Years]]
    most_frequent_age: Stated[dict[int, Years]]
    oldest_age: Stated[dict[int, Years]]
    youngest_hire_age: Stated[Annotated[int, Field(ge=MINIMUM_AGE_AT_HIRE, le=MAXIMUM_AGE)]]
    longest_tenure: Stated[dict[int, Years]]
    gender_shares: Stated[dict[str, Share]]
    department_shares: Stated[dict[str, Share]]
    performance_rating_shares: Stated[dict[int, Share]]

    @model_validator(mode="after")
    def _levels_are_complete(self) -> Self:
        for name in ("level_shares", "youngest_age", "most_frequent_age", "oldest_age", "longest_tenure"):
            levels = sorted(getattr(self, name).value)
            if levels != list(LEVEL_NAMES):
                raise ValueError(f"{name} has the levels {levels}, not 1 to 5")
        return self

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Self:
        for name in ("level_shares", "gender_shares", "department_shares", "performance_rating_shares"):
            total = sum(getattr(self, name).value.values())
            if total != 1:
                raise ValueError(f"{name} sums to {total}, not to 1")
        return self

    @model_validator(mode="after")
    def _ages_ascend(self) -> Self:
        for level in LEVEL_NAMES:
            youngest, peak, oldest = (
                each.value[level] for each in (self.youngest_age, self.most_frequent_age, self.oldest_age)
            )
            if not self.youngest_hire_age.value < youngest <= peak <= oldest:
                raise ValueError(
                    f"`youngest_hire_age < youngest_age <= most_frequent_age <= oldest_age` must hold at level "
                    f"{level}, but got {self.youngest_hire_age.value}, {youngest}, {peak}, {oldest}"
                )
        return self


def load_synthetic_census_config(path: Path) -> SyntheticCensusConfig:
    """The parameters of the synthetic census, in the shipped case from SYNTHETIC_CENSUS_CONFIG.

    Raises:
        BadInputError: naming the file and every key that is unknown or wrong.
    """
    try:
        return SyntheticCensusConfig.model_validate(read_yaml(path))
    except ValidationError as error:
        raise field_errors(error, where=str(path), names=SyntheticCensusConfig.model_fields) from error
