"""Connections to the ledger, set up so that SQLite and PostgreSQL keep the same promises."""

from __future__ import annotations

import json
import sqlite3
from functools import partial

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from optimization.errors import PlanwiseError
from optimization.governance.ledger.ledger_url import LEDGER_URL_VARIABLE, shown, sqlite_file

# The execution option of a connection whose next transaction writes.
WRITES = "planwise_ledger_writes"

# PostgreSQL's advisory locks are known by number, one name space per database: "PWLEDGER" in ASCII.
_WRITER_LOCK_KEY = int.from_bytes(b"PWLEDGER")

# NaN and infinity are not JSON: PostgreSQL refuses them, SQLite would keep them unseen.
_strict_json = partial(json.dumps, allow_nan=False)


def ledger_engine(url: URL, *, wait_seconds: float) -> Engine:
    """An engine that has connected to nothing yet; a writer waits `wait_seconds` for the one before it.

    Raises:
        PlanwiseError: the folder of a SQLite ledger cannot be made, or PostgreSQL's driver is not installed.
    """
    if sqlite_file(url) is not None:
        return _sqlite_engine(url, wait_seconds)
    return _postgresql_engine(url, wait_seconds)


def _sqlite_engine(url: URL, wait_seconds: float) -> Engine:
    _make_folder(url)
    engine = create_engine(url, json_serializer=_strict_json, connect_args={"timeout": wait_seconds})

    def set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # Python's own BEGIN comes late and never locks; transactions begin below instead.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise PlanwiseError(
                f"The ledger {shown(url)} lies where SQLite cannot keep a write-ahead log (its journal is {mode!r}), "
                f"so readers and writers would block each other. Put it on a local disk, or name a PostgreSQL "
                f"database in {LEDGER_URL_VARIABLE}."
            )

    def begin(connection: Connection) -> None:
        # A writer that locks only at its first change is refused when another one changed anything since its first
        # read. One that locks as it begins waits for its turn.
        is_writing = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql_engine(url: URL, wait_seconds: float) -> Engine:
    try:
        engine = create_engine(
            url,
            json_serializer=_strict_json,
            # A search is long; the server may have ended the connection that lay idle meanwhile.
            pool_pre_ping=True,
            connect_args={"connect_timeout": max(1, round(wait_seconds))},
        )
    except ModuleNotFoundError as error:
        raise PlanwiseError(
            f"The ledger {shown(url)} needs a driver that is not installed. Run: pip install 'psycopg[binary]'"
        ) from error

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITES):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{round(wait_seconds * 1000)}ms'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK_KEY})")

    event.listen(engine, "begin", begin)
    return engine


def _make_folder(url: URL) -> None:
    file = sqlite_file(url)
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanwiseError(
            f"The folder of the ledger {file} cannot be made: {error.strerror}. Make {file.parent} a folder that you "
            f"can write to, or set PLANWISE_HOME or {LEDGER_URL_VARIABLE} to another one."
        ) from error
