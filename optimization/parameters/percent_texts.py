"""Exact fractions as percent, for sentences: 0.045 as 4.5%."""

from __future__ import annotations

from decimal import Decimal

PERCENT_PER_ONE = 100


def percent_text(fraction: Decimal) -> str:
    """A fraction in percent, with the digits it has."""
    return f"{(fraction * PERCENT_PER_ONE).normalize():f}%"


def points_text(fraction: Decimal) -> str:
    """A difference of fractions in percentage points, with the digits it has."""
    return f"{(fraction * PERCENT_PER_ONE).normalize():f} percentage points"
