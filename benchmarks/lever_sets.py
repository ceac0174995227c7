"""Candidates to measure with: random lever sets over every lever of the plan, the same in every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverTable, LeverVector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DECIDES_WHO_IS_PROMOTED = "promotion_probability"


class MovedLevers(StrEnum):
    """Pay levers leave everybody's career alone; with all of them every candidate has people of its own."""

    PAY = "pay"
    ALL = "all"


def lever_sets(
    table: LeverTable, catalogue: LeverCatalogue, *, moved: MovedLevers, count: int, draw: int
) -> list[LeverVector]:
    """`count` candidates that set every moved lever at every level and year, anywhere within its search bounds.

    A lever that is not named level by level has one value for all levels of a year. Another `draw` gives other
    candidates.
    """
    import numpy as np

    rng = np.random.default_rng([count, draw])
    cells: list[dict[LeverCell, float]] = [{} for _ in range(count)]
    for family in catalogue.families:
        if moved is MovedLevers.PAY and family.parameter_name == _DECIDES_WHO_IS_PROMOTED:
            continue
        drawn = (count, len(table.years), len(JOB_LEVELS) if family.by_level else 1)
        values = np.broadcast_to(rng.uniform(family.lower, family.upper, size=drawn), (*drawn[:2], len(JOB_LEVELS)))
        for candidate, by_year in zip(cells, values.tolist(), strict=True):
            for year, by_level in zip(table.years, by_year, strict=True):
                for level, value in zip(JOB_LEVELS, by_level, strict=True):
                    candidate[LeverCell(year, level, family.parameter_name)] = value
    return [LeverVector(cells=each) for each in cells]


def lever_arrays(
    table: LeverTable, catalogue: LeverCatalogue, candidates: Sequence[LeverVector]
) -> Mapping[str, NDArray[np.float64]]:
    """Every lever's value, by parameter: arrays of years by levels by candidates."""
    import numpy as np

    values = [table.after(candidate) for candidate in candidates]
    return {
        name: np.array(
            [[[each[LeverCell(year, level, name)] for each in values] for level in JOB_LEVELS] for year in table.years]
        )
        for name in catalogue.parameter_names
    }
