"""A published warehouse that lacks tables is answered in words, and what stops a query keeps its meaning."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from optimization.errors import PlanwiseError
from optimization.places import SEEDS_DIR, Places
from optimization.simulation.search_settings import search_settings
from optimization.simulation.warehouse import (
    open_published,
    read_growth_drivers,
    read_input_fingerprints,
    read_level_metrics,
    read_metrics,
    read_run_fingerprint,
)

Read = Callable[[duckdb.DuckDBPyConnection], object]

ENDLESS = "select sum(a.range * b.range) from range(10_000_000) as a, range(10_000_000) as b"
SECONDS_UNTIL_STOPPED = 0.2


@pytest.fixture
def older(tmp_path: Path) -> Places:
    """A home with a whole DuckDB file that has none of the tables of today."""
    places = Places(home=tmp_path, levers=SEEDS_DIR / "comp_levers.csv")
    with duckdb.connect(str(places.warehouse)) as connection:
        connection.execute("create table of_another_version as select 1 as number")
    return places


@pytest.mark.parametrize(
    "read", [read_metrics, read_growth_drivers, read_level_metrics, read_run_fingerprint, read_input_fingerprints]
)
def test_a_query_on_a_table_that_is_not_there_is_answered_in_words(older: Places, read: Read) -> None:
    with pytest.raises(PlanwiseError) as refusal, open_published(older) as connection:
        read(connection)
    assert str(older.warehouse) in str(refusal.value)
    assert "published by another version of PlanWise" in str(refusal.value)
    assert "Run `planwise simulate` to publish it again." in str(refusal.value)


def test_a_search_on_a_warehouse_of_another_version_is_answered_in_words(older: Places) -> None:
    with pytest.raises(PlanwiseError, match="published by another version of PlanWise"):
        search_settings(older)


def test_lack_of_memory_is_not_called_another_version(older: Places) -> None:
    with pytest.raises(PlanwiseError, match="for lack of memory") as refusal, open_published(older) as connection:
        read_with_little_memory(connection)
    assert "another version" not in str(refusal.value)


def read_with_little_memory(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("set memory_limit = '1MB'")
    connection.execute("set max_temp_directory_size = '0B'")
    connection.execute("select list(range) from range(10_000_000)")


def test_a_query_that_is_stopped_stays_an_interruption(older: Places) -> None:
    with pytest.raises(duckdb.InterruptException), open_published(older) as connection:
        read_until_stopped(connection)


def read_until_stopped(connection: duckdb.DuckDBPyConnection) -> None:
    threading.Timer(SECONDS_UNTIL_STOPPED, connection.interrupt).start()
    connection.execute(ENDLESS)


def test_the_file_is_free_again_after_a_query_that_broke(older: Places) -> None:
    with pytest.raises(PlanwiseError), open_published(older) as connection:
        read_metrics(connection)
    # DuckDB refuses to write where a reader is left.
    with duckdb.connect(str(older.warehouse)) as writer:
        writer.execute("create table since as select 1 as number")
