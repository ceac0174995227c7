"""Reads the bytes of a CSV file: UTF-8, any line ending, the delimiter that the header shows."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from optimization.errors import BadInputError
from optimization.simulation.census_source_rows import SourceRow, SourceTable

# In the order in which a tie is settled: a header of one column is a comma file.
_DELIMITERS = (",", ";", "\t", "|")


def read_csv(content: bytes, *, path: Path) -> SourceTable:
    """Header and rows of a CSV file; empty lines are not rows. A row keeps the number of the line it starts on.

    Raises:
        BadInputError: not UTF-8, nothing but white space, or a quote that never closes.
    """
    text = _text(content, path=path)
    records: list[SourceRow] = []
    line = 1
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for fields in reader:
            if fields:
                records.append(SourceRow(line, tuple(fields)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInputError(f"{path}, line {line}: not a readable CSV row ({error}). Check its quotes.") from error
    if not records:
        raise BadInputError(f"{path}: the file has no header and no rows.")
    header, *rows = records
    return SourceTable(columns=tuple(name or "" for name in header.fields), rows=rows)


def _text(content: bytes, *, path: Path) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInputError(f"{path}: the file is UTF-16. Save it as 'CSV UTF-8'.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInputError(
            f"{path}, line {line}: not UTF-8 text (byte {content[error.start]:#04x}). Save the file as 'CSV UTF-8'."
        ) from error


def _delimiter(text: str) -> str:
    header = next((line for line in io.StringIO(text, newline="") if line.strip()), "").rstrip("\r\n")
    return max(_DELIMITERS, key=lambda delimiter: len(next(csv.reader([header], delimiter=delimiter), [])))
