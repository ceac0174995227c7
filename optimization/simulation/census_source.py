"""A census file as rows of text that still know their line, whatever the file's format."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from optimization.errors import BadInputError
from optimization.simulation.census_source_rows import SourceRow, SourceTable

EXCEL_SUFFIXES = (".xlsx", ".xlsm")
SUFFIXES = (".csv", ".parquet", *EXCEL_SUFFIXES)


@dataclass(frozen=True, kw_only=True)
class CensusSource:
    """A census file as text; no two columns share a name, blank names apart."""

    name: str
    sha256: str
    columns: tuple[str, ...]
    rows: Sequence[SourceRow]


def read_source(path: Path, *, sheet: str | None) -> CensusSource:
    """The file's columns and rows, everything as text; `sheet` names the sheet of a workbook.

    Raises:
        BadInputError: no such file, unreadable, empty, of an unknown suffix, or with a column name given twice.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInputError(
            f"{path}: the suffix {path.suffix!r} is not one that a census is read from. "
            f"Valid: {', '.join(SUFFIXES)}. Save the file as one of these."
        )
    if sheet is not None and suffix not in EXCEL_SUFFIXES:
        raise BadInputError(f"{path}: the mapping names the sheet {sheet!r}, and only a workbook has sheets.")
    content = _content(path)
    table = _table(content, path=path, suffix=suffix, sheet=sheet)
    columns = tuple(name.strip() for name in table.columns)
    twice = sorted(name for name, count in Counter(columns).items() if name and count > 1)
    if twice:
        raise BadInputError(f"{path}: column names stand more than once: {', '.join(twice)}. Rename or remove them.")
    return CensusSource(
        name=path.name, sha256=hashlib.sha256(content).hexdigest(), columns=columns, rows=tuple(table.rows)
    )


def _content(path: Path) -> bytes:
    """The file's bytes, read once: what is hashed is what is imported, even when the file changes meanwhile."""
    if not path.exists():
        raise BadInputError(f"{path}: there is no such file.")
    if not path.is_file():
        raise BadInputError(f"{path}: this is not a file. Name the census file itself.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror}).") from error
    if not content:
        raise BadInputError(f"{path}: the file is empty.")
    return content


def _table(content: bytes, *, path: Path, suffix: str, sheet: str | None) -> SourceTable:
    if suffix == ".csv":
        from optimization.simulation.census_source_csv import read_csv

        return read_csv(content, path=path)
    if suffix == ".parquet":
        from optimization.simulation.census_source_parquet import read_parquet

        return read_parquet(content, path=path)
    from optimization.simulation.census_source_excel import read_excel

    return read_excel(content, path=path, sheet=sheet)
