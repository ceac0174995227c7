"""Recorded values as texts: numbers with as many digits as a reader can use."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_names import parse_lever_name

NOT_SAID = "n/a"
# From here on the digits behind the point are noise: amounts of money, numbers of people.
_WHOLE_FROM = 1000.0


def is_number(value: Any) -> bool:
    """Whether a value of JSON is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def value_text(value: Any) -> str:
    """A value of JSON as text: lists with commas, mappings with their keys."""
    if value is None or value == "":
        return NOT_SAID
    if value in ([], (), {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        # As a decimal, which writes out what is very small.
        return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{Decimal(f'{value:.6g}'):f}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(value_text(each) for each in value)
    return str(value)


def lever_text(name: str, value: Any, catalogue: LeverCatalogue) -> str:
    """The value of a lever: in percent where the lever is a fraction, as it is where it is a factor or unknown."""
    if not is_number(value):
        return value_text(value)
    try:
        family = parse_lever_name(name, catalogue).family
    except BadInputError:
        # Records may name levers that have been retired since.
        return value_text(value)
    return f"{value:.3%}" if family.unit == "fraction" else f"{value:.4f}"
