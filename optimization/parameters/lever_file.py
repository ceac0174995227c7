"""The lever file comp_levers.csv, read and checked row by row: one value per scenario, year, level and parameter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.csv_numbers import how_to_write, written_number
from optimization.parameters.csv_tables import CsvRow, FileProblems, parse_csv_table, read_table_bytes
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily, Limits
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.parameters.years import FIRST_YEAR, LAST_YEAR

LEVER_COLUMNS = (
    "scenario_id",
    "fiscal_year",
    "job_level",
    "event_type",
    "parameter_name",
    "parameter_value",
    "is_locked",
    "created_at",
    "created_by",
)

_LOCK = {"0": False, "1": True}


@dataclass(frozen=True, kw_only=True)
class LeverRow:
    """One row of the file. `value` is exactly what the file says; created_at and created_by are kept as text."""

    line: int
    scenario_id: str
    cell: LeverCell
    event_type: str
    value: Decimal
    is_locked: bool
    created_at: str
    created_by: str


def read_lever_file(path: Path, catalogue: LeverCatalogue) -> tuple[LeverRow, ...]:
    """Every row of a lever file, in the file's order; see `parse_lever_rows`.

    Raises:
        BadInputError: the file cannot be read, or as `parse_lever_rows` raises it.
    """
    return parse_lever_rows(read_table_bytes(path), path, catalogue)


def parse_lever_rows(content: bytes, path: Path, catalogue: LeverCatalogue) -> tuple[LeverRow, ...]:
    """Every row of a lever file's bytes, in the file's order; `path` is for messages.

    Values must be possible, not searchable: the bounds of a search do not apply to what is in force.

    Raises:
        BadInputError: with every problem of the file, by line: columns, unknown or misplaced names, text where a
            number belongs, a year, level or value out of range, rows that stand twice.
    """
    problems = FileProblems(path)
    table = parse_csv_table(content, path, columns=LEVER_COLUMNS, problems=problems)
    rows = [row for row in (_lever_row(row, catalogue, problems) for row in table) if row is not None]
    _note_duplicates(rows, problems)
    problems.raise_if_any()
    if not rows:
        raise BadInputError(f"{path} holds no lever rows, only its header: add a row per year, level and parameter.")
    return tuple(rows)


def _lever_row(row: CsvRow, catalogue: LeverCatalogue, problems: FileProblems) -> LeverRow | None:
    """The row, or None when something in it is wrong; what is wrong is noted."""
    fields = row.fields
    scenario_id = fields["scenario_id"]
    if not scenario_id:
        problems.add(row.line, "scenario_id is blank: name the scenario of the row.")
    year = _year(row, problems)
    level = _level(row, problems)
    family = _family(row, catalogue, problems)
    value = _value(row, family, problems)
    is_locked = _LOCK.get(fields["is_locked"])
    if is_locked is None:
        problems.add(row.line, f"is_locked is {fields['is_locked']!r}: write 1 for a locked row, 0 for a free one.")
    if not scenario_id or year is None or level is None or family is None or value is None or is_locked is None:
        return None
    return LeverRow(
        line=row.line,
        scenario_id=scenario_id,
        cell=LeverCell(year, level, family.parameter_name),
        event_type=family.event_type,
        value=value,
        is_locked=is_locked,
        created_at=fields["created_at"],
        created_by=fields["created_by"],
    )


def _year(row: CsvRow, problems: FileProblems) -> int | None:
    text = row.fields["fiscal_year"]
    if re.fullmatch("[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    problems.add(row.line, f"fiscal_year is {text!r}: it must be a whole year from {FIRST_YEAR} to {LAST_YEAR}.")
    return None


def _level(row: CsvRow, problems: FileProblems) -> int | None:
    text = row.fields["job_level"]
    if text in map(str, JOB_LEVELS):
        return int(text)
    problems.add(
        row.line, f"job_level is {text!r}: it must be a whole number from {JOB_LEVELS[0]} to {JOB_LEVELS[-1]}."
    )
    return None


def _family(row: CsvRow, catalogue: LeverCatalogue, problems: FileProblems) -> LeverFamily | None:
    parameter_name, event_type = row.fields["parameter_name"], row.fields["event_type"]
    if parameter_name not in catalogue.parameter_names:
        problems.add(row.line, str(unknown_name("parameter_name", parameter_name, catalogue.parameter_names)))
        return None
    family = catalogue.of_parameter(parameter_name)
    if event_type != family.event_type:
        problems.add(row.line, f"event_type is {event_type!r}: {parameter_name} belongs to {family.event_type}.")
        return None
    return family


def _value(row: CsvRow, family: LeverFamily | None, problems: FileProblems) -> Decimal | None:
    text = row.fields["parameter_value"]
    value = written_number(text)
    if value is None:
        problems.add(row.line, f"parameter_value is {text!r}: {how_to_write(text)}")
        return None
    if family is None:
        return value
    lower, upper = family.bounds(Limits.POSSIBLE)
    if not lower <= float(value) <= upper:
        problems.add(
            row.line,
            f"parameter_value {text} is out of range: {family.parameter_name} must be from {lower:g} to {upper:g} "
            f"({family.unit_hint}).",
        )
        return None
    return value


def _note_duplicates(rows: list[LeverRow], problems: FileProblems) -> None:
    first_lines: dict[tuple[str, LeverCell], int] = {}
    for row in rows:
        first = first_lines.setdefault((row.scenario_id, row.cell), row.line)
        if first != row.line:
            problems.add(
                row.line,
                f"{row.cell.parameter_name} of level {row.cell.job_level} in {row.cell.fiscal_year} for scenario "
                f"{row.scenario_id!r} already stands on line {first}: keep one of them.",
            )
