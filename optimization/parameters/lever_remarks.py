"""What an analyst should hear of a set of levers although every value is one that a search may choose."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.percent_texts import percent_text, points_text
from optimization.parameters.remark_limits import RemarkLimits

# One lever in one year: the value of each level that is given, by level ascending.
Levels = Mapping[int, Decimal]
Rule = Callable[[Levels, RemarkLimits], str | None]


@dataclass(frozen=True, kw_only=True)
class LeverRemarks:
    """Sentences. Warnings: merit by level, a high COLA or new-hire adjustment. Insights: no COLA, a low adjustment."""

    warnings: tuple[str, ...]
    insights: tuple[str, ...]


def lever_remarks(
    cells: Mapping[LeverCell, float], *, years: Collection[int], catalogue: LeverCatalogue, limits: RemarkLimits
) -> LeverRemarks:
    """Remarks on some levers; what is not given is not judged.

    Args:
        cells: The values given.
        years: The simulated years; a sentence that is not true of all of them names its own.
        catalogue: The levers that exist.
        limits: From where on a remark is made.

    Raises:
        BadInputError: a lever that is judged here is not in the catalogue.
    """
    merit, cola, adjustment = (
        _by_year(cells, catalogue.family(name).parameter_name)
        for name in ("merit_rate", "cola_rate", "new_hire_salary_adjustment")
    )
    return LeverRemarks(
        warnings=(
            *_told(_merit_falls, merit, limits, years),
            *_told(_merit_is_spread, merit, limits, years),
            *_told(_cola_is_high, cola, limits, years),
            *_told(_adjustment_is_high, adjustment, limits, years),
        ),
        insights=(*_told(_cola_is_zero, cola, limits, years), *_told(_adjustment_is_low, adjustment, limits, years)),
    )


def _told(rule: Rule, levels: Mapping[int, Levels], limits: RemarkLimits, years: Collection[int]) -> Iterator[str]:
    """What a rule says of a lever by year, each sentence once."""
    years_told: dict[str, list[int]] = {}
    for year, of_year in sorted(levels.items()):
        text = rule(of_year, limits)
        if text is not None:
            years_told.setdefault(text, []).append(year)
    for text, told in years_told.items():
        yield text if set(told) == set(years) else f"{', '.join(map(str, told))}: {text}"


def _by_year(cells: Mapping[LeverCell, float], parameter_name: str) -> dict[int, dict[int, Decimal]]:
    by_year: dict[int, dict[int, Decimal]] = {}
    for cell, value in sorted(cells.items()):
        if cell.parameter_name == parameter_name:
            # As it is written, so that 0.05 and 0.02 differ by 0.03 and not by the float above it.
            by_year.setdefault(cell.fiscal_year, {})[cell.job_level] = Decimal(repr(value))
    return by_year


def _merit_falls(levels: Levels, _limits: RemarkLimits) -> str | None:
    falls = [
        f"{percent_text(after)} at level {higher} after {percent_text(before)} at level {lower}"
        for (lower, before), (higher, after) in pairwise(levels.items())
        if after < before
    ]
    return f"Merit falls with level: {', '.join(falls)}." if falls else None


def _merit_is_spread(levels: Levels, limits: RemarkLimits) -> str | None:
    spread = max(levels.values()) - min(levels.values())
    if spread <= limits.merit_spread_above:
        return None
    return (
        f"Merit differs by {points_text(spread)} between levels, more than {points_text(limits.merit_spread_above)}: "
        "it changes how far levels lie apart every year."
    )


def _cola_is_high(levels: Levels, limits: RemarkLimits) -> str | None:
    cola = max(levels.values())
    if cola <= limits.cola_above:
        return None
    return f"COLA of {percent_text(cola)} is above {percent_text(limits.cola_above)}: once granted it stays in pay."


def _adjustment_is_high(levels: Levels, limits: RemarkLimits) -> str | None:
    factor = max(levels.values())
    if factor <= limits.new_hire_adjustment_above:
        return None
    return (
        f"A new-hire adjustment of {factor} is above {limits.new_hire_adjustment_above}: those who join may overtake "
        "those who stay."
    )


def _cola_is_zero(levels: Levels, _limits: RemarkLimits) -> str | None:
    if all(levels.values()):
        return None
    return "COLA is zero: pay loses against prices wherever merit does not make up for it."


def _adjustment_is_low(levels: Levels, limits: RemarkLimits) -> str | None:
    factor = min(levels.values())
    if factor >= limits.new_hire_adjustment_below:
        return None
    return (
        f"A new-hire adjustment of {factor} is below {limits.new_hire_adjustment_below}: offers may not compete "
        "where people are hard to find."
    )
