"""The census file's columns, as Dagster shows them."""

from __future__ import annotations

import dagster as dg

from optimization.simulation.census_schema import arrow_schema


def census_schema() -> dg.TableSchema:
    """The canonical columns with their Arrow types; a column that must hold something says so."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=field.name, type=str(field.type), constraints=dg.TableColumnConstraints(nullable=field.nullable)
            )
            for field in arrow_schema()
        ]
    )
