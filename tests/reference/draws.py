"""Uniform draws from a stable hash, and what is read off them: a day, a choice by shares."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

Choice = TypeVar("Choice")

# Thirteen hexadecimal digits are 52 bits: every such integer over 2^52 is an exact double below 1.
HEX_DIGITS = 13
DRAW_RANGE = 2**52


def draw(seed: int, stream: str, employee_id: str, year: int) -> float:
    """The number in [0, 1) of one person, event type, year and seed; the same in every scenario."""
    key = f"{seed}|{stream}|{employee_id}|{year}"
    digest = hashlib.md5(key.encode("utf-8"), usedforsecurity=False).hexdigest()
    return int(digest[:HEX_DIGITS], 16) / DRAW_RANGE


def day_drawn(drawn: float, *, days: int) -> int:
    """A day in 1..days, each as likely."""
    return 1 + int(drawn * days)


def choice_by_share(drawn: float, shares: Iterable[tuple[Choice, Decimal]]) -> Choice:
    """The first choice whose cumulative share exceeds the draw; shares are summed in decimal arithmetic.

    Raises:
        ValueError: the shares sum to less than the draw.
    """
    cumulative = Decimal(0)
    for choice, share in shares:
        cumulative += share
        # Python compares a decimal with a float exactly, without rounding either.
        if cumulative > drawn:
            return choice
    raise ValueError(f"Shares must sum to 1, but {cumulative} does not exceed the draw {drawn}.")
