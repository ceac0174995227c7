"""An empty home with its ledger, on SQLite and, where a server is named, on PostgreSQL; and processes that share it."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.runs.runs import SearchRun
from optimization.places import PROJECT_ROOT, Places

# Names a PostgreSQL database in which the tests may make and drop schemas of their own.
POSTGRESQL_VARIABLE = "PLANWISE_TEST_POSTGRESQL_URL"

Start = Callable[[str], subprocess.Popen[str]]
WriteTrail = Callable[[Ledger, Sequence[dict[str, Any]]], None]


@pytest.fixture
def home(tmp_path: Path) -> Places:
    """A home whose folder does not exist yet."""
    return Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what uses `environ` on SQLite, and on PostgreSQL too where there is one."""
    if "environ" in metafunc.fixturenames:
        servers = [os.environ[POSTGRESQL_VARIABLE]] if os.environ.get(POSTGRESQL_VARIABLE) else []
        metafunc.parametrize(
            "environ", [None, *servers], ids=["sqlite", *("postgresql" for _ in servers)], indirect=True
        )


@pytest.fixture
def environ(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment that leads to an empty ledger: a SQLite file, or a schema of its own on the server."""
    server: str | None = request.param
    if server is None:
        yield {}
        return
    psycopg = pytest.importorskip("psycopg")
    schema = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create schema {schema}")
        yield {"PLANWISE_LEDGER_URL": f"{server}?options=-csearch_path%3D{schema}"}
        connection.execute(f"drop schema {schema} cascade")


@pytest.fixture
def ledger(home: Places, environ: dict[str, str]) -> Iterator[Ledger]:
    with open_ledger(home, environ) as ledger:
        yield ledger


@pytest.fixture
def sqlite_ledger(home: Places) -> Iterator[Ledger]:
    with open_ledger(home, {}) as ledger:
        yield ledger


@pytest.fixture
def search_run() -> SearchRun:
    return SearchRun(
        run_id="loop-20250102-030405-abc123",
        kind="target_loop",
        scenario_id="default",
        started_at=datetime(2025, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        user="analyst",
        config={"target_growth": 2.0, "levers": ["merit", "cola"], "seed": None},
        fingerprints={"census": "c" * 64, "levers": "1" * 64},
    )


@pytest.fixture
def write_trail() -> WriteTrail:
    """Write entries into an empty audit trail, chained by this code and not by the program's.

    Of an entry only its action is asked for; sequence and hashes are its own.
    """

    def write(ledger: Ledger, entries: Sequence[dict[str, Any]]) -> None:
        from optimization.governance.ledger.governance_tables import audit_entries

        previous_hash = "0" * 64
        with ledger.write() as connection:
            for sequence, given in enumerate(entries, start=1):
                recorded_at = given.get("recorded_at", datetime(2025, 3, 1, tzinfo=UTC))
                columns = {
                    "sequence": sequence,
                    "action": given["action"],
                    "scenario_id": given.get("scenario_id", "default"),
                    "user_id": given.get("user_id", "analyst"),
                }
                entry = json.dumps(
                    {**columns, "recorded_at": recorded_at.isoformat(), "details": given.get("details", {})},
                    sort_keys=True,
                    separators=(",", ":"),
                )
                entry_hash = hashlib.sha256((previous_hash + entry).encode()).hexdigest()
                connection.execute(
                    audit_entries.insert().values(
                        **columns,
                        recorded_at=recorded_at,
                        entry=entry,
                        previous_hash=previous_hash,
                        entry_hash=entry_hash,
                    )
                )
                previous_hash = entry_hash

    return write


@pytest.fixture
def start(home: Places) -> Iterator[Start]:
    """Start Python code in a process of its own, with the home as PLANWISE_HOME; none outlives the test."""
    with _started_processes({"PLANWISE_HOME": str(home.home), "PLANWISE_LEDGER_URL": ""}) as start:
        yield start


@pytest.fixture
def start_on_ledger(home: Places, environ: dict[str, str]) -> Iterator[Start]:
    """The same, with the ledger that `environ` leads to."""
    with _started_processes({"PLANWISE_HOME": str(home.home), "PLANWISE_LEDGER_URL": "", **environ}) as start:
        yield start


@contextmanager
def _started_processes(environ: dict[str, str]) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(code: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=PROJECT_ROOT,
            env=os.environ | environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate()


@pytest.fixture
def at_once() -> Callable[[list[subprocess.Popen[str]]], list[str]]:
    """Let processes that print a line and then wait for one go on together; what each printed after that."""

    def go(processes: list[subprocess.Popen[str]]) -> list[str]:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", process.communicate()[1]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = [process.communicate(timeout=60) for process in processes]
        assert [(process.returncode, error) for process, (_, error) in zip(processes, answers, strict=True)] == [
            (0, "")
        ] * len(processes)
        return [printed for printed, _ in answers]

    return go
