"""What whoever decides should know of the levers that a search would move, beyond whether the target is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from optimization.evidence.lever_texts import lever_span, recommended_range
from optimization.evidence.search_result import SearchResult
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell

_MERIT = "merit_rate"


def lever_cautions(result: SearchResult, *, catalogue: LeverCatalogue) -> Iterator[str]:
    """Sentences on moved levers beyond their recommended range, and on merit that changes its order by level.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
    """
    yield from _beyond_recommended(result, catalogue)
    yield from _merit_order(result, catalogue)


def _beyond_recommended(result: SearchResult, catalogue: LeverCatalogue) -> Iterator[str]:
    texts, owners = [], []
    for family in catalogue.families:
        beyond = [
            value
            for cell, value in result.proposal.cells.items()
            if cell.parameter_name == family.parameter_name and not family.recommends(value)
        ]
        if beyond:
            texts.append(f"{family.name} {lever_span(beyond, family)} (recommended {recommended_range(family)})")
            owners.append(family.decided_by)
    if texts:
        yield (
            f"Beyond the recommended range: {', '.join(texts)}. Talk this over before anything is changed; "
            f"who decides: {'; '.join(dict.fromkeys(owners))}."
        )


def _merit_order(result: SearchResult, catalogue: LeverCatalogue) -> Iterator[str]:
    name = catalogue.family(_MERIT).parameter_name
    years = sorted({cell.fiscal_year for cell in result.cells_before})
    orders = {year: (_order(result.cells_before, year, name), _order(result.cells_after, year, name)) for year in years}
    changed = [year for year, (before, after) in orders.items() if before != after]
    if changed:
        before, after = orders[changed[0]]
        yield f"The order of merit rates changes from {changed[0]} on: today {before}, then {after}."


def _order(cells: Mapping[LeverCell, float], year: int, parameter_name: str) -> str:
    rates = [cells[LeverCell(year, level, parameter_name)] for level in JOB_LEVELS]
    falls = any(lower > higher for lower, higher in pairwise(rates))
    rises = any(lower < higher for lower, higher in pairwise(rates))
    if falls and rises:
        return "neither falling nor rising with level throughout"
    if falls:
        return "falling with level"
    return "rising with level" if rises else "the same at every level"
