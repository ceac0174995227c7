"""The tables and views of the published warehouse: their columns, and how many rows the tables have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.places import Places
from optimization.simulation.warehouse import open_published

if TYPE_CHECKING:
    import duckdb

_COLUMNS = """
select table_schema, table_name, column_name, lower(data_type)
from information_schema.columns
order by table_schema, table_name, ordinal_position
"""
_TABLES = "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """Types by column, in their order; no row count for a view, which would be computed to be counted."""

    columns: Mapping[str, str]
    row_count: int | None


def read_published_tables(places: Places) -> Mapping[tuple[str, str], PublishedTable]:
    """Every table and view by schema and name.

    Raises:
        BadInputError: nothing has been published.
        PlanwiseError: another process holds the file open for writing.
    """
    with open_published(places) as connection:
        row_counts = _row_counts(connection)
        columns: dict[tuple[str, str], dict[str, str]] = {}
        for schema, table, column, data_type in connection.execute(_COLUMNS).fetchall():
            columns.setdefault((schema, table), {})[column] = data_type
    return {
        relation: PublishedTable(columns=types, row_count=row_counts.get(relation))
        for relation, types in columns.items()
    }


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """All tables in one statement: DuckDB answers each count from its statistics."""
    counts = [
        f"select '{schema}', '{table}', count(*) from \"{schema}\".\"{table}\""
        for schema, table in connection.execute(_TABLES).fetchall()
    ]
    rows = connection.execute(" union all ".join(counts)).fetchall()
    return {(schema, table): count for schema, table, count in rows}
