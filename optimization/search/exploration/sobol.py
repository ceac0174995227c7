"""Which lever makes a measure vary over the whole search space: Sobol indices, simulated in large batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.parameters.lever_cells import LeverVector
from optimization.search.exploration.measures import Measure, measured
from optimization.search.exploration.sobol_result import (
    MIN_SAMPLES_FOR_INTERVALS,
    LeverIndices,
    MeasureIndices,
    Over,
    SobolIndex,
    SobolSensitivity,
)
from optimization.search.problem.search_space import DecisionVariable, SearchSpace
from optimization.search.side_by_side import Ask

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_SAMPLES = 2
CONFIDENCE = 0.95
# What `SobolResult.bootstrap` takes too: enough that the ends of a 95 % interval hardly move with the resamples.
RESAMPLES = 999


def sobol_sensitivity(  # noqa: PLR0913 - where, by whom, what, how much, by which chance
    space: SearchSpace,
    *,
    ask: Ask,
    measures: Mapping[str, Measure],
    evaluations: int,
    rng: np.random.Generator,
    over: Over = "bounds",
    batch_size: int,
) -> SobolSensitivity:
    """First and total order Sobol indices of each decision variable for each measure.

    Points are drawn by Saltelli's scheme (A. Saltelli et al., Computer Physics Communications 181, 2010, 259-270) from
    a scrambled Sobol sequence, every variable independent and uniform over its range, and judged by
    `scipy.stats.sobol_indices`. Intervals are percentiles of a bootstrap over the points, where these are enough.

    Args:
        space: The decision variables, two or more.
        ask: Gives metrics of candidates.
        measures: What is measured, by name.
        evaluations: Candidates that may be simulated; n (d + 2) of them are, d the dimension, n the largest power of
            two that fits.
        rng: What the points and the resamples are drawn from.
        over: The whole range of each variable, or that in which its cells' mean lies in the recommended range.
        batch_size: Candidates that are asked for at once.

    Raises:
        BadInputError: fewer evaluations than two points of each matrix take, or a single variable.
        SimulationError: a candidate could not be simulated or measured.
    """
    samples = _samples(space, evaluations)
    points = _saltelli_points(space, samples, over=over, rng=rng)
    candidates = [space.candidate(point) for point in points.reshape(-1, space.dimension)]
    values = _values(candidates, ask=ask, measures=measures, batch_size=batch_size)
    # Measures, then A, B and each AB_i, then the points of each.
    matrices = values.reshape(len(measures), space.dimension + 2, samples)
    estimates = _indices(matrices)
    intervals = _intervals(matrices, rng=rng) if samples >= MIN_SAMPLES_FOR_INTERVALS else None
    return SobolSensitivity(
        over=over,
        samples=samples,
        evaluations=len(candidates),
        confidence=CONFIDENCE,
        measures={
            name: MeasureIndices(
                levers=tuple(
                    LeverIndices(
                        lever=variable.name,
                        first_order=_index(estimates, intervals, at=(0, row, column)),
                        total_order=_index(estimates, intervals, at=(1, row, column)),
                    )
                    for column, variable in enumerate(space.variables)
                ),
                varies=bool(values[row].min() < values[row].max()),
            )
            for row, name in enumerate(measures)
        },
    )


def _samples(space: SearchSpace, evaluations: int) -> int:
    """The largest power of two of points for which the evaluations suffice."""
    if space.dimension == 1:
        raise BadInputError(
            f"Sobol indices share the spread out among levers, and {space.variables[0].name} is alone: let another "
            "lever move as well."
        )
    matrices = space.dimension + 2
    if evaluations < MIN_SAMPLES * matrices:
        raise BadInputError(
            f"{evaluations} evaluations are too few for Sobol indices of {space.dimension} levers: allow "
            f"{MIN_SAMPLES * matrices} at least, {MIN_SAMPLES} points of each of {matrices} matrices."
        )
    return 1 << ((evaluations // matrices).bit_length() - 1)


def _saltelli_points(space: SearchSpace, samples: int, *, over: Over, rng: np.random.Generator) -> NDArray[np.float64]:
    """A, B, and for each variable A with that variable's column of B; shape (dimension + 2, samples, dimension)."""
    import numpy as np
    from scipy.stats import qmc

    a, b = np.split(qmc.Sobol(2 * space.dimension, rng=rng).random(samples), 2, axis=1)
    swapped = [np.where(column, b, a) for column in np.eye(space.dimension, dtype=bool)]
    low, high = np.array([_range(variable, over) for variable in space.variables]).T
    points: NDArray[np.float64] = low + (high - low) * np.stack([a, b, *swapped])
    return points


def _range(variable: DecisionVariable, over: Over) -> tuple[float, float]:
    if over == "bounds":
        return 0.0, 1.0
    family = variable.family
    low, high = (
        variable.nearest(dict.fromkeys(variable.rooms, value))
        for value in (family.recommended_lower, family.recommended_upper)
    )
    return low, high


def _values(
    candidates: Sequence[LeverVector], *, ask: Ask, measures: Mapping[str, Measure], batch_size: int
) -> NDArray[np.float64]:
    """Each measure at each candidate, shape (measures, candidates)."""
    import numpy as np

    columns = []
    for first in range(0, len(candidates), batch_size):
        batch = candidates[first : first + batch_size]
        columns.append(list(measured(measures, batch, ask(batch)).values()))
    return np.concatenate(columns, axis=1)


def _indices(matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimates from values of shape (measures, A and B and each AB_i, points).

    Returns:
        An array of shape (first and total order, measures, variables).
    """
    import numpy as np
    from scipy.stats import sobol_indices

    measures, all_matrices, samples = matrices.shape
    swapped = matrices[:, 2:].swapaxes(0, 1)
    found = sobol_indices(func={"f_A": matrices[:, 0], "f_B": matrices[:, 1], "f_AB": swapped}, n=samples)
    return np.stack([found.first_order, found.total_order]).reshape(2, measures, all_matrices - 2)


def _intervals(matrices: NDArray[np.float64], *, rng: np.random.Generator) -> NDArray[np.float64]:
    """The lower and the upper ends, shape (ends, first and total order, measures, variables)."""
    import numpy as np
    from scipy.stats import bootstrap

    # `SobolResult.bootstrap` takes no rng: the same question would get two answers.
    interval = bootstrap(
        (np.arange(matrices.shape[-1]),),
        lambda chosen: _indices(matrices[..., chosen]),
        vectorized=False,
        method="percentile",
        confidence_level=CONFIDENCE,
        n_resamples=RESAMPLES,
        rng=rng,
    ).confidence_interval
    return np.stack([np.asarray(interval.low), np.asarray(interval.high)])


def _index(
    estimates: NDArray[np.float64], intervals: NDArray[np.float64] | None, *, at: tuple[int, int, int]
) -> SobolIndex:
    ends = None if intervals is None else (float(intervals[0][at]), float(intervals[1][at]))
    return SobolIndex(value=float(estimates[at]), interval=ends)
