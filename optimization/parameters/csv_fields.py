"""Records of a CSV text where they stand, so that fields can be replaced and every other character stays."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from itertools import accumulate

_FIELD = r'("(?:[^"]|"")*"|[^,\r\n]*)'
_FIELDS = re.compile(rf"(?:\A|,){_FIELD}")
_RECORD = re.compile(rf"{_FIELD}(?:,{_FIELD})*")
_NEEDS_QUOTES = re.compile(r'[",\r\n]')


def line_starts(text: str) -> list[int]:
    """Where each line of a text starts, and where the last one ends; lines end with LF, CRLF or CR, as csv has it."""
    return [0, *accumulate(len(line) for line in io.StringIO(text, newline=""))]


def record_at(text: str, start: int) -> str:
    """The record that starts there, as it is written, without its line end."""
    return next(_RECORD.finditer(text, start))[0]


def restyled_record(record: str, contents: Mapping[int, str]) -> str:
    """A record with other content in the fields at these positions, each padded and quoted as it was."""
    fields = [match[1] for match in _FIELDS.finditer(record)]
    return ",".join(
        _restyled(field, contents[position]) if position in contents else field for position, field in enumerate(fields)
    )


def _restyled(field: str, content: str) -> str:
    """The field with other content; it is quoted if it was, and where the content asks for it."""
    is_quoted = field.startswith('"')
    inner = field[1:-1] if is_quoted else field
    before = inner[: len(inner) - len(inner.lstrip())]
    after = inner[len(before) + len(inner.strip()) :]
    text = f"{before}{content}{after}"
    if is_quoted or _NEEDS_QUOTES.search(content):
        return '"' + text.replace('"', '""') + '"'
    return text
