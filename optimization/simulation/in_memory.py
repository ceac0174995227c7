"""An in-memory DuckDB in which compiled SQL finds the relations that it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from optimization.places import SEEDS_DIR
from optimization.simulation.simulation_plan import SimulationPlan

if TYPE_CHECKING:
    import duckdb

# The catalog name that compiled SQL carries: the stem of every private warehouse.
_CATALOG = "warehouse"


@contextmanager
def in_memory(
    *, threads: int | None = None, memory_bytes: int | None = None, spill_folder: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an empty database under the warehouse's name, closed when the block is left.

    Args:
        threads: DuckDB's threads; its own choice unless given.
        memory_bytes: what it may hold before it spills to disk.
        spill_folder: where it spills to; without one it does not.
    """
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(spill_folder or "")}
    if threads is not None:
        settings["threads"] = threads
    if memory_bytes is not None:
        settings["memory_limit"] = f"{memory_bytes}B"
    with duckdb.connect(":memory:", config=settings) as connection:
        connection.execute(f"attach ':memory:' as {_CATALOG}")
        connection.execute(f"use {_CATALOG}")
        connection.execute("create schema inputs")
        yield connection


def create_seeds(connection: duckdb.DuckDBPyConnection, plan: SimulationPlan) -> None:
    """Make every seed's table, empty."""
    for seed in plan.seeds:
        columns = ", ".join(f"{name} {of_type}" for name, of_type in seed.columns.items())
        connection.execute(f"create table {seed.relation} ({columns})")


def load_seeds(connection: duckdb.DuckDBPyConnection, plan: SimulationPlan) -> None:
    """Fill every seed's table from its file, as `dbt seed` does."""
    for seed in plan.seeds:
        source = str(SEEDS_DIR / seed.file_name).replace("'", "''")
        connection.execute(
            f"insert into {seed.relation} by name select * from read_csv('{source}', header = true, all_varchar = true)"
        )
