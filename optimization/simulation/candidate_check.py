"""The errors for candidates that no simulator can take, raised before anything runs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, Limits
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.lever_names import cell_name

# The bounds of a lever that there is not.
_NOTHING = (math.inf, -math.inf)


def refuse_bad_candidates(candidates: Sequence[LeverVector], *, levers: LeverTable, catalogue: LeverCatalogue) -> None:
    """Check that every candidate sets known cells to values that a lever file may hold.

    Raises:
        BadInputError: naming the first candidate that does not, by its number from 1, and the lever.
    """
    bounds = {family.parameter_name: family.bounds(Limits.POSSIBLE) for family in catalogue.families}
    # Hundreds of candidates of a hundred cells each: words are found for the first bad one only.
    for number, candidate in enumerate(candidates, start=1):
        for cell, value in candidate.cells.items():
            lower, upper = bounds.get(cell.parameter_name, _NOTHING)
            # Not a number is in no bounds.
            if not (lower <= value <= upper and cell in levers.settings):
                reason = _refusal(cell, value, levers=levers, catalogue=catalogue)
                raise BadInputError(f"Candidate {number} of {len(candidates)}: {reason} Nothing was simulated.")


def _refusal(cell: LeverCell, value: float, *, levers: LeverTable, catalogue: LeverCatalogue) -> str:
    if cell.parameter_name not in catalogue.parameter_names:
        return f"there is no lever {cell.parameter_name!r}; valid: {', '.join(catalogue.parameter_names)}."
    name = cell_name(cell, catalogue)
    if cell.fiscal_year not in levers.years:
        return f"the lever {name!r} lies outside the simulated years {levers.years[0]} to {levers.years[-1]}."
    if cell not in levers.settings:
        return f"the lever {name!r} is of job level {cell.job_level}, which there is not."
    if not math.isfinite(value):
        return f"the lever {name!r} is {value}: a lever needs a finite number."
    family = catalogue.of_parameter(cell.parameter_name)
    lower, upper = family.bounds(Limits.POSSIBLE)
    return (
        f"the lever {name!r} = {value} is out of bounds: it must be from {lower:g} to {upper:g} ({family.unit_hint})."
    )
