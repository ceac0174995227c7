"""The grid of limits that an epsilon-constraint sweep goes through."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product

from optimization.search.exploration.front_terms import Term


def limit_grid(ends: Mapping[Term, tuple[float, float]], *, count: int) -> list[dict[Term, float]]:
    """Combinations of limits between the best and the worst value of one or two terms.

    A term that is not limited is left out of a combination, and no combination is empty; where there are more than
    wanted, limits of one term alone come first. The best value itself is no limit: only the search for it alone could
    keep it.

    Args:
        ends: The best and the worst value of each term.
        count: Combinations at most.
    """
    # One more than wanted: the combination without any limit falls away.
    sides = _sides(count + 1, axes=len(ends))
    axes = [
        _levels(term, *best_and_worst, count=side)
        for (term, best_and_worst), side in zip(ends.items(), sides, strict=True)
    ]
    combinations = [
        {term: limit for term, limit in zip(ends, limits, strict=True) if limit is not None}
        for limits in product(*axes)
    ]
    limited = [combination for combination in combinations if combination]
    return limited if len(limited) <= count else sorted(limited, key=len)[:count]


def _sides(cells: int, *, axes: int) -> tuple[int, ...]:
    """How many levels each axis of a grid of at most so many cells has; of two axes two each at least."""
    if axes == 1:
        return (cells,)
    rows = max(math.isqrt(cells), 2)
    return (max(cells // rows, 2), rows)


def _levels(term: Term, best: float, worst: float, *, count: int) -> list[float | None]:
    """No limit, and even steps from the worst value towards the best, as far as there is room between them.

    The target gap is a mean of squares: its steps are even in its root, which is how far targets are missed.
    """
    power = 2 if term is Term.TARGETS else 1
    first, last = worst ** (1 / power), best ** (1 / power)
    inner = [(first + (last - first) * step / count) ** power for step in range(1, count)]
    return [None, *(level for level in inner if best < level < worst)]
