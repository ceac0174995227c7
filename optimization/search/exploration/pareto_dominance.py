"""Pareto dominance, on plain arrays where lower is better in every column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Of the normalised front, whose sides are one: what lies no farther from the plane lies on it, but for rounding.
_FLAT = 1e-9


def non_dominated(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points no other dominates; of equal points the first.

    A point dominates another that it is no worse than in every column, and better than in one.

    Args:
        points: Shape (points, objectives).

    Returns:
        Shape (points,).
    """
    import numpy as np

    # In this order, by the first column and then the next, nothing is dominated by what comes after it.
    kept: list[int] = []
    for position in np.lexsort(points.T[::-1]):
        if not (points[kept] <= points[position]).all(axis=1).any():
            kept.append(int(position))
    mask = np.zeros(len(points), dtype=np.bool_)
    mask[kept] = True
    return mask


def dominates(points: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points, shape (points, objectives), dominate one other, shape (objectives,)."""
    import numpy as np

    return np.logical_and((points <= other).all(axis=1), (points < other).any(axis=1))


def normalised(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points, shape (points, objectives), each column from 0, its best, to 1; a column without range is all 0."""
    import numpy as np

    best = points.min(axis=0)
    ranges = points.max(axis=0) - best
    scaled: NDArray[np.float64] = (points - best) / np.where(ranges > 0, ranges, 1.0)
    return scaled


def knee_point(points: NDArray[np.float64]) -> int:
    """Where a front bends most: beyond it a little of one objective costs much of another.

    It is the point farthest below the hyperplane through the points that are best in one objective each, all objectives
    scaled to the front's own range (Das 1999, "On characterizing the knee of the Pareto curve based on normal-boundary
    intersection"; Branke, Deb, Dierolf, Osswald 2004, "Finding knees in multi-objective optimization"). Where these
    points span no plane that faces the origin, or nothing lies below it, it is the point nearest to the ideal, which
    has the best of every column.

    Args:
        points: A front, shape (points, objectives), at least one point.

    Returns:
        The point's position.
    """
    import numpy as np

    scaled = normalised(points)
    normal = _normal(scaled[scaled.argmin(axis=0)])
    if normal is not None:
        depths = (1.0 - scaled @ normal) / np.linalg.norm(normal)
        if depths.max() > _FLAT:
            return int(depths.argmax())
    return int(np.linalg.norm(scaled, axis=1).argmin())


def _normal(extremes: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The normal n of the plane n . x = 1 through the extremes; None unless all its parts are above zero."""
    import numpy as np

    if np.linalg.matrix_rank(extremes) < len(extremes):
        return None
    normal = np.asarray(np.linalg.solve(extremes, np.ones(len(extremes))), dtype=np.float64)
    return normal if (normal > 0).all() else None


def hypervolume(points: NDArray[np.float64], reference_point: NDArray[np.float64]) -> float:
    """The volume that the points dominate and that dominates the reference point (Zitzler, Thiele 1999); exact.

    The space is cut into slices along the last objective, and each slice is measured in one objective less.

    Args:
        points: Shape (points, objectives); those that are not better than the reference in every column add nothing.
        reference_point: Shape (objectives,).
    """
    better = points[(points < reference_point).all(axis=1)]
    return _volume(better[non_dominated(better)], reference_point) if len(better) else 0.0


def _volume(points: NDArray[np.float64], reference_point: NDArray[np.float64]) -> float:
    import numpy as np

    if len(reference_point) == 1:
        return float(reference_point[0] - points.min())
    ordered = points[points[:, -1].argsort(kind="stable")]
    heights = np.diff(ordered[:, -1], append=reference_point[-1])
    return math.fsum(
        height * _volume(ordered[:count, :-1], reference_point[:-1])
        for count, height in enumerate(heights.tolist(), start=1)
        if height > 0
    )
