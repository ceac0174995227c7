"""Columns and row counts as metadata, under the names by which Dagster's interface recognises them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestrator.published_tables import PublishedTable

ROW_COUNT = "dagster/row_count"
COLUMN_SCHEMA = "dagster/column_schema"


def declared_schema(dbt_resource_props: Mapping[str, Any]) -> dg.TableSchema | None:
    """The columns that a yml declares with their types, as marts and seeds do; None where it leaves some out.

    A part of the columns would be shown as if it were all of them.
    """
    columns: Mapping[str, Mapping[str, Any]] = dbt_resource_props.get("columns") or {}
    given: Mapping[str, str] = (dbt_resource_props.get("config") or {}).get("column_types") or {}
    types = {name: column.get("data_type") or given.get(name) for name, column in columns.items()}
    complete = {name: data_type for name, data_type in types.items() if data_type}
    if not types or complete.keys() != types.keys():
        return None
    return column_schema(complete, described=columns)


def column_schema(types: Mapping[str, str], *, described: Mapping[str, Mapping[str, Any]]) -> dg.TableSchema:
    """Columns of these types, each with its description where the yml has one."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name=name, type=data_type, description=described.get(name, {}).get("description") or None)
            for name, data_type in types.items()
        ]
    )


def table_metadata(table: PublishedTable, *, described: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What a table of the published warehouse is, and how many rows it has; a view has no row count."""
    metadata: dict[str, Any] = {COLUMN_SCHEMA: column_schema(table.columns, described=described)}
    return metadata if table.row_count is None else {**metadata, ROW_COUNT: table.row_count}
