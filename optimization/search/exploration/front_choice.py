"""Which of many candidates a front shows, on plain arrays where lower is better in every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimization.search.exploration.pareto_dominance import dominates, knee_point, non_dominated, normalised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def fewest_points(objectives: int) -> int:
    """What `shown_points` needs: the best of each objective, the knee, and one that is better than today."""
    return objectives + 2


def shown_points(terms: NDArray[np.float64], *, today: NDArray[np.float64], count: int) -> list[int]:
    """Positions of non-dominated points, by the first column.

    Where there are more than `count`, these are kept: the best of each column, the knee, if none of them dominates
    today, of those that do the best on the whole, and then time and again the point farthest from all that are kept
    (Gonzalez 1985), each column scaled to the front's own range.

    Args:
        terms: All points, shape (points, objectives), at least one.
        today: The status quo, shape (objectives,).
        count: How many are wanted, `fewest_points` at least.
    """
    import numpy as np

    positions = np.flatnonzero(non_dominated(terms))
    front = terms[positions]
    scaled = normalised(front)
    noted = [*scaled.argmin(axis=0).tolist(), knee_point(front)]
    better = np.flatnonzero(dominates(front, today))
    if len(better) and not set(noted) & set(better.tolist()):
        noted.append(int(better[scaled[better].sum(axis=1).argmin()]))
    kept = list(dict.fromkeys(noted))
    distances = np.min([_distances(scaled, each) for each in kept], axis=0)
    while len(kept) < min(count, len(front)):
        kept.append(int(distances.argmax()))
        distances = np.minimum(distances, _distances(scaled, kept[-1]))
    return sorted(positions[kept].tolist(), key=lambda position: tuple(terms[position]))


def _distances(points: NDArray[np.float64], position: int) -> NDArray[np.float64]:
    import numpy as np

    distances: NDArray[np.float64] = np.linalg.norm(points - points[position], axis=1)
    return distances
