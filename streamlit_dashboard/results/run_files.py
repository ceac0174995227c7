"""The files that a published run is downloaded as: a CSV per table, and one workbook with all of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from optimization.evidence.reports.workbook import Amount, Cell, Sheet, write_workbook

CSV_TYPE = "text/csv"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Whatever some file system does not take in a name.
_OUTSIDE_NAMES = re.compile(r"[^A-Za-z0-9_]+")


def file_name(*, scenario_id: str, seed: int, published_at: datetime, table: str, ending: str) -> str:
    """A name with scenario, seed, the day of the publication in UTC, and what is in it."""
    parts = (scenario_id, f"seed {seed}", f"{published_at:%Y%m%d}", table)
    return f"planwise-{'-'.join(_OUTSIDE_NAMES.sub('_', part) for part in parts)}.{ending}"


def sheet_as_csv(sheet: Sheet) -> bytes:
    """Headings and rows in UTF-8: numbers with all their digits, percentages as fractions, what is missing as empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(sheet.headings)
    writer.writerows(map(_csv_value, row) for row in sheet.rows)
    return text.getvalue().encode()


def sheets_as_workbook(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """An Excel workbook with the sheets in their order.

    Raises:
        ValueError: there is no sheet.
        OSError: there is no room for a temporary file.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "run.xlsx"
        write_workbook(path, sheets, title=title)
        return path.read_bytes()


def _csv_value(cell: Cell) -> str | float | None:
    return cell.value if isinstance(cell, Amount) else cell
