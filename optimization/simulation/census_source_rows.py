"""Rows of text as a census file holds them, before anything is understood of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class SourceRow(NamedTuple):
    """One row as it stands in the file; a field is None where the file has nothing at all.

    `line` counts from 1: the line of a CSV file or a sheet, its header included; the row of a Parquet file.
    """

    line: int
    fields: tuple[str | None, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no field holds anything but white space."""
        return not any(field and field.strip() for field in self.fields)


@dataclass(frozen=True, kw_only=True)
class SourceTable:
    """What a format's reader finds: column names as they stand, and the rows below them."""

    columns: tuple[str, ...]
    rows: Sequence[SourceRow]
