"""New values for a lever file that keep the style it is written in: every byte outside the moved fields stays."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.parameters.csv_fields import line_starts, record_at, restyled_record
from optimization.parameters.csv_tables import csv_records, decoded_table
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LeverRow, parse_lever_rows
from optimization.parameters.lever_moves import LeverMove, lever_moves
from optimization.parameters.lever_rows import LeverKey, row_states
from optimization.parameters.scenarios import Scenario, read_scenarios, scenario_lineage
from optimization.parameters.settings import load_simulation_settings


@dataclass(frozen=True, kw_only=True)
class MovedRow:
    """A row that got another value, or that is new.

    `before` is what the row said, None where it is new; `in_force_before` is what its cell had, inherited where the row
    is new. A new row that keeps a cell at what it had has `after` equal to `in_force_before`. `line` is where the row
    stands in the edited file.
    """

    cell: LeverCell
    before: Decimal | None
    in_force_before: Decimal
    after: Decimal
    line: int


@dataclass(frozen=True, kw_only=True)
class EditedLeverFile:
    """The bytes to write, and the rows that moved, ascending by cell; the same bytes where none had to."""

    content: bytes
    moved: tuple[MovedRow, ...]


def edit_lever_file(  # noqa: PLR0913 - the file, what changes in it, who signs it, and what it is read by
    content: bytes,
    changes: Mapping[LeverCell, float],
    *,
    path: Path,
    scenario_id: str,
    created_at: date,
    created_by: str,
    catalogue: LeverCatalogue,
    scenarios: Mapping[str, Scenario] | None = None,
    years: Collection[int] | None = None,
) -> EditedLeverFile:
    """The file with these cells of a scenario set, and every other cell of that scenario as it is.

    A moved row gets value, day and name, each spaced and quoted as it was. A new row, for a cell that has none of its
    own and needs one (see `lever_moves`), stands below the last row, in that row's style. What other scenarios inherit
    from this one moves with it.

    Args:
        content: The lever file's bytes.
        changes: The wanted values in the levers' units; a cell that has its value already is left alone.
        path: The lever file, for messages.
        scenario_id: Whose cells.
        created_at: The day of the change, in UTC.
        created_by: Who is written down for it.
        catalogue: The levers that exist.
        scenarios: Those that exist, as `read_scenarios` gives them; the shipped ones unless given.
        years: The simulated years; those of config/simulation.yaml unless given.

    Raises:
        BadInputError: the file has a problem, there is no such scenario or parameter, a value is not possible, a cell
            has no value in force, or a row that would move is locked; names the lines.
        PlanwiseError: the edited file does not say what was wanted.
    """
    rows = parse_lever_rows(content, path, catalogue)
    moves = lever_moves(
        rows,
        changes,
        path=path,
        lineage=scenario_lineage(scenario_id, read_scenarios() if scenarios is None else scenarios),
        years=load_simulation_settings().years if years is None else years,
        catalogue=catalogue,
    )
    signature = {"created_at": created_at.isoformat(), "created_by": created_by}
    edited = _edited(content, rows, moves, path=path, signature=signature)
    edited_rows = {LeverKey(row.scenario_id, row.cell): row for row in parse_lever_rows(edited, path, catalogue)}
    states = row_states(rows)
    if row_states(edited_rows.values()) != states | {key: move.after for key, move in moves.items()}:
        raise PlanwiseError(f"{path} would not say what was wanted after the change, so nothing was changed.")
    return EditedLeverFile(
        content=edited,
        moved=tuple(
            MovedRow(
                cell=key.cell,
                before=states[key].value if key in states else None,
                in_force_before=move.source.value,
                after=move.after.value,
                line=edited_rows[key].line,
            )
            for key, move in moves.items()
        ),
    )


def _edited(
    content: bytes,
    rows: Sequence[LeverRow],
    moves: Mapping[LeverKey, LeverMove],
    *,
    path: Path,
    signature: Mapping[str, str],
) -> bytes:
    """The bytes with the moves made; `signature` is what created_at and created_by shall say."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    text = decoded_table(content, path)
    starts = line_starts(text)
    _, columns = next(csv_records(text, path))
    lines = {LeverKey(row.scenario_id, row.cell): row.line for row in rows}

    def restyled(record: str, fields: Mapping[str, str]) -> str:
        return restyled_record(record, {columns.index(name): field for name, field in {**fields, **signature}.items()})

    # From the end of the text to its beginning, so that the starts stay true.
    last = starts[rows[-1].line - 1]
    template = record_at(text, last)
    end = last + len(template)
    line_end = _line_end(text[starts[rows[-1].line - 2] : last])
    new_rows = [restyled(template, _new_fields(key, move)) for key, move in moves.items() if key not in lines]
    text = text[:end] + "".join(line_end + row for row in new_rows) + text[end:]
    for key in sorted(moves.keys() & lines.keys(), key=lines.__getitem__, reverse=True):
        start = starts[lines[key] - 1]
        record = record_at(text, start)
        moved = restyled(record, {"parameter_value": f"{moves[key].after.value:f}"})
        text = text[:start] + moved + text[start + len(record) :]
    return mark + text.encode()


def _new_fields(key: LeverKey, move: LeverMove) -> dict[str, str]:
    return {
        "scenario_id": key.scenario_id,
        "fiscal_year": str(key.cell.fiscal_year),
        "job_level": str(key.cell.job_level),
        "event_type": move.source.event_type,
        "parameter_name": key.cell.parameter_name,
        "parameter_value": f"{move.after.value:f}",
        "is_locked": str(int(move.after.is_locked)),
    }


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
