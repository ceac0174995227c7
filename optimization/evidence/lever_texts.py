"""Lever values as texts: in percent where the lever is a fraction, as they are where it is a factor."""

from __future__ import annotations

from collections.abc import Collection

from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    as_typed,
    factor,
    factor_change,
    fraction_as_given_percent,
    fraction_as_percent,
    fraction_change_as_points,
)
from optimization.parameters.lever_catalogue import LeverFamily


def lever_value(value: float, family: LeverFamily) -> str:
    """A value in the lever's unit."""
    return fraction_as_percent(value, digits=GROWTH_DIGITS) if family.unit == "fraction" else factor(value)


def lever_change(before: float, after: float, family: LeverFamily) -> str:
    """The signed difference: percentage points for a fraction, a plain difference for a factor."""
    if family.unit == "fraction":
        return fraction_change_as_points(before, after, digits=GROWTH_DIGITS)
    return factor_change(before, after)


def lever_bounds(family: LeverFamily) -> str:
    """The bounds that a search keeps, with the digits they are given in."""
    return _range_as_given(family.lower, family.upper, family)


def lever_value_as_given(value: float, family: LeverFamily) -> str:
    """A value in the lever's unit, unrounded: 3.4% for the fraction 0.034, 1.05 for a factor."""
    return fraction_as_given_percent(value) if family.unit == "fraction" else as_typed(value)


def lever_span(values: Collection[float], family: LeverFamily) -> str:
    """The lowest to the highest of some values of a lever, or the one that all of them are."""
    low, high = lever_value(min(values), family), lever_value(max(values), family)
    return low if low == high else f"{low} to {high}"


def recommended_range(family: LeverFamily) -> str:
    """The range that an analyst expects, with the digits it is given in."""
    return _range_as_given(family.recommended_lower, family.recommended_upper, family)


def _range_as_given(lower: float, upper: float, family: LeverFamily) -> str:
    return f"{lever_value_as_given(lower, family)} to {lever_value_as_given(upper, family)}"
