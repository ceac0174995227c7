"""Where to look next for the root of a rising function that is only evaluated in batches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# Neighbours of an estimate close in on it from either side by this ratio, so that two of them enclose the root at about
# the distance by which the estimate is wrong, whatever that is.
NEIGHBOUR_RATIO = 0.5
# One guess in four is a neighbour from the left, one from the right; the rest divide evenly.
GUESSES_PER_NEIGHBOUR = 4
# Points on either side of a bracket that interpolation looks at: four make it cubic, more would add ripples.
INTERPOLATED_PER_SIDE = 2
# Start and far end: what the first estimate is made from.
KNOWN_AT_FIRST = 2


class Point(NamedTuple):
    """A place on the line and the function's value there."""

    x: float
    value: float


class Bracket(NamedTuple):
    """Two neighbouring points between which the function turns from negative to positive."""

    left: Point
    right: Point

    @property
    def width(self) -> float:
        """Distance between the two points."""
        return self.right.x - self.left.x


def nearest_bracket(points: Sequence[Point]) -> Bracket | None:
    """The first turn from negative to positive, or None when there is none among the points."""
    ordered = sorted(points)
    turns = (Bracket(left, right) for left, right in pairwise(ordered) if left.value < 0 <= right.value)
    return next(turns, None)


def guesses(points: Sequence[Point], *, length: float, count: int) -> list[float]:
    """About `count` places that divide the bracket evenly and, half of them, close in on an estimate of the root.

    The even ones shrink the bracket whatever the function does; the others do at once where it is smooth.

    Args:
        points: What is known, the start at least; there the function has a slope of about one.
        length: Where the line ends; the root is looked for up to there while no bracket is known.
        count: How many places.
    """
    bracket = nearest_bracket(points)
    left, right = (max(points).x, length) if bracket is None else (bracket.left.x, bracket.right.x)
    estimate = _estimate(sorted(points), bracket, length=length)
    per_side = count // GUESSES_PER_NEIGHBOUR
    shares = [NEIGHBOUR_RATIO**power for power in range(1, per_side + 1)]
    near = [estimate + (side - estimate) * share for side in (left, right) for share in shares]
    even = even_guesses(left, right, count=count - 2 * per_side - 1)
    return sorted({guess for guess in (estimate, *near, *even) if left < guess < right})


def even_guesses(left: float, right: float, *, count: int) -> list[float]:
    """So many places that divide an interval evenly: for functions with steps, where interpolation does not help."""
    places = (left + (right - left) * number / (count + 1) for number in range(1, count + 1))
    return [place for place in places if left < place < right]


def _estimate(ordered: Sequence[Point], bracket: Bracket | None, *, length: float) -> float:
    """By the slope at the start while only that is known, then by a hyperbola of that slope, then by interpolation."""
    start = ordered[0]
    if bracket is None:
        return min(start.x - start.value, length)
    if len(ordered) == KNOWN_AT_FIRST:
        return _by_hyperbola(start, bracket)
    left = ordered.index(bracket.left)
    near = ordered[max(left + 1 - INTERPOLATED_PER_SIDE, 0) : left + 1 + INTERPOLATED_PER_SIDE]
    rises = all(before.value < after.value for before, after in pairwise(near))
    estimate = _inverse_interpolation(near) if rises else _secant(bracket)
    return estimate if bracket.left.x < estimate < bracket.right.x else _secant(bracket)


def _by_hyperbola(start: Point, bracket: Bracket) -> float:
    """Where the hyperbola of slope one at the start that meets the other side is zero; it rises all the way there."""
    mean_slope = (bracket.right.value - start.value) / bracket.width
    missing = -start.value
    return start.x + missing / (1.0 - (1.0 / mean_slope - 1.0) * missing / bracket.width)


def _secant(bracket: Bracket) -> float:
    return bracket.left.x - bracket.left.value * bracket.width / (bracket.right.value - bracket.left.value)


def _inverse_interpolation(points: Sequence[Point]) -> float:
    """Neville's scheme for x at value zero, through points whose values rise."""
    values = [point.value for point in points]
    estimates = [point.x for point in points]
    for order in range(1, len(points)):
        for index in range(len(points) - order):
            far = values[index + order]
            estimates[index] = (far * estimates[index] - values[index] * estimates[index + 1]) / (far - values[index])
    return estimates[0]
