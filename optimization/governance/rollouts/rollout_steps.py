"""The way of one lever from where it stands to its optimum, phase by phase, within a cap on each move."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

# A millionth of a percent: finer than any lever is decided, and thirds are still thirds to the eye.
SHOWN_DECIMALS = 8
# More than a float holds of any number that a lever can be.
MOST_DECIMALS = 18


def written(number: float) -> Decimal:
    """A float as it is written: 0.03 is three hundredths, and not the float beside it."""
    return Decimal(repr(float(number)))


def largest_step(stands: Decimal, start: Decimal, end: Decimal, share: Decimal) -> Decimal:
    """How far a lever may go in a phase: a share of where it stands when the phase begins.

    No relative step leads away from zero, to it or across it: such a lever may go that share of its whole way.
    """
    return share * abs(stands if start * end > 0 else end - start)


def fewest_phases(start: Decimal, end: Decimal, share: Decimal, *, most: int) -> int | None:
    """The number of phases that a way takes if each goes as far as it may; None where it is more than `most`."""
    way = abs(end - start)
    gone = Decimal(0)
    for phases in range(most + 1):
        if gone >= way:
            return phases
        stands = start + gone if end > start else start - gone
        gone += largest_step(stands, start, end, share)
    return None


def values_by_phase(start: Decimal, end: Decimal, phases: int, share: Decimal | None) -> tuple[Decimal, ...]:
    """Where a lever stands after each phase: in equal steps, or where one of them is too large, in equal ratios.

    The values never go back, and the last is the end. Those in between are rounded to as few decimals, from eight on,
    as keep them so; the cap holds to the last digit of a float.

    Args:
        start: where the lever stands today.
        end: its optimum.
        phases: at least one, and no fewer than `fewest_phases`.
        share: the cap, above 0 and below 1; None for equal steps of any size.
    """
    way = [start + (end - start) * phase / phases for phase in range(phases)]
    # There is no ratio to, from or across zero; equal steps are never too large there.
    if start * end > 0 and not _holds([*way, end], share):
        way = [start * (end / start) ** (Decimal(phase) / phases) for phase in range(phases)]
    for decimals in range(SHOWN_DECIMALS, MOST_DECIMALS):
        rounded = [start, *(written(round(float(value), decimals)) for value in way[1:]), end]
        if _holds(rounded, share):
            return tuple(rounded[1:])
    return (*(written(float(value)) for value in way[1:]), end)


def _holds(values: Sequence[Decimal], share: Decimal | None) -> bool:
    """Whether a way from its first value to its last never goes back, nor further at once than it may."""
    start, end = values[0], values[-1]
    if list(values) != sorted(values, reverse=end < start):
        return False
    return share is None or all(
        abs(after - before) <= largest_step(before, start, end, share) for before, after in pairwise(values)
    )
