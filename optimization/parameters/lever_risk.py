"""How unusual a lever's value is: from within the recommended range to beyond what a search may choose."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverFamily


class RiskLevel(StrEnum):
    """How much a value asks to be looked at. Ordered by severity, not by the alphabet as other texts."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"

    @property
    def severity(self) -> int:
        """0 for LOW to 3 for CRITICAL."""
        return list(RiskLevel).index(self)

    def __lt__(self, other: str) -> bool:
        return self.severity < RiskLevel(other).severity

    def __le__(self, other: str) -> bool:
        return self.severity <= RiskLevel(other).severity

    def __gt__(self, other: str) -> bool:
        return self.severity > RiskLevel(other).severity

    def __ge__(self, other: str) -> bool:
        return self.severity >= RiskLevel(other).severity


def highest_risk(levels: Iterable[RiskLevel]) -> RiskLevel:
    """The most severe of the levels; LOW where there are none."""
    return max(levels, default=RiskLevel.LOW)


def lever_risk(value: float, family: LeverFamily) -> RiskLevel:
    """The risk of one value of a lever, in the lever's own unit.

    LOW within the recommended range. Outside it MEDIUM as far as half-way to the search bound on that side, HIGH from
    there to the bound, CRITICAL beyond it; each edge belongs to the lower risk.

    Raises:
        BadInputError: the value is not a finite number.
    """
    if not math.isfinite(value):
        raise BadInputError(f"{family.name} = {value}: a lever needs a finite number.")
    if family.recommends(value):
        return RiskLevel.LOW
    is_above = value > family.recommended_upper
    # In decimals as they are written, so that half-way from 0.045 to 0.1 is 0.0725 and not the float beside it.
    recommended = _written(family.recommended_upper if is_above else family.recommended_lower)
    room = abs(_written(family.upper if is_above else family.lower) - recommended)
    excess = abs(_written(value) - recommended)
    if excess > room:
        return RiskLevel.CRITICAL
    return RiskLevel.MEDIUM if 2 * excess <= room else RiskLevel.HIGH


def _written(number: float) -> Decimal:
    return Decimal(repr(float(number)))
