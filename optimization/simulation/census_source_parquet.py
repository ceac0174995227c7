"""Reads the bytes of a Parquet file, every value as the text that Arrow writes for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimization.errors import BadInputError
from optimization.simulation.census_source_rows import SourceRow, SourceTable

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(content: bytes, *, path: Path) -> SourceTable:
    """Columns and rows of a Parquet file; a row's line is its number, from 1.

    Raises:
        BadInputError: not a Parquet file, or a column of a type that has no text (lists, structures).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # As for the canonical census: pq.read_table leaves a thread behind.
        table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(f"{path}: not a readable Parquet file ({error}).") from error
    columns = [
        _texts(column, name=name, path=path) for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return SourceTable(
        columns=tuple(table.column_names),
        rows=[SourceRow(line, fields) for line, fields in enumerate(zip(*columns, strict=True), start=1)],
    )


def _texts(column: pa.ChunkedArray, *, name: str, path: Path) -> list[str | None]:
    import pyarrow as pa

    try:
        texts: list[str | None] = column.cast(pa.string()).to_pylist()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise BadInputError(
            f"{path}: column {name!r} is of type {column.type}, which cannot be read as text. Remove or convert it."
        ) from error
    return texts
