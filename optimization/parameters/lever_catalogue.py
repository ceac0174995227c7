"""The levers that exist, with unit, bounds and meaning: config/levers.yaml as values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError, model_validator

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.field_errors import field_errors
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import CONFIG_DIR

LEVERS_CONFIG = CONFIG_DIR / "levers.yaml"

# No digit: the grammar of lever names adds `_level_3` and `@2026` to a family.
_FAMILY_NAME = re.compile(r"[a-z]+(_[a-z]+)*")


class Limits(StrEnum):
    """Which bounds a value must keep."""

    SEARCH = "search"
    POSSIBLE = "possible"


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("it must be a number, like 0.03.")
    return float(value)


Number = Annotated[float, BeforeValidator(_number)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class LeverFamily(BaseModel):
    """One lever over all its levels and years. Bounds are inclusive, in the lever's unit.

    `lower` and `upper` bound what a search may choose; `possible_lower` and `possible_upper` what a lever file may
    hold; the recommended range is what an analyst expects, and its width weighs the lever in the target loop.

    Raises:
        ValueError: the bounds are not in order, or the name does not fit the grammar of lever names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    title: Text
    parameter_name: Text
    event_type: Literal["RAISE", "PROMOTION", "HIRE"]
    by_level: bool
    unit: Literal["fraction", "factor"]
    possible_lower: Number
    lower: Number
    recommended_lower: Number
    recommended_upper: Number
    upper: Number
    possible_upper: Number
    category: Literal["merit", "cola", "promotion", "new_hire"]
    description: Text
    business_impact: Text
    decided_by: Text
    source: Text

    @model_validator(mode="after")
    def _name_and_bounds_are_sound(self) -> Self:
        if not _FAMILY_NAME.fullmatch(self.name):
            raise ValueError(f"the name {self.name!r} must be lower-case words joined by underscores, without digits.")
        # A recommended range of no width would weigh nothing in the least-change direction.
        if not (
            self.possible_lower
            <= self.lower
            <= self.recommended_lower
            < self.recommended_upper
            <= self.upper
            <= self.possible_upper
        ):
            raise ValueError(
                "possible_lower <= lower <= recommended_lower < recommended_upper <= upper <= possible_upper must "
                f"hold, but they are {self.possible_lower}, {self.lower}, {self.recommended_lower}, "
                f"{self.recommended_upper}, {self.upper}, {self.possible_upper}."
            )
        return self

    def bounds(self, limits: Limits) -> tuple[float, float]:
        """Lower and upper bound of the given kind, inclusive."""
        return (self.lower, self.upper) if limits is Limits.SEARCH else (self.possible_lower, self.possible_upper)

    def recommends(self, value: float) -> bool:
        """Whether a value lies in the range that an analyst expects."""
        return self.recommended_lower <= value <= self.recommended_upper

    @property
    def unit_hint(self) -> str:
        """What a number of this lever means, for messages."""
        return "a fraction: 0.03 is three percent" if self.unit == "fraction" else "a factor: 1.05 is five percent more"


@dataclass(frozen=True, kw_only=True)
class LeverCatalogue:
    """Every lever family, in the order of the file."""

    families: tuple[LeverFamily, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The family names: merit_rate, cola_rate, ..."""
        return tuple(family.name for family in self.families)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names that the lever file uses: merit_base, cola_rate, ..."""
        return tuple(family.parameter_name for family in self.families)

    def family(self, name: str) -> LeverFamily:
        """The family of this name.

        Raises:
            BadInputError: there is none; lists the names and the nearest.
        """
        for family in self.families:
            if family.name == name:
                return family
        raise unknown_name("lever", name, self.names)

    def of_parameter(self, parameter_name: str) -> LeverFamily:
        """The family that the lever file calls by this parameter name.

        Raises:
            BadInputError: there is none; lists the names and the nearest.
        """
        for family in self.families:
            if family.parameter_name == parameter_name:
                return family
        raise unknown_name("parameter", parameter_name, self.parameter_names)


def load_lever_catalogue(path: Path = LEVERS_CONFIG) -> LeverCatalogue:
    """Read and check the lever catalogue.

    Raises:
        BadInputError: naming the file, the lever and the key.
    """
    families = [_family(path, name, entry) for name, entry in read_yaml_sections(path).items()]
    _refuse_shared_parameter_names(path, families)
    return LeverCatalogue(families=tuple(families))


def _family(path: Path, name: str, entry: Mapping[str, object]) -> LeverFamily:
    where = f"{path}: {name}"
    keys = [key for key in LeverFamily.model_fields if key != "name"]
    if "name" in entry:
        raise BadInputError(f"{where}: {unknown_name('key', 'name', keys)}")
    try:
        return LeverFamily.model_validate({"name": name, **entry})
    except ValidationError as error:
        raise field_errors(error, where=where, names=keys) from error


def _refuse_shared_parameter_names(path: Path, families: Sequence[LeverFamily]) -> None:
    owners: dict[str, str] = {}
    for family in families:
        owner = owners.setdefault(family.parameter_name, family.name)
        if owner != family.name:
            raise BadInputError(
                f"{path}: {family.name}: parameter_name {family.parameter_name!r} already belongs to {owner}. "
                "Two levers cannot share the rows of a lever file."
            )
