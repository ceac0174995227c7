"""Whom a change of levers reaches: today's people whose raises or promotions follow other levers than before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell

_OF_HIRES = "HIRE"


def affected_people(changed: Iterable[LeverCell], headcounts: Mapping[int, int], catalogue: LeverCatalogue) -> int:
    """How many people hold a job level of which a lever other than starting pay changes in some year.

    Args:
        changed: The cells that change.
        headcounts: People by job level.
        catalogue: The levers that exist.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
    """
    families = ((cell, catalogue.of_parameter(cell.parameter_name)) for cell in changed)
    levels = {cell.job_level for cell, family in families if family.event_type != _OF_HIRES}
    return sum(headcounts.get(level, 0) for level in levels)
