"""Which rows a lever file must be given for the cells of a scenario to have new values, and no other cell of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from optimization.errors import BadInputError
from optimization.parameters.csv_tables import SHOWN_PROBLEMS
from optimization.parameters.lever_catalogue import LeverCatalogue, Limits
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LeverRow
from optimization.parameters.lever_rows import LeverKey, RowState, row_state, row_states
from optimization.parameters.levers_in_force import row_in_force


@dataclass(frozen=True, kw_only=True)
class LeverMove:
    """A row to write: what it shall say, and the row that gave its cell the value until now."""

    source: LeverRow
    after: RowState


def lever_moves(  # noqa: PLR0913 - the rows, what changes, and what both are read by
    rows: Sequence[LeverRow],
    changes: Mapping[LeverCell, float],
    *,
    path: Path,
    lineage: Sequence[str],
    years: Collection[int],
    catalogue: LeverCatalogue,
) -> dict[LeverKey, LeverMove]:
    """The fewest rows to write, ascending by cell, so that every cell of the scenario says what it should.

    A value holds until its scenario's next one. So a changed cell may need no row of its own, where the one before it
    holds; and a cell that is to stay gets one where it would be carried along, saying what was in force, lock included.

    Args:
        rows: The file's rows.
        changes: The wanted values in the levers' units; a cell that has its value already is left alone.
        path: The lever file, for messages.
        lineage: The scenario whose cells they are and what it falls to, as `scenario_lineage` gives them.
        years: The simulated years.
        catalogue: The levers that exist.

    Raises:
        BadInputError: a parameter does not exist, a value is not possible, a cell has no value in force, or the row
            that gives it is locked; names all of them, with their lines.
    """
    by_key = {LeverKey(row.scenario_id, row.cell): row for row in rows}
    sources = {
        cell: source
        for level, name in sorted({(cell.job_level, cell.parameter_name) for cell in changes})
        for year in sorted({*years, *(cell.fiscal_year for cell in changes)})
        if (source := row_in_force(cell := LeverCell(year, level, name), by_key, lineage)) is not None
    }
    _refuse(list(_refusals(changes, sources, catalogue)), path)
    states = row_states(rows)
    moves: dict[LeverKey, LeverMove] = {}
    for cell, source in sources.items():
        value = changes.get(cell)
        wanted = row_state(source) if value is None or not _differs(value, source) else _free(value)
        if row_in_force(cell, states, lineage) != wanted:
            key = LeverKey(lineage[0], cell)
            states[key] = wanted
            moves[key] = LeverMove(source=source, after=wanted)
    return dict(sorted(moves.items()))


def _refusals(
    changes: Mapping[LeverCell, float], sources: Mapping[LeverCell, LeverRow], catalogue: LeverCatalogue
) -> Iterator[str]:
    for cell, value in sorted(changes.items()):
        family = catalogue.of_parameter(cell.parameter_name)
        lower, upper = family.bounds(Limits.POSSIBLE)
        which = f"{cell.parameter_name} of level {cell.job_level} in {cell.fiscal_year}"
        source = sources.get(cell)
        if source is None:
            yield f"{which} has no value in force that could change: give it a row first."
        elif not lower <= value <= upper:
            yield (
                f"line {source.line}: {which} would move from {source.value} to {value}, which is out of range: "
                f"it must be from {lower:g} to {upper:g} ({family.unit_hint})."
            )
        elif source.is_locked and _differs(value, source):
            yield (
                f"line {source.line}: {which} would move from {source.value} to {value}, and this row of scenario "
                f"{source.scenario_id} is locked (is_locked = 1): have it unlocked, or leave the change out."
            )


def _refuse(problems: Sequence[str], path: Path) -> None:
    if not problems:
        return
    shown = [f"  {problem}" for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > len(shown):
        shown.append(f"  and {len(problems) - len(shown)} more.")
    count = "1 change" if len(problems) == 1 else f"{len(problems)} changes"
    raise BadInputError("\n".join([f"{path}: {count} cannot be made, so none was.", *shown]))


def _differs(value: float, source: LeverRow) -> bool:
    return float(source.value) != value


def _free(value: float) -> RowState:
    # The shortest decimal that reads back as this very number.
    return RowState(value=Decimal(repr(float(value))), is_locked=False)
