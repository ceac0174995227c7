"""The levers of a response surface: sets of cells that move by one shift from today's values."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.parameters.lever_cells import LeverCell, LeverTable, LeverVector
from optimization.parameters.lever_names import LeverName

# A search rounds every cell to eight decimals: shifts that differ by no more than two such roundings are one shift.
SHIFT_TOLERANCE = 2e-8


@dataclass(frozen=True, kw_only=True)
class SurfaceLever:
    """Cells that move together: a coordinate of the surface is the change that all of them share, zero for today.

    `todays` holds the value of each cell today; `lowest_shift` <= 0 <= `highest_shift`, in the lever's own unit, keep
    every cell within its search bounds.
    """

    name: str
    todays: Mapping[LeverCell, float]
    lowest_shift: float
    highest_shift: float

    def scaled(self, shift: float) -> float:
        """A shift as a coordinate: -1 at the lowest, 1 at the highest."""
        return (2 * shift - self.lowest_shift - self.highest_shift) / (self.highest_shift - self.lowest_shift)

    def at(self, coordinate: float) -> dict[LeverCell, float]:
        """The value of every cell at a coordinate from -1 to 1."""
        share = (coordinate + 1) / 2
        shift = self.lowest_shift + share * (self.highest_shift - self.lowest_shift)
        return {cell: today + shift for cell, today in self.todays.items()}


def surface_lever(name: str, *, todays: Mapping[LeverCell, float], family: LeverFamily) -> SurfaceLever:
    """The lever of these cells, which may shift as far as the first of them reaches a search bound.

    A cell that lies outside its bounds today may stay or move back towards them, as in a search.
    """
    return SurfaceLever(
        name=name,
        todays=todays,
        lowest_shift=max(min(family.lower, today) - today for today in todays.values()),
        highest_shift=min(max(family.upper, today) - today for today in todays.values()),
    )


def surface_levers(
    table: LeverTable, *, families: Sequence[str], catalogue: LeverCatalogue
) -> tuple[SurfaceLever, ...]:
    """The unlocked cells of the families as levers: one per level where levels are decided one by one, else one.

    A lever is left out when no shift keeps all its cells within bounds: it cannot move as one.

    Raises:
        BadInputError: for an unknown family, or when no lever is left.
    """
    levers: list[SurfaceLever] = []
    for family in (catalogue.family(name) for name in families):
        todays: dict[str, dict[LeverCell, float]] = {}
        for cell, setting in sorted(table.settings.items()):
            if cell.parameter_name == family.parameter_name and not setting.is_locked:
                name = LeverName(family=family, job_level=cell.job_level if family.by_level else None, year=None)
                todays.setdefault(str(name), {})[cell] = setting.value
        levers += [surface_lever(name, todays=cells, family=family) for name, cells in todays.items()]
    movable = tuple(lever for lever in levers if lever.lowest_shift < lever.highest_shift)
    if not movable:
        raise BadInputError(
            f"Scenario {table.scenario_id!r} leaves no lever of {', '.join(families) or 'no family'} to move: its rows "
            "are locked or its values lie at opposite bounds, and a response surface moves the rows of a lever by one "
            "shift. Unlock rows (is_locked = 0), choose other levers, or simulate instead of estimating."
        )
    return movable


def refuse_unfit_levers(levers: Sequence[SurfaceLever]) -> None:
    """Every change must have one place on the surface: levers have room to move, and no two share a cell.

    Raises:
        BadInputError: naming the lever or the two, or when there is none.
    """
    if not levers:
        raise BadInputError("A response surface needs at least one lever: name the levers that may move.")
    owners: dict[LeverCell, str] = {}
    for lever in levers:
        if lever.lowest_shift >= lever.highest_shift:
            raise BadInputError(f"Lever {lever.name!r} cannot move as one within its bounds: leave it out.")
        for cell in lever.todays:
            owner = owners.setdefault(cell, lever.name)
            if owner != lever.name:
                raise BadInputError(f"Levers {owner!r} and {lever.name!r} share {_text(cell)}: leave one of them out.")


def coordinates_of(
    candidate: LeverVector, *, number: int, levers: Sequence[SurfaceLever], table: LeverTable
) -> list[float]:
    """Where a candidate lies on the surface: a coordinate per lever, each from -1 to 1.

    Args:
        candidate: The cells it sets; the others keep today's value.
        number: Its place among the candidates, from 1, for messages.
        levers: The levers of the surface.
        table: The levers in force.

    Raises:
        BadInputError: it lies off the surface: it moves a cell of no lever, the cells of a lever by different shifts,
            or a lever beyond its bounds.
    """
    moves = {cell: _move(cell, value, number=number, table=table) for cell, value in candidate.cells.items()}
    _refuse_other_cells(moves, number=number, levers=levers)
    return [lever.scaled(_common_shift(lever, moves, number=number)) for lever in levers]


def _move(cell: LeverCell, value: float, *, number: int, table: LeverTable) -> float:
    if cell not in table.settings:
        raise BadInputError(
            f"Candidate {number} sets {_text(cell)}, which scenario {table.scenario_id!r} does not have: name cells "
            "of the simulated years."
        )
    if not math.isfinite(value):
        raise BadInputError(f"Candidate {number} sets {_text(cell)} to {value}: a lever needs a finite number.")
    return value - table.settings[cell].value


def _refuse_other_cells(moves: Mapping[LeverCell, float], *, number: int, levers: Collection[SurfaceLever]) -> None:
    known = {cell for lever in levers for cell in lever.todays}
    for cell, move in moves.items():
        if cell not in known and abs(move) > SHIFT_TOLERANCE:
            raise BadInputError(
                f"Candidate {number} moves {_text(cell)}, and the response surface was fitted with that value left as "
                f"it is: only {', '.join(lever.name for lever in levers)} may move. Simulate it in real mode."
            )


def _common_shift(lever: SurfaceLever, moves: Mapping[LeverCell, float], *, number: int) -> float:
    shifts = [moves.get(cell, 0.0) for cell in lever.todays]
    if max(shifts) - min(shifts) > SHIFT_TOLERANCE:
        raise BadInputError(
            f"Candidate {number} moves the cells of {lever.name} by different amounts, from {min(shifts):g} to "
            f"{max(shifts):g}: the response surface knows them moved by one shift only. Simulate it in real mode."
        )
    shift = math.fsum(shifts) / len(shifts)
    if not lever.lowest_shift - SHIFT_TOLERANCE <= shift <= lever.highest_shift + SHIFT_TOLERANCE:
        raise BadInputError(
            f"Candidate {number} moves {lever.name} by {shift:g} from today's values: the response surface was fitted "
            f"from {lever.lowest_shift:g} to {lever.highest_shift:g} and does not extrapolate. Keep to the bounds."
        )
    return shift


def _text(cell: LeverCell) -> str:
    return f"{cell.parameter_name} of level {cell.job_level} in {cell.fiscal_year}"
