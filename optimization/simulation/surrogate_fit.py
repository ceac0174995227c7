"""Full quadratic surfaces through points of a cube, by least squares: plain arrays in, plain arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.errors import BadInputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class QuadraticSurface:
    """One quadratic per metric: `coefficients` has a row per term, in the order of `quadratic_terms`."""

    coefficients: NDArray[np.float64]

    def at(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """The value of every metric at one point.

        One at a time: a product of matrices may round a row differently when other rows stand beside it.
        """
        values: NDArray[np.float64] = quadratic_terms(point[None, :])[0] @ self.coefficients
        return values


def term_count(dimensions: int) -> int:
    """Terms of a full quadratic: the constant, d linear ones, and d (d + 1) / 2 squares and products."""
    return 1 + dimensions + dimensions * (dimensions + 1) // 2


def quadratic_terms(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The terms 1, x_i, and x_i x_j with i <= j, at every point.

    Args:
        points: (points, dimensions), each coordinate from -1 to 1 so that no term dwarfs another.

    Returns:
        (points, terms).
    """
    import numpy as np

    rows, columns = np.triu_indices(points.shape[1])
    return np.hstack([np.ones((len(points), 1)), points, points[:, rows] * points[:, columns]])


def fit_quadratic_surface(points: NDArray[np.float64], values: NDArray[np.float64]) -> QuadraticSurface:
    """The surfaces with the least sum of squared differences from the values.

    Args:
        points: (points, dimensions), coordinates from -1 to 1.
        values: (points, metrics).

    Raises:
        BadInputError: the points do not determine every term, as when there are fewer points than terms.
    """
    import numpy as np

    terms = quadratic_terms(points)
    coefficients, _residuals, rank, _singular_values = np.linalg.lstsq(terms, values)
    if rank < terms.shape[1]:
        raise BadInputError(
            f"{len(points)} design points determine {rank} of the {terms.shape[1]} terms of a quadratic surface in "
            f"{points.shape[1]} levers: evaluate more points, or move fewer levers."
        )
    return QuadraticSurface(coefficients=np.asarray(coefficients, dtype=np.float64))
