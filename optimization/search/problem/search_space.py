"""The search space: ordered decision variables, each a set of lever cells moved by one shift, scaled to [0, 1]."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell, LeverTable, LeverVector
from optimization.parameters.lever_names import LeverName, cells_of, parse_lever_name
from optimization.search.movable_levers import LEVER_DECIMALS, CellRoom, cell_room, rooms_moved_as_one

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class DecisionVariable:
    """A lever that may move: today's values of its cells shifted by one amount, each cell clipped to its room.

    `lowest_shift` <= 0 <= `highest_shift`, in the lever's own unit, are where the last cell reaches its bound.
    """

    name: str
    family: LeverFamily
    rooms: Mapping[LeverCell, CellRoom]

    @property
    def lowest_shift(self) -> float:
        """The shift that brings every cell to its lower bound."""
        return min(room.lower - room.today for room in self.rooms.values())

    @property
    def highest_shift(self) -> float:
        """The shift that brings every cell to its upper bound."""
        return max(room.upper - room.today for room in self.rooms.values())

    @property
    def range(self) -> float:
        """From the lowest shift to the highest, in the lever's own unit."""
        return self.highest_shift - self.lowest_shift

    @property
    def today(self) -> float:
        """Where today's levers lie between the lowest shift, 0, and the highest, 1."""
        return -self.lowest_shift / self.range

    def at(self, coordinate: float) -> dict[LeverCell, float]:
        """The cells that change at a coordinate from 0 to 1, with their values."""
        # Rounded before it is added, so that at today's coordinate today's values stay, with all their decimals.
        shift = round(self.lowest_shift + coordinate * self.range, LEVER_DECIMALS)
        moved = {cell: room.clipped(room.today + shift) for cell, room in self.rooms.items()}
        return {cell: value for cell, value in moved.items() if value != self.rooms[cell].today}

    def nearest(self, values: Mapping[LeverCell, float]) -> float:
        """The coordinate that moves the cells, in their mean, by as much as these values do; else the nearest bound.

        The inverse of `at`: the mean move is piecewise linear in the shift, with a bend where a cell reaches a bound.
        """
        import numpy as np

        rooms = self.rooms.values()
        # Of no shift too, so that today's values give today's coordinate to the last digit.
        bends = sorted({0.0, *(bound - room.today for room in rooms for bound in (room.lower, room.upper))})
        moved = math.fsum(values[cell] - room.today for cell, room in self.rooms.items()) / len(self.rooms)
        shift = float(np.interp(moved, [self._mean_move(bend) for bend in bends], bends))
        return (shift - self.lowest_shift) / self.range

    def _mean_move(self, shift: float) -> float:
        """By how much a shift moves the cells in their mean, each stopped at its bounds."""
        moves = (min(max(shift, room.lower - room.today), room.upper - room.today) for room in self.rooms.values())
        return math.fsum(moves) / len(self.rooms)


@dataclass(frozen=True, kw_only=True)
class SearchSpace:
    """The decision variables in order. A point is an array of one coordinate from 0 to 1 for each."""

    table: LeverTable
    variables: tuple[DecisionVariable, ...]

    @property
    def dimension(self) -> int:
        """How many variables there are."""
        return len(self.variables)

    @property
    def today(self) -> NDArray[np.float64]:
        """The point of today's levers."""
        import numpy as np

        return np.array([variable.today for variable in self.variables])

    def candidate(self, point: Sequence[float] | NDArray[np.float64]) -> LeverVector:
        """The candidate at a point; coordinates beyond 0 or 1 are taken for the bound."""
        cells: dict[LeverCell, float] = {}
        for variable, coordinate in zip(self.variables, point, strict=True):
            cells |= variable.at(min(max(float(coordinate), 0.0), 1.0))
        return LeverVector(cells=cells)

    def nearest_point(self, candidate: LeverVector) -> NDArray[np.float64]:
        """The point whose candidate is nearest to the given one."""
        import numpy as np

        values = self.table.after(candidate)
        return np.array([variable.nearest(values) for variable in self.variables])


def search_space(
    table: LeverTable,
    names: Sequence[str],
    *,
    catalogue: LeverCatalogue,
    by_level: bool | None = None,
    by_year: bool = False,
) -> SearchSpace:
    """The decision variables of these names.

    A name may be a family (merit_rate), one of its levels (merit_rate_level_3), and either of them in one year
    (cola_rate@2026). Locked cells never move; a lever of which nothing may move is left out.

    Args:
        table: The levers in force.
        names: What may move.
        catalogue: The levers that exist, with their bounds.
        by_level: Whether a family is a variable for each level; None leaves it to the family's own `by_level`.
        by_year: Whether a lever is a variable for each simulated year.

    Raises:
        BadInputError: an unknown name, two names that share a cell, or nothing that may move.
    """
    variables = [
        variable
        for name in names
        for part in _parts(parse_lever_name(name, catalogue), by_level=by_level, by_year=by_year, years=table.years)
        for variable in _variable(part, table, catalogue)
    ]
    _refuse_shared_cells(variables)
    if not variables:
        raise BadInputError(
            f"None of the levers {', '.join(names) or '(none named)'} may move in scenario {table.scenario_id!r}: "
            "their rows are locked. Unlock rows (is_locked = 0) or name other levers."
        )
    return SearchSpace(table=table, variables=tuple(variables))


def moved_as_one(space: SearchSpace) -> SearchSpace:
    """The space of a response surface: the cells of a variable shift together, as far as the first reaches its bound.

    Raises:
        BadInputError: no variable can move so.
    """
    narrowed = [replace(variable, rooms=rooms_moved_as_one(variable.rooms)) for variable in space.variables]
    movable = tuple(variable for variable in narrowed if variable.rooms)
    if not movable:
        raise BadInputError(
            f"No lever of scenario {space.table.scenario_id!r} can move as one within its bounds, as a response "
            "surface needs it: decide by year and by level, or simulate instead of estimating."
        )
    return replace(space, variables=movable)


def _parts(name: LeverName, *, by_level: bool | None, by_year: bool, years: Iterable[int]) -> list[LeverName]:
    is_by_level = name.family.by_level if by_level is None else by_level
    levels = JOB_LEVELS if name.job_level is None and is_by_level else (name.job_level,)
    named_years = tuple(years) if name.year is None and by_year else (name.year,)
    return [LeverName(family=name.family, job_level=level, year=year) for level in levels for year in named_years]


def _variable(name: LeverName, table: LeverTable, catalogue: LeverCatalogue) -> list[DecisionVariable]:
    cells = cells_of(str(name), years=table.years, catalogue=catalogue)
    unlocked = [cell for cell in cells if not table.settings[cell].is_locked]
    rooms = {cell: cell_room(table.settings[cell].value, name.family) for cell in unlocked}
    movable = {cell: room for cell, room in rooms.items() if room.lower < room.upper}
    return [DecisionVariable(name=str(name), family=name.family, rooms=movable)] if movable else []


def _refuse_shared_cells(variables: Sequence[DecisionVariable]) -> None:
    owners: dict[LeverCell, str] = {}
    for variable in variables:
        for cell in variable.rooms:
            if cell in owners:
                raise BadInputError(
                    f"The decision variables {owners[cell]} and {variable.name} both move {cell.parameter_name} of "
                    f"level {cell.job_level} in {cell.fiscal_year}: name it once."
                )
            owners[cell] = variable.name
