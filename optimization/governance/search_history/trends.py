"""Whether a measure of searches gets better, gets worse or stays as it is, from search to search."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from statistics import fmean, linear_regression

# Two values always lie on a line, so they say nothing about the next one.
FEWEST_VALUES = 3
# The same question asked twice on the same machine differs by several percent in its runtime.
STABLE_CHANGE = 0.10


class Trend(StrEnum):
    """Where a measure goes."""

    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    STABLE = "STABLE"
    IMPROVING = "IMPROVING"
    DECLINING = "DECLINING"


def trend(values: Sequence[float], *, is_better_higher: bool) -> Trend:
    """Where values go that come one after the other.

    A least-squares line is laid through them over their order; its change from the first to the last of them, relative
    to their mean, is the trend. Up to 10 % either way is STABLE; fewer than 3 values are INSUFFICIENT_DATA.

    Args:
        values: not negative, oldest first.
        is_better_higher: whether a rise is an improvement: quality yes, runtime no.
    """
    if len(values) < FEWEST_VALUES:
        return Trend.INSUFFICIENT_DATA
    mean = fmean(values)
    if mean == 0.0:
        # All of them are zero.
        return Trend.STABLE
    change = linear_regression(range(len(values)), values).slope * (len(values) - 1) / mean
    if abs(change) <= STABLE_CHANGE:
        return Trend.STABLE
    return Trend.IMPROVING if (change > 0) == is_better_higher else Trend.DECLINING
