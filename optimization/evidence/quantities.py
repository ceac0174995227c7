"""How quantities are written on screen: percent, percentage points, money, counts, durations."""

from __future__ import annotations

import math
from decimal import Decimal

NOT_AVAILABLE = "n/a"
_MINUS = "\N{MINUS SIGN}"
_PERCENT_PER_ONE = 100.0
# The same for decimals, which refuse to meet a float.
_WHOLE_PERCENT_PER_ONE = 100
# A tolerance of 0.01 percentage points is usual: growth shows one digit more, so that a gap inside it is visible.
GROWTH_DIGITS = 3
_RATE_DIGITS = 2
_FACTOR_DIGITS = 4
_COEFFICIENT_DIGITS = 4
# Solvers end where the objective moves in the fifth digit: six tell two answers apart.
_OBJECTIVE_DIGITS = 6
_RELATIVE_DIGITS = 2
_SECONDS_DIGITS = 2
_MILLISECONDS_DIGITS = 1
_MILLISECONDS_PER_SECOND = 1000.0


def growth_digits(tolerance: float) -> int:
    """Digits behind the point that tell a gap of this tolerance, in percentage points, from zero."""
    return max(GROWTH_DIGITS, math.ceil(-math.log10(tolerance)) + 1)


def as_typed(value: float) -> str:
    """A number with the digits somebody gave it: 2.0 as ``2``, 0.000001 in full."""
    return format(Decimal(repr(value)).normalize(), "f")


def fraction_as_given_percent(fraction: float) -> str:
    """A fraction in percent with the digits somebody gave it, e.g. 0.08 as ``8%`` and 0.075 as ``7.5%``."""
    return f"{format((Decimal(repr(fraction)) * _WHOLE_PERCENT_PER_ONE).normalize(), 'f')}%"


def percent(value: float | None, *, digits: int = GROWTH_DIGITS) -> str:
    """A value given in percent, e.g. 2.5 as ``2.500%``."""
    return NOT_AVAILABLE if value is None else f"{_number(value, digits)}%"


def fraction_as_percent(value: float | None, *, digits: int = _RATE_DIGITS) -> str:
    """A fraction in percent, e.g. 0.035 as ``3.50%``."""
    return NOT_AVAILABLE if value is None else percent(value * _PERCENT_PER_ONE, digits=digits)


def percentage_points(value: float | None, *, digits: int = GROWTH_DIGITS) -> str:
    """A signed difference given in percentage points, e.g. ``+0.350 pp``."""
    return NOT_AVAILABLE if value is None else f"{_number(value, digits, signed=True)} pp"


def fraction_change_as_points(before: float | None, after: float | None, *, digits: int = _RATE_DIGITS) -> str:
    """The difference of two fractions in percentage points; ``n/a`` where either is missing."""
    if before is None or after is None:
        return NOT_AVAILABLE
    return percentage_points((after - before) * _PERCENT_PER_ONE, digits=digits)


def relative_change(before: float | None, after: float | None) -> str:
    """The signed change as a share of the value before, in percent; ``n/a`` from zero or where either is missing."""
    if before is None or after is None or before == 0.0:
        return NOT_AVAILABLE
    return f"{_number((after - before) / abs(before) * _PERCENT_PER_ONE, _RELATIVE_DIGITS, signed=True)}%"


def money(value: float | None) -> str:
    """Whole units of the census's currency, which the census does not name, e.g. ``1,234,567``."""
    return NOT_AVAILABLE if value is None else _number(value, 0)


def money_change(before: float | None, after: float | None) -> str:
    """The signed difference of two amounts; ``n/a`` where either is missing."""
    if before is None or after is None:
        return NOT_AVAILABLE
    return _number(after - before, 0, signed=True)


def count(value: int | None) -> str:
    """A number of people or things, e.g. ``10,000``."""
    return NOT_AVAILABLE if value is None else _number(value, 0)


def count_change(before: int | None, after: int | None) -> str:
    """The signed difference of two counts; ``n/a`` where either is missing."""
    return money_change(before, after)


def counted(number: int, noun: str) -> str:
    """A count with its noun in the right number: ``1 lever``, ``2 levers``, ``3 batches``."""
    ending = "es" if noun.endswith(("ch", "s")) else "s"
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}{ending}"


def factor_change(before: float, after: float) -> str:
    """The signed difference of two multipliers of pay."""
    return _number(after - before, _FACTOR_DIGITS, signed=True)


def factor(value: float | None) -> str:
    """A multiplier of pay, e.g. ``1.0500``."""
    return NOT_AVAILABLE if value is None else _number(value, _FACTOR_DIGITS)


def coefficient(value: float | None) -> str:
    """A number without a unit, e.g. a coefficient of variation."""
    return NOT_AVAILABLE if value is None else _number(value, _COEFFICIENT_DIGITS)


def coefficient_change(before: float | None, after: float | None) -> str:
    """The signed difference of two numbers without a unit; ``n/a`` where either is missing."""
    if before is None or after is None:
        return NOT_AVAILABLE
    return _number(after - before, _COEFFICIENT_DIGITS, signed=True)


def objective(value: float | None) -> str:
    """An objective, or another number whose small differences count, e.g. ``0.689278``."""
    return NOT_AVAILABLE if value is None else _number(value, _OBJECTIVE_DIGITS)


def objective_change(before: float | None, after: float | None) -> str:
    """The signed difference of two objectives; ``n/a`` where either is missing."""
    if before is None or after is None:
        return NOT_AVAILABLE
    return _number(after - before, _OBJECTIVE_DIGITS, signed=True)


def duration(seconds: float | None) -> str:
    """A duration in seconds, or in milliseconds below one: a batch run takes a few of them per candidate."""
    if seconds is None:
        return NOT_AVAILABLE
    if seconds < 1:
        return f"{_number(seconds * _MILLISECONDS_PER_SECOND, _MILLISECONDS_DIGITS)} ms"
    return f"{_number(seconds, _SECONDS_DIGITS)} s"


def _number(value: float, digits: int, *, signed: bool = False) -> str:
    """Digits grouped by thousands with a true minus; what rounds to zero carries no sign."""
    magnitude = f"{abs(value):,.{digits}f}"
    if not any(character in "123456789" for character in magnitude):
        return magnitude
    if value < 0:
        return f"{_MINUS}{magnitude}"
    return f"+{magnitude}" if signed else magnitude
