"""The units that charts draw in: how a value stands on an axis, and how it is written beside its mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    coefficient,
    coefficient_change,
    fraction_as_percent,
    fraction_change_as_points,
    money,
    money_change,
    objective,
    objective_change,
)


@dataclass(frozen=True, kw_only=True)
class ChartUnit:
    """An axis shows `scale` times a value with `suffix` behind it, and `change_suffix` behind a difference.

    `write` makes the text of a value, `write_change` the signed text of a difference.
    """

    scale: float = 1.0
    suffix: str = ""
    change_suffix: str = ""
    write: Callable[[float], str]
    write_change: Callable[[float], str]


# Fractions, drawn in percent; their differences in percentage points.
PERCENT = ChartUnit(
    scale=100.0,
    suffix="%",
    change_suffix=" pp",
    write=partial(fraction_as_percent, digits=GROWTH_DIGITS),
    write_change=partial(fraction_change_as_points, 0.0, digits=GROWTH_DIGITS),
)
# Whole units of the census's currency.
MONEY = ChartUnit(write=money, write_change=partial(money_change, 0.0))
# Factors of pay and coefficients of variation: without a unit.
NUMBER = ChartUnit(write=coefficient, write_change=partial(coefficient_change, 0.0))
# An objective, and whatever else has differences that four digits would hide.
FINE_NUMBER = ChartUnit(write=objective, write_change=partial(objective_change, 0.0))
