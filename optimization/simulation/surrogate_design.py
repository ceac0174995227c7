"""Where a response surface is fitted and where it is checked: stretches of one scrambled Sobol' sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.simulation.surrogate_fit import term_count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# As many points again as there are terms: the promotions of single people scatter around any surface, and a fit through
# as many points as terms would follow them instead of averaging them out.
POINTS_PER_TERM = 2
# The RMS of n errors is known to about one part in sqrt(2 n): within a fifth.
HELD_OUT_POINTS = 16
# A surface is there to save simulations: the points grow with the square of the levers, and this many, for 43 levers,
# are more than most searches of the simulator itself take.
MOST_POINTS = 2000


@dataclass(frozen=True, kw_only=True)
class SurfaceDesign:
    """Points of the cube from -1 to 1, (points, dimensions): those to fit to, and others to check the fit with."""

    fitted: NDArray[np.float64]
    held_out: NDArray[np.float64]


def design_size(dimensions: int) -> int:
    """How many points the design has in so many dimensions, those held out included."""
    return POINTS_PER_TERM * term_count(dimensions) + HELD_OUT_POINTS


def refuse_large_design(dimensions: int) -> None:
    """A surface in so many levers must be worth its simulations.

    Raises:
        BadInputError: its design has more than MOST_POINTS points; says how many.
    """
    size = design_size(dimensions)
    if size > MOST_POINTS:
        raise BadInputError(
            f"A response surface in {dimensions} levers takes {size:,} simulations to fit, and {MOST_POINTS:,} are the "
            "most that it may take. Let fewer levers move, or search with the real simulator."
        )


def surface_design(dimensions: int, *, seed: int) -> SurfaceDesign:
    """The design for a full quadratic in so many dimensions; the same for a seed."""
    import numpy as np
    from scipy.stats import qmc

    fitted = POINTS_PER_TERM * term_count(dimensions)
    size = design_size(dimensions)
    # SciPy promises the balance of the sequence for powers of two, and any stretch of those still fills the cube.
    sequence = qmc.Sobol(dimensions, rng=np.random.default_rng(seed)).random_base2((size - 1).bit_length())
    points = 2 * sequence - 1
    return SurfaceDesign(fitted=points[:fitted], held_out=points[fitted:size])
