"""Where to look next for the root of a rising function that is only evaluated in batches."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# Points that divide a bracket evenly. Evaluations of one batch share most of their cost, so several points cost little
# more than one; seven shrink a bracket eightfold.
EVEN_POINTS = 7
# Two estimates of the root, through the bracket and through one more point on either side, differ by about the error
# of the poorer one. Neighbours at these shares of the difference enclose the root closely when the better one is good,
# and still enclose it when it is not. (Measured on 4,000 random curves of each of nine shapes, to a hundredth of a
# point: more than 98 in 100 of every shape take at most four batches, straight ones two.)
NEIGHBOUR_SHARES = (0.1, 0.5)
# A difference below this share of the bracket is taken for it: closer neighbours would shrink nothing.
DIFFERENCE_MIN = 0.01
# Points that divide what lies outside the neighbours, on either side.
GUARDS = 2
# When starting slope and mean slope place the root further apart than this share of the line, the function bends too
# much for either to be trusted, and the whole line is sampled as well.
BENT_SHARE = 0.05
# First guesses are at least this share of the line apart: a straighter line than that is not to be counted on.
FIRST_SPREAD_MIN = 1e-3
# With nothing known but the start, the root is looked for at these shares of where the starting slope places it.
OPEN_SHARES = (0.5, 0.8, 0.95, 1.0, 1.05, 1.25, 2.0)


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


def first_guesses(points: Sequence[Point], *, length: float) -> list[float]:
    """Where to look when only the start, where the slope is about one, and perhaps the far end are known.

    Between start and end a hyperbola of slope one at the start is fitted: it rises everywhere, whatever the two values
    are. Straight lines of the starting slope and of the mean slope lie on either side of it. Without the end, the end
    itself is looked at too.
    """
    start, end = min(points), max(points)
    missing = -start.value
    by_starting_slope = min(start.x + missing, length)
    if end.x < length:
        near = [start.x + missing * share for share in OPEN_SHARES]
        return [*_inside(near, start.x, length), length]
    by_mean_slope = start.x + missing * (end.x - start.x) / (end.value - start.value)
    bend = ((end.x - start.x) / (end.value - start.value) - 1.0) / (end.x - start.x)
    by_hyperbola = start.x + missing / (1.0 - bend * missing)
    low, high = sorted((by_starting_slope, by_mean_slope))
    guesses = [by_hyperbola, (by_hyperbola + low) / 2, (by_hyperbola + high) / 2]
    if high - low > BENT_SHARE * (end.x - start.x):
        return _inside([*guesses, *even_guesses(Bracket(start, end))], start.x, end.x)
    spread = max(high - low, FIRST_SPREAD_MIN * (end.x - start.x))
    return _inside([low - spread, low, *guesses, high, high + spread], start.x, end.x)


def next_guesses(points: Sequence[Point], bracket: Bracket) -> list[float]:
    """Where to look inside a bracket: an estimate, neighbours that should enclose the root, and guards.

    The guards divide what lies outside the neighbours, so that the bracket shrinks whatever the function does.
    """
    ordered = sorted(points)
    left = ordered.index(bracket.left)
    secant = _secant(bracket)
    estimate = _inverse_interpolation(ordered[max(left - 1, 0) : left + 3], bracket)
    difference = max(abs(estimate - secant), DIFFERENCE_MIN * bracket.width)
    neighbours = [estimate + side * share * difference for share in NEIGHBOUR_SHARES for side in (-1, 1)]
    low, high = max(min(neighbours), bracket.left.x), min(max(neighbours), bracket.right.x)
    guards = _division(bracket.left.x, low, GUARDS) + _division(high, bracket.right.x, GUARDS)
    return _inside([estimate, *neighbours, *guards], bracket.left.x, bracket.right.x)


def even_guesses(bracket: Bracket) -> list[float]:
    """Points that divide a bracket evenly: for functions with steps, where interpolation does not help."""
    return _inside(_division(bracket.left.x, bracket.right.x, EVEN_POINTS), bracket.left.x, bracket.right.x)


def _secant(bracket: Bracket) -> float:
    return bracket.left.x - bracket.left.value * bracket.width / (bracket.right.value - bracket.left.value)


def _inverse_interpolation(points: Sequence[Point], bracket: Bracket) -> float:
    """Neville's scheme for x at value zero, or the bracket's secant where the points do not rise or it leaves."""
    values = [point.value for point in points]
    if any(after <= before for before, after in pairwise(values)):
        return _secant(bracket)
    estimates = [point.x for point in points]
    for order in range(1, len(points)):
        for index in range(len(points) - order):
            far = values[index + order]
            estimates[index] = (far * estimates[index] - values[index] * estimates[index + 1]) / (far - values[index])
    return estimates[0] if bracket.left.x < estimates[0] < bracket.right.x else _secant(bracket)


def _division(left: float, right: float, count: int) -> list[float]:
    """So many points that divide an interval evenly."""
    return [left + (right - left) * number / (count + 1) for number in range(1, count + 1)]


def _inside(guesses: Sequence[float], left: float, right: float) -> list[float]:
    """The distinct guesses strictly inside an interval, ascending."""
    return sorted({guess for guess in guesses if left < guess < right})
