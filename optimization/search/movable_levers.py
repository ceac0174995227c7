"""The levers a search may move: the unlocked cells of the chosen families, with the room each has or lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optimization.errors import BadInputError
from optimization.parameters.lever_blocks import lever_blocks
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.parameters.lever_cells import LeverCell, LeverTable
from optimization.parameters.lever_names import LeverName, cell_name

# A search sets levers to so many decimals: what is simulated, proposed and written to a lever file is one number.
LEVER_DECIMALS = 8
# People are promoted one by one, so what is simulated moves in steps with this family and smoothly with the others.
STEPPED_FAMILY = "promotion_probability"


@dataclass(frozen=True, kw_only=True)
class CellRoom:
    """A cell's value today and how far it may move, in the lever's own unit (fraction or factor).

    `lower` and `upper` are the catalogue's bounds widened by today's value: a lever that already lies outside its
    bounds stays where it is or moves back towards them, in steps as small as any other, so that growth is continuous.
    `moved_as_one` narrows them.
    """

    today: float
    lower: float
    upper: float

    def clipped(self, value: float) -> float:
        """The nearest value that the cell may take: today's, a bound, or one of `LEVER_DECIMALS` decimals."""
        if value == self.today:
            return value
        return min(max(round(value, LEVER_DECIMALS), self.lower), self.upper)


def cell_room(today: float, family: LeverFamily) -> CellRoom:
    """The room of a cell of this family that holds this value today."""
    return CellRoom(today=today, lower=min(family.lower, today), upper=max(family.upper, today))


@dataclass(frozen=True, kw_only=True)
class MovableLever:
    """One named lever (cola_rate, merit_rate_level_3): its cells of all years move together, by the same amount."""

    name: str
    family: str
    recommended_range: float
    rooms: Mapping[LeverCell, CellRoom]

    def shifted(self, shift: float) -> dict[LeverCell, float]:
        """The cells that change when today's values are shifted, each clipped to its room."""
        moved = {cell: room.clipped(room.today + shift) for cell, room in self.rooms.items()}
        return {cell: value for cell, value in moved.items() if value != self.rooms[cell].today}


@dataclass(frozen=True, kw_only=True)
class LeverAtBound:
    """A movable lever (or its cell of one year) that can go no further.

    `side` is lower or upper, or outside for a lever in force beyond a bound that the proposal leaves where it is.
    """

    lever: str
    side: str
    value: float


def movable_levers(
    table: LeverTable, *, families: Sequence[str], catalogue: LeverCatalogue
) -> tuple[MovableLever, ...]:
    """The levers of the chosen families that have an unlocked cell with room to move, in the order of `families`.

    Raises:
        BadInputError: for an unknown family, or when nothing may move because every row is locked.
    """
    chosen = [catalogue.family(name) for name in families]
    levers = tuple(lever for family in chosen for lever in _family_levers(table, family))
    if not levers:
        raise BadInputError(_nothing_movable(table, chosen))
    return levers


def moved_as_one(levers: Sequence[MovableLever]) -> tuple[MovableLever, ...]:
    """The levers as a response surface knows them, all cells moved by one shift, as far as the first reaches its bound.

    A lever whose cells lie at opposite bounds cannot move so, and is left out.
    """
    narrowed = [replace(lever, rooms=rooms_moved_as_one(lever.rooms)) for lever in levers]
    return tuple(lever for lever in narrowed if lever.rooms)


def rooms_moved_as_one(rooms: Mapping[LeverCell, CellRoom]) -> dict[LeverCell, CellRoom]:
    """The rooms narrowed to the shifts that all of them allow; none where they allow no shift."""
    lowest = max(room.lower - room.today for room in rooms.values())
    highest = min(room.upper - room.today for room in rooms.values())
    if lowest >= highest:
        return {}
    return {
        cell: replace(room, lower=room.clipped(room.today + lowest), upper=room.clipped(room.today + highest))
        for cell, room in rooms.items()
    }


def levers_at_bound(
    levers: Sequence[MovableLever], *, values: Mapping[LeverCell, float], catalogue: LeverCatalogue
) -> tuple[LeverAtBound, ...]:
    """The levers whose movable cells all sit at one bound, and single cells of levers where only some do."""
    found: list[LeverAtBound] = []
    for lever in levers:
        family = catalogue.family(lever.family)
        sides = {cell: _side(room, values[cell], family) for cell, room in lever.rooms.items()}
        reached = {(side, values[cell]) for cell, side in sides.items()}
        if len(reached) == 1 and None not in sides.values():
            side, value = reached.pop()
            found.append(LeverAtBound(lever=lever.name, side=str(side), value=value))
            continue
        found.extend(
            LeverAtBound(lever=cell_name(cell, catalogue), side=side, value=values[cell])
            for cell, side in sides.items()
            if side is not None
        )
    return tuple(found)


def _family_levers(table: LeverTable, family: LeverFamily) -> list[MovableLever]:
    """One lever per level for a family kept by level, else one for all levels."""
    rooms: dict[str, dict[LeverCell, CellRoom]] = {}
    for cell, setting in sorted(table.settings.items()):
        if cell.parameter_name != family.parameter_name or setting.is_locked:
            continue
        room = cell_room(setting.value, family)
        if room.lower < room.upper:
            name = LeverName(family=family, job_level=cell.job_level if family.by_level else None, year=None)
            rooms.setdefault(str(name), {})[cell] = room
    weight = family.recommended_upper - family.recommended_lower
    return [
        MovableLever(name=name, family=family.name, recommended_range=weight, rooms=lever_rooms)
        for name, lever_rooms in rooms.items()
    ]


def _side(room: CellRoom, value: float, family: LeverFamily) -> str | None:
    if room.lower < value < room.upper:
        return None
    if not family.lower <= value <= family.upper:
        return "outside"
    if family.lower < value < family.upper:
        return None
    return "upper" if value >= family.upper else "lower"


def _nothing_movable(table: LeverTable, families: Sequence[LeverFamily]) -> str:
    """Which rows are locked, and in the rows of which scenario: bounds alone leave every cell room."""
    blocks = lever_blocks(
        {cell: setting.source_scenario_id for cell, setting in table.settings.items() if setting.is_locked},
        parameter_names=[family.parameter_name for family in families],
    )
    locked = [
        f"{block.parameter_name} level {block.level_text} year {block.year_text} (rows of scenario {block.state!r})"
        for block in blocks
    ]
    return (
        f"No lever may move in scenario {table.scenario_id!r}: the lever file in force locks {', '.join(locked)}. "
        "Unlock rows there (is_locked = 0) or choose other levers."
    )
