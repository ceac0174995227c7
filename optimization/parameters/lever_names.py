"""Lever names as people write them: `family[_level_1..5][@year]`, and the cells they stand for."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.lever_blocks import State, lever_blocks
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily, Limits
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverTable, LeverVector

_NAME = re.compile(r"(?P<family>.+?)(?:_level_(?P<level>[0-9]+))?(?:@(?P<year>.*))?")
_YEAR = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True, kw_only=True)
class LeverName:
    """A parsed name. No level stands for all levels, no year for all simulated years."""

    family: LeverFamily
    job_level: int | None
    year: int | None

    def __str__(self) -> str:
        level = "" if self.job_level is None else f"_level_{self.job_level}"
        year = "" if self.year is None else f"@{self.year}"
        return f"{self.family.name}{level}{year}"

    def is_more_specific_than(self, other: LeverName) -> bool:
        """Whether this name fixes everything that the other fixes, and more."""
        mine = (self.job_level is not None, self.year is not None)
        theirs = (other.job_level is not None, other.year is not None)
        return mine != theirs and all(fixed or not asked for fixed, asked in zip(mine, theirs, strict=True))


def lever_names(catalogue: LeverCatalogue) -> tuple[str, ...]:
    """The names that describe every lever once, for all years: merit_rate_level_1, ..., cola_rate, ..."""
    return tuple(
        str(LeverName(family=family, job_level=level, year=None))
        for family in catalogue.families
        for level in (JOB_LEVELS if family.by_level else (None,))
    )


def cell_name(cell: LeverCell, catalogue: LeverCatalogue) -> str:
    """The name that stands for exactly this cell: merit_rate_level_3@2026.

    Raises:
        BadInputError: the cell's parameter is not in the catalogue.
    """
    family = catalogue.of_parameter(cell.parameter_name)
    return str(LeverName(family=family, job_level=cell.job_level, year=cell.fiscal_year))


def parse_lever_name(name: str, catalogue: LeverCatalogue) -> LeverName:
    """Family, level and year of a name.

    Raises:
        BadInputError: the family or the level does not exist; lists the names and the nearest.
    """
    match = _NAME.fullmatch(name)
    if match is None or match["family"] not in catalogue.names:
        without_year = name.partition("@")[0]
        raise unknown_name("lever", without_year, {*catalogue.names, *lever_names(catalogue)})
    level, year = match["level"], match["year"]
    if level is not None and level not in map(str, JOB_LEVELS):
        raise BadInputError(
            f"Lever {name!r} names job level {level}: the levels are {JOB_LEVELS[0]} to {JOB_LEVELS[-1]}."
        )
    if year is not None and not _YEAR.fullmatch(year):
        raise BadInputError(f"Lever {name!r} names the year {year!r}: write its four digits, like cola_rate@2026.")
    return LeverName(
        family=catalogue.family(match["family"]),
        job_level=None if level is None else int(level),
        year=None if year is None else int(year),
    )


def cells_of(name: str, *, years: Iterable[int], catalogue: LeverCatalogue) -> tuple[LeverCell, ...]:
    """The cells that a name stands for, by year and level.

    Args:
        name: `family[_level_1..5][@year]`.
        years: The simulated years.
        catalogue: The levers that exist.

    Raises:
        BadInputError: no such lever or level, or a year outside the simulated ones.
    """
    return _cells(parse_lever_name(name, catalogue), years=sorted(set(years)))


def names_by_cell(
    numbers: Mapping[LeverName, float], *, years: Iterable[int], catalogue: LeverCatalogue
) -> dict[LeverCell, LeverName]:
    """The name that decides each cell, whatever the names' order: a more specific one wins over a general one.

    Args:
        numbers: The names, with the values that they give.
        years: The simulated years.
        catalogue: The levers that exist.

    Raises:
        BadInputError: a year outside the simulated ones, or two names of which neither is more specific with different
            values for one cell.
    """
    horizon = tuple(years)
    winners: dict[LeverCell, LeverName] = {}
    for name in sorted(numbers, key=_how_specific):
        for cell in _cells(name, years=horizon):
            beaten = winners.get(cell)
            if beaten is not None and not name.is_more_specific_than(beaten):
                _refuse_ambiguity(name, beaten, cell=cell, numbers=numbers, catalogue=catalogue)
            winners[cell] = name
    return winners


def vector_from_names(
    values: Mapping[str, float], table: LeverTable, catalogue: LeverCatalogue, *, limits: Limits = Limits.SEARCH
) -> LeverVector:
    """The candidate that sets the named levers, whatever their order: a more specific name wins over a general one.

    A cell that is given the value it has today does not move: it may be locked. One that is out of bounds today may
    stay or move back towards them, as in a search, so that what a search proposes can be named.

    Args:
        values: Lever name to value, in the lever's unit.
        table: The levers in force, for the simulated years, today's values and the locks.
        catalogue: The levers that exist, with their bounds.
        limits: The bounds that a moved lever must keep.

    Raises:
        BadInputError: an unknown name or year, a value that is no finite number or out of bounds, a locked row that
            would move, or two names of which neither is more specific with different values for one cell.
    """
    numbers = {parse_lever_name(name, catalogue): lever_number(name, value) for name, value in values.items()}
    winners = names_by_cell(numbers, years=table.years, catalogue=catalogue)
    moved = {cell: name for cell, name in winners.items() if numbers[name] != table.settings[cell].value}
    for name, value in numbers.items():
        todays = [table.settings[cell].value for cell, winner in winners.items() if winner == name]
        _refuse_out_of_bounds(name, value, limits, todays=todays)
    for cell, name in moved.items():
        _refuse_locked(name, cell, table)
    return LeverVector(cells={cell: numbers[winners[cell]] for cell in sorted(winners)})


def lever_number(name: str, value: object) -> float:
    """The value given to a lever, as a number.

    Raises:
        BadInputError: it is no finite number.
    """
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise BadInputError(f"Lever {name!r} is given {value!r}, which is not a number: write it like 0.03.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise BadInputError(f"Lever {name!r} is given {value!r}: a lever needs a finite number.")
    return number


def named_states(states: Mapping[LeverCell, State], catalogue: LeverCatalogue) -> dict[LeverName, State]:
    """What is true of each cell of a full table, by the fewest names that hide no difference.

    Levers by level are always named by level; others by level only where levels differ; years are named only where
    they differ. Names stand in the catalogue's order, then by level and year. A family that no cell belongs to is left
    out.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
        ValueError: a family lacks the cells of some years or levels, so that its names would claim too much.
    """
    years = tuple(sorted({cell.fiscal_year for cell in states}))
    by_family: dict[LeverFamily, dict[LeverCell, State]] = {}
    for cell, state in states.items():
        by_family.setdefault(catalogue.of_parameter(cell.parameter_name), {})[cell] = state
    named: dict[LeverName, State] = {}
    for family in catalogue.families:
        present = by_family.get(family, {})
        if present and set(present) != set(_cells(LeverName(family=family, job_level=None, year=None), years=years)):
            raise ValueError(f"{family.name} has values for {len(present)} cells, not for all years and levels")
        of_family = {
            LeverName(family=family, job_level=level, year=year): block.state
            for block in lever_blocks(present, parameter_names=[family.parameter_name])
            for level in ((None,) if block.levels == JOB_LEVELS and not family.by_level else block.levels)
            for year in ((None,) if block.years == years else block.years)
        }
        named |= {name: of_family[name] for name in sorted(of_family, key=_place)}
    return named


def named_values(cells: Mapping[LeverCell, float], catalogue: LeverCatalogue) -> dict[str, float]:
    """The shortest exact description of a full table of levers; `vector_from_names` gives the table back.

    Raises:
        BadInputError: a cell's parameter is not in the catalogue.
        ValueError: a family lacks the cells of some years or levels.
    """
    return {str(name): float(value) for name, value in named_states(cells, catalogue).items()}


def _cells(name: LeverName, *, years: Iterable[int]) -> tuple[LeverCell, ...]:
    horizon = tuple(years)
    if name.year is not None and name.year not in horizon:
        raise BadInputError(
            f"Lever '{name}' names the year {name.year}: the simulated years are {horizon[0]} to {horizon[-1]}."
        )
    return tuple(
        LeverCell(year, level, name.family.parameter_name)
        for year in (horizon if name.year is None else (name.year,))
        for level in (JOB_LEVELS if name.job_level is None else (name.job_level,))
    )


def _place(name: LeverName) -> tuple[int, int]:
    return name.job_level or 0, name.year or 0


def _how_specific(name: LeverName) -> int:
    return (name.job_level is not None) + (name.year is not None)


def _refuse_ambiguity(
    name: LeverName,
    other: LeverName,
    *,
    cell: LeverCell,
    numbers: Mapping[LeverName, float],
    catalogue: LeverCatalogue,
) -> None:
    settled = parse_lever_name(cell_name(cell, catalogue), catalogue)
    if numbers[name] != numbers[other] and settled not in numbers:
        raise BadInputError(
            f"Levers '{other}' and '{name}' give level {cell.job_level} in {cell.fiscal_year} two values, "
            f"{numbers[other]} and {numbers[name]}, and neither is more specific: name '{settled}' as well."
        )


def _refuse_out_of_bounds(name: LeverName, value: float, limits: Limits, *, todays: Collection[float]) -> None:
    """Bounds reach out to today's values where all cells of the name lie beyond them."""
    lower, upper = name.family.bounds(limits)
    lower, upper = min(lower, max(todays, default=lower)), max(upper, min(todays, default=upper))
    if not lower <= value <= upper:
        raise BadInputError(
            f"Lever '{name}' = {value} is out of bounds: it must be from {lower} to {upper} ({name.family.unit_hint})."
        )


def _refuse_locked(name: LeverName, cell: LeverCell, table: LeverTable) -> None:
    setting = table.settings[cell]
    if setting.is_locked:
        raise BadInputError(
            f"Lever '{name}' would move {cell.parameter_name} of level {cell.job_level} in {cell.fiscal_year} from "
            f"{setting.value}, and that row is locked (scenario {setting.source_scenario_id}, is_locked = 1). "
            "Name the other levels or years, or have the row unlocked."
        )
