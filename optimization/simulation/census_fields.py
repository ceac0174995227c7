"""From the text of one field to its value, or to the rule that the text breaks."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from optimization.simulation.census_pay_limits import MAXIMUM_SALARY
from optimization.simulation.census_rules import (
    HIGHEST_SCALE_VALUE,
    LOWEST_SCALE_VALUE,
    MAXIMUM_AGE,
    BrokenRuleError,
    Rule,
)
from optimization.simulation.census_schema import SALARY_SCALE

# ASCII digits only: Decimal and int also read 1_000 and digits of other scripts, which nobody means in a census.
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
# Spreadsheets and data frames write whole numbers of a column with blanks as 3.0.
_WHOLE_NUMBER = re.compile(r"([0-9]{1,3})(\.0+)?")
# A date that passed through a timestamp column keeps a midnight; another time of day may hide a shifted day.
_ISO_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([ T]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?)?")
_RESERVED_ID = re.compile(r"NH_[0-9]+_[0-9]+")

_SMALLEST_SALARY_STEP = Decimal(1).scaleb(-SALARY_SCALE)
_FLAGS = {
    **dict.fromkeys(("true", "yes", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0"), False),
}


def employee_id(text: str | None, *, prefix: str) -> str:
    """The id byte for byte as given, behind the mapping's prefix.

    Raises:
        BrokenRuleError: blank, or of the form kept for simulated hires.
    """
    if text is None or not text.strip():
        raise BrokenRuleError(Rule.ID_MISSING, text or "")
    full = prefix + text
    if _RESERVED_ID.fullmatch(full):
        raise BrokenRuleError(Rule.ID_RESERVED, full)
    return full


def calendar_date(text: str, *, date_format: str | None, rule: Rule) -> date:
    """A date written YYYY-MM-DD (a midnight behind it is let pass), or in `date_format` where one is given.

    Raises:
        BrokenRuleError: `rule`, for any other text and for days that no calendar has.
    """
    try:
        if date_format is not None:
            return datetime.strptime(text, date_format).date()
        match = _ISO_DATE.fullmatch(text)
        if match is None:
            raise BrokenRuleError(rule, text)
        return date.fromisoformat(match[1])
    except ValueError:
        raise BrokenRuleError(rule, text) from None


def salary(text: str | None, *, annual_factor: Decimal) -> Decimal:
    """Annual pay: the number given times the periods in a year, rounded half up to four decimals.

    Raises:
        BrokenRuleError: blank, not a finite number, not above zero, or above MAXIMUM_SALARY.
    """
    if text is None:
        raise BrokenRuleError(Rule.SALARY_MISSING, "")
    if not _NUMBER.fullmatch(text):
        raise BrokenRuleError(Rule.SALARY_NOT_A_NUMBER, text)
    annual = Decimal(text) * annual_factor
    if annual > MAXIMUM_SALARY:
        raise BrokenRuleError(Rule.SALARY_TOO_LARGE, text)
    if annual <= 0:
        raise BrokenRuleError(Rule.SALARY_NOT_POSITIVE, text)
    rounded = annual.quantize(_SMALLEST_SALARY_STEP, rounding=ROUND_HALF_UP)
    if rounded == 0:
        raise BrokenRuleError(Rule.SALARY_NOT_POSITIVE, text)
    return rounded


def scale_value(text: str | None, *, rule: Rule) -> int | None:
    """A job level or a rating, 1 to 5; None for a blank.

    Raises:
        BrokenRuleError: `rule`, for anything else.
    """
    return None if text is None else _whole(text, lowest=LOWEST_SCALE_VALUE, highest=HIGHEST_SCALE_VALUE, rule=rule)


def years(text: str | None, *, rule: Rule) -> int:
    """Completed years of age or tenure.

    Raises:
        BrokenRuleError: `rule`, when blank or not a whole number of plausible size.
    """
    return _whole(text or "", lowest=0, highest=MAXIMUM_AGE, rule=rule)


def flag(text: str | None, *, rule: Rule) -> bool | None:
    """True or false in the usual spellings; None for a blank.

    Raises:
        BrokenRuleError: `rule`, for any other text.
    """
    if text is None:
        return None
    value = _FLAGS.get(text.lower())
    if value is None:
        raise BrokenRuleError(rule, text)
    return value


def _whole(text: str, *, lowest: int, highest: int, rule: Rule) -> int:
    match = _WHOLE_NUMBER.fullmatch(text)
    if match is None or not lowest <= int(match[1]) <= highest:
        raise BrokenRuleError(rule, text)
    return int(match[1])
