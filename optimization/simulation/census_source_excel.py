"""Reads the bytes of an Excel workbook, one sheet of it, every cell as text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from optimization.errors import BadInputError, unknown_name
from optimization.simulation.census_source_rows import SourceRow, SourceTable


def read_excel(content: bytes, *, path: Path, sheet: str | None) -> SourceTable:
    """Header and rows of a sheet: the one named, or the only one that holds anything.

    Rows without any content are not rows: formatting alone makes a sheet longer than its data. Formulas count by the
    value last saved with them.

    Raises:
        BadInputError: not a workbook, no such sheet, nothing in it, or several sheets and none named.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {each.title: _rows(each.iter_rows(values_only=True)) for each in workbook.worksheets}
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, OSError) as error:
        raise BadInputError(f"{path}: not a readable Excel workbook ({error}). Save it as .xlsx again.") from error
    header, *rows = sheets[_chosen(sheets, path=path, sheet=sheet)]
    width = max((position for position, name in enumerate(header.fields, start=1) if name), default=0)
    return SourceTable(
        columns=tuple(name or "" for name in header.fields[:width]),
        rows=[SourceRow(row.line, (row.fields + (None,) * width)[:width]) for row in rows],
    )


def _chosen(sheets: dict[str, list[SourceRow]], *, path: Path, sheet: str | None) -> str:
    if sheet is not None and sheet not in sheets:
        raise unknown_name(f"sheet of {path}", sheet, sheets)
    filled = [title for title, rows in sheets.items() if rows and sheet in (None, title)]
    if not filled:
        raise BadInputError(f"{path}: {f'the sheet {sheet!r}' if sheet else 'the workbook'} holds nothing.")
    if len(filled) > 1:
        raise BadInputError(
            f"{path}: several sheets hold something: {', '.join(filled)}. "
            "Name the census's sheet in a mapping, with the key 'sheet'."
        )
    return filled[0]


def _rows(rows: Iterable[tuple[Any, ...]]) -> list[SourceRow]:
    numbered = (SourceRow(line, tuple(_text(cell) for cell in cells)) for line, cells in enumerate(rows, start=1))
    return [row for row in numbered if not row.is_blank]


def _text(cell: Any) -> str | None:
    """A cell as text: booleans true and false, whole numbers without a point, dates in ISO form."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
