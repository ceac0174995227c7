"""Lever values as analysts type them, in percent or as a factor, and as they are kept."""

from __future__ import annotations

from decimal import Decimal

from optimization.errors import BadInputError
from optimization.evidence.lever_texts import lever_value_as_given
from optimization.evidence.quantities import as_typed
from optimization.parameters.csv_numbers import written_number
from optimization.parameters.lever_catalogue import LeverFamily, Limits

# A hundredth, as a shift of the decimal point, so that 3.5 is the fraction 0.035 and not the float beside it.
_PERCENT_SHIFT = 2


def typed_value(text: str, family: LeverFamily) -> float:
    """The value in the lever's unit, a fraction or a factor, of what was typed in percent or as a factor.

    Raises:
        BadInputError: it is no plain number, or not possible for the lever; says what to write.
    """
    text = text.strip()
    number = written_number(text)
    if number is None:
        raise BadInputError(_what_to_write(text, family))
    value = float(number.scaleb(-_PERCENT_SHIFT) if family.unit == "fraction" else number)
    lower, upper = family.bounds(Limits.POSSIBLE)
    if not lower <= value <= upper:
        raise BadInputError(
            f"{text} is not possible: it must be from {typed_text(lower, family)} to {typed_text(upper, family)} "
            f"({_unit(family)})."
        )
    return value


def typed_text(value: float, family: LeverFamily) -> str:
    """What is to be typed for a value in the lever's unit: 3.5 for the fraction 0.035."""
    return lever_value_as_given(value, family).removesuffix("%")


def field_label(family: LeverFamily, job_level: int | None) -> str:
    """Lever, level and unit, as a field is labelled."""
    level = "" if job_level is None else f", level {job_level}"
    return f"{family.title}{level}, {'%' if family.unit == 'fraction' else 'factor'}"


def _what_to_write(text: str, family: LeverFamily) -> str:
    example = typed_text(family.recommended_upper, family)
    without_sign = written_number(text.removesuffix("%").strip())
    if text.endswith("%") and without_sign is not None and family.unit == "fraction":
        return f"{text} is not a plain number: leave the sign out, {_plain(without_sign)}. The field is in percent."
    with_dot = written_number(text.replace(",", "."))
    if with_dot is not None:
        return f"{text} is not a plain number: write a dot for the decimals, {text.replace(',', '.')}."
    return f"{text} is not a number: write one like {example} ({_unit(family)})."


def _plain(number: Decimal) -> str:
    return as_typed(float(number))


def _unit(family: LeverFamily) -> str:
    return "in percent" if family.unit == "fraction" else "a factor: 1.05 is five percent more"
