"""Small CSV tables read strictly: rows with line numbers, and every problem of a file reported at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimization.errors import BadInputError, unknown_name

# More lines than this scroll off a terminal, and the rest is mostly the same slip again.
SHOWN_PROBLEMS = 20


@dataclass(frozen=True, kw_only=True)
class CsvRow:
    """One row: the line it begins on (the header is line 1), and its text by column, without outer spaces."""

    line: int
    fields: Mapping[str, str]


class FileProblems:
    """What is wrong with one file, gathered while it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, text: str) -> None:
        """Note a problem on a line."""
        self._found.append((line, text))

    def raise_if_any(self) -> None:
        """Report what was noted, in line order, the first twenty in full.

        Raises:
            BadInputError: naming the file and, per problem, its line.
        """
        if not self._found:
            return
        shown = [f"  line {line}: {text}" for line, text in sorted(self._found)[:SHOWN_PROBLEMS]]
        left_out = len(self._found) - len(shown)
        if left_out:
            shown.append(f"  and {left_out} more.")
        count = "1 problem" if len(self._found) == 1 else f"{len(self._found)} problems"
        raise BadInputError("\n".join([f"{self._path}: {count}, nothing was read from it.", *shown]))


def read_csv_table(path: Path, *, columns: Sequence[str], problems: FileProblems) -> list[CsvRow]:
    """The rows of a CSV file that has exactly these columns, in any order; see `parse_csv_table`.

    Raises:
        BadInputError: the file cannot be read, or as `parse_csv_table` raises it.
    """
    return parse_csv_table(read_table_bytes(path), path, columns=columns, problems=problems)


def read_table_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        BadInputError: the file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"Cannot read {path}: {error.strerror}. Check the path and its permissions.") from error


def parse_csv_table(content: bytes, path: Path, *, columns: Sequence[str], problems: FileProblems) -> list[CsvRow]:
    """The rows of a CSV file's bytes, which have exactly these columns, in any order; `path` is for messages.

    A byte order mark, CRLF line ends, blank lines and spaces around fields are accepted. A row with too many or
    too few fields is noted in `problems` and left out.

    Raises:
        BadInputError: the file is empty, not readable as CSV in UTF-8, or its header is not these columns; names
            line and column.
    """
    records = csv_records(decoded_table(content, path), path)
    header_line, header = next(records, (1, []))
    if not header:
        raise BadInputError(f"{path} is empty: its first line must hold the columns {', '.join(columns)}.")
    _check_header(header, line=header_line, columns=columns, problems=problems)
    problems.raise_if_any()
    rows = []
    for line, fields in records:
        if len(fields) == len(header):
            rows.append(CsvRow(line=line, fields=dict(zip(header, fields, strict=True))))
        else:
            problems.add(line, f"has {len(fields)} fields where the header has {len(header)}: add or remove commas.")
    return rows


def decoded_table(content: bytes, path: Path) -> str:
    """A file's text, without a byte order mark; its line ends stay.

    Raises:
        BadInputError: it is not UTF-8; names the line.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInputError(f"{path}, line {line}: not UTF-8 text. Save the file as CSV in UTF-8.") from error


def csv_records(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it begins on; the fields without outer spaces.

    Raises:
        BadInputError: the text is not readable as CSV; names the line.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise BadInputError(
                f"{path}, line {line}: not readable as CSV ({error}). Look for an unmatched quotation mark, or a space "
                "between one and the comma."
            ) from error
        if fields is None:
            return
        stripped = [field.strip() for field in fields]
        if any(stripped):
            yield line, stripped


def _check_header(header: list[str], *, line: int, columns: Sequence[str], problems: FileProblems) -> None:
    if header[0].lower().startswith("sep="):
        problems.add(line, "names a separator for spreadsheets: remove the line, so that the header is the first.")
        return
    if len(header) == 1 and ";" in header[0]:
        problems.add(line, "the columns are separated by semicolons: save the file with commas.")
        return
    for column in dict.fromkeys(header):
        if not column:
            problems.add(line, "a column has no name: remove the trailing commas, or name it.")
        elif column not in columns:
            problems.add(line, str(unknown_name("column", column, columns)))
        elif header.count(column) > 1:
            problems.add(line, f"column {column!r} stands {header.count(column)} times: keep one.")
    for column in columns:
        if column not in header:
            problems.add(line, f"column {column!r} is missing: add it to the header and to every row.")
