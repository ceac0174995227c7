"""The levers that exist, with unit, bounds and meaning: config/levers.yaml as values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.places import CONFIG_DIR

LEVERS_CONFIG = CONFIG_DIR / "levers.yaml"

# No digit: the grammar of lever names adds `_level_3` and `@2026` to a family.
_FAMILY_NAME = re.compile(r"[a-z]+(_[a-z]+)*")


class Limits(StrEnum):
    """Which bounds a value must keep."""

    SEARCH = "search"
    POSSIBLE = "possible"


@dataclass(frozen=True, kw_only=True)
class LeverFamily:
    """One lever over all its levels and years. Bounds are inclusive, in the lever's unit.

    `lower` and `upper` bound what a search may choose; `possible_lower` and `possible_upper` what a lever file may
    hold; the recommended range is what an analyst expects, and its width weighs the lever in the target loop.

    Raises:
        ValueError: the bounds are not in order, or the name does not fit the grammar of lever names.
    """

    name: str
    title: str
    parameter_name: str
    event_type: Literal["RAISE", "PROMOTION", "HIRE"]
    by_level: bool
    unit: Literal["fraction", "factor"]
    possible_lower: float
    lower: float
    recommended_lower: float
    recommended_upper: float
    upper: float
    possible_upper: float
    category: Literal["merit", "cola", "promotion", "new_hire"]
    description: str
    business_impact: str
    decided_by: str
    source: str

    def __post_init__(self) -> None:
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
        for text in ("title", "parameter_name", "description", "business_impact", "decided_by", "source"):
            if not getattr(self, text).strip():
                raise ValueError(f"{text} is blank: every lever says what it is.")

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
    # By hand: pydantic would double the time in which `planwise levers show` starts.
    wanted = {key: kind for key, kind in get_type_hints(LeverFamily).items() if key != "name"}
    where = f"{path}: {name}"
    for key in entry:
        if key not in wanted:
            raise BadInputError(f"{where}: {unknown_name('key', key, wanted)}")
    for key in wanted:
        if key not in entry:
            raise BadInputError(f"{where}: {key} is missing: add it.")
    values: dict[str, Any] = {key: _field(f"{where}: {key}", entry[key], kind) for key, kind in wanted.items()}
    try:
        return LeverFamily(name=name, **values)
    except ValueError as error:
        raise BadInputError(f"{where}: {error}") from error


def _field(where: str, value: object, kind: object) -> object:
    if kind is float:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise BadInputError(f"{where} is {value!r}: it must be a number, like 0.03.")
        return float(value)
    if kind is bool:
        if not isinstance(value, bool):
            raise BadInputError(f"{where} is {value!r}: write true or false.")
        return value
    if not isinstance(value, str):
        raise BadInputError(f"{where} is {value!r}: it must be text.")
    choices = get_args(kind)
    if choices and value not in choices:
        raise BadInputError(f"{where}: {unknown_name('value', value, choices)}")
    return value


def _refuse_shared_parameter_names(path: Path, families: Sequence[LeverFamily]) -> None:
    owners: dict[str, str] = {}
    for family in families:
        owner = owners.setdefault(family.parameter_name, family.name)
        if owner != family.name:
            raise BadInputError(
                f"{path}: {family.name}: parameter_name {family.parameter_name!r} already belongs to {owner}. "
                "Two levers cannot share the rows of a lever file."
            )
