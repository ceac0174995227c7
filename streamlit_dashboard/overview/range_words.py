"""Where a value lies outside of what is recommended, or of what a search may choose, in the units of the screen."""

from __future__ import annotations

from optimization.evidence.lever_texts import lever_bounds, lever_value_as_given, recommended_range
from optimization.parameters.lever_catalogue import LeverFamily, Limits
from optimization.parameters.lever_risk import lever_risk


def range_words(value: float, family: LeverFamily) -> str | None:
    """Which range a value of the lever leaves, on which side, and its risk; None within the recommended range."""
    if family.recommends(value):
        return None
    side = "above" if value > family.recommended_upper else "below"
    lower, upper = family.bounds(Limits.SEARCH)
    left = (
        f"the recommended range, {recommended_range(family)}"
        if lower <= value <= upper
        else f"what a search may choose, {lever_bounds(family)}"
    )
    return f"{lever_value_as_given(value, family)} is {side} {left}. Its risk is {lever_risk(value, family)}."
