"""Opening the ledger: where it lies, who may open it at the same time, and what is said when it cannot be opened."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from filelock import FileLock

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger import ledger_version
from optimization.governance.ledger.ledger import Ledger, open_ledger
from optimization.governance.runs.runs import SearchRun, list_runs, record_run
from optimization.places import Places

MIGRATIONS = Path(ledger_version.__file__).with_name("migrations") / "versions"

OPEN_WHEN_TOLD = """
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.ledger import ledger_engine
from optimization.governance.ledger import ledger_version
from optimization.places import places
print("ready", flush=True)
input()
with open_ledger(places()) as ledger, ledger.read() as connection:
    print(connection.exec_driver_sql("select version_num from ledger_version").scalars().all())
"""

HOLD_THE_WRITE_LOCK = """
import sqlite3
from optimization.places import places
connection = sqlite3.connect(places().home / "ledger.sqlite", isolation_level=None)
connection.execute("begin immediate")
print("locked", flush=True)
input()
"""


def ledger_file(home: Places) -> Path:
    return home.home / "ledger.sqlite"


def open_and_close(home: Places, *, wait_seconds: float) -> None:
    with open_ledger(home, {}, wait_seconds=wait_seconds):
        pass


def test_a_new_home_gets_a_ledger_with_a_write_ahead_log_and_foreign_keys(home: Places) -> None:
    with open_ledger(home, {}) as ledger, ledger.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    assert ledger_file(home).read_bytes().startswith(b"SQLite format 3\0")


def test_four_processes_may_open_an_empty_ledger_at_once(
    start_on_ledger: Callable[[str], subprocess.Popen[str]],
    at_once: Callable[[list[subprocess.Popen[str]]], list[str]],
) -> None:
    newest = max(path.name[:4] for path in MIGRATIONS.glob("[0-9]*.py"))
    # Standard output holds the version alone: neither Alembic nor SQLAlchemy says anything there.
    assert at_once([start_on_ledger(OPEN_WHEN_TOLD) for _ in range(4)]) == [f"['{newest}']\n"] * 4


def test_a_ledger_that_another_process_is_opening_is_waited_for(home: Places) -> None:
    home.home.mkdir()
    lock_file = home.home / "ledger.sqlite.lock"
    with FileLock(lock_file), pytest.raises(PlanwiseError, match=r"more than 0\.05 seconds") as raised:
        open_and_close(home, wait_seconds=0.05)
    assert str(lock_file) in str(raised.value)
    assert not ledger_file(home).exists()
    open_and_close(home, wait_seconds=0.05)
    assert ledger_file(home).exists()


def test_opening_leaves_logging_and_the_terminal_alone(home: Places, capfd: pytest.CaptureFixture[str]) -> None:
    loggers = [logging.getLogger(name) for name in (None, "alembic", "sqlalchemy")]
    before = [(list(logger.handlers), logger.level, logger.disabled) for logger in loggers]
    with open_ledger(home, {}):
        pass
    assert [(list(logger.handlers), logger.level, logger.disabled) for logger in loggers] == before
    assert capfd.readouterr() == ("", "")


def test_importing_the_ledger_loads_no_database_library(start: Callable[[str], subprocess.Popen[str]]) -> None:
    code = (
        "import sys\nimport optimization.governance.ledger.evaluation_store\n"
        "import optimization.governance.proposals.proposals\n"
        "print(sorted({'sqlalchemy', 'alembic', 'psutil', 'filelock'} & set(sys.modules)))"
    )
    assert start(code).communicate() == ("[]\n", "")


def test_the_environment_names_another_ledger(home: Places, tmp_path: Path, search_run: SearchRun) -> None:
    elsewhere = tmp_path / "other folder" / "shared.sqlite"
    environ = {"PLANWISE_LEDGER_URL": f"sqlite:///{elsewhere}"}
    with open_ledger(home, environ) as ledger, record_run(ledger, search_run) as outcome:
        outcome.finish(status="converged", result={})
    assert not home.home.exists()
    with sqlite3.connect(elsewhere) as connection:
        assert connection.execute("select run_id from search_runs").fetchall() == [(search_run.run_id,)]


def test_the_process_environment_is_read_when_none_is_given(
    home: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANWISE_LEDGER_URL", f"sqlite:///{tmp_path / 'named.sqlite'}")
    with open_ledger(home):
        pass
    assert (tmp_path / "named.sqlite").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ledger.sqlite", "is not a database URL"),
        ("mysql://someone:hush@host/ledger", "type 'mysql', which cannot hold the ledger"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_url_that_names_no_ledger_is_bad_input(home: Places, url: str, said: str) -> None:
    with pytest.raises(BadInputError, match=said) as raised, open_ledger(home, {"PLANWISE_LEDGER_URL": url}):
        pass
    assert "sqlite:////folder/ledger.sqlite" in str(raised.value)
    assert "hush" not in str(raised.value)


@pytest.mark.skipif(find_spec("psycopg") is not None, reason="PostgreSQL's driver is installed")
def test_postgresql_without_its_driver_says_what_to_install(home: Places) -> None:
    environ = {"PLANWISE_LEDGER_URL": "postgresql://someone:hush@host/ledger"}
    with pytest.raises(PlanwiseError, match=r"pip install 'psycopg\[binary\]'") as raised, open_ledger(home, environ):
        pass
    assert "hush" not in str(raised.value)


@pytest.mark.skipif(find_spec("psycopg") is None, reason="PostgreSQL's driver is not installed")
def test_a_server_that_cannot_be_reached_is_named_without_its_password(home: Places) -> None:
    # Port 1 is reserved, and nothing listens there.
    environ = {"PLANWISE_LEDGER_URL": "postgresql://someone:hush@127.0.0.1:1/ledger"}
    with pytest.raises(PlanwiseError, match="See that the server runs") as raised, open_ledger(home, environ):
        pass
    assert "hush" not in str(raised.value)


def test_a_home_that_is_a_file_is_refused_with_its_path(home: Places) -> None:
    home.home.write_text("not a folder")
    with pytest.raises(PlanwiseError, match="cannot be made") as raised, open_ledger(home, {}):
        pass
    assert str(ledger_file(home)) in str(raised.value)


@pytest.mark.parametrize("kept_bytes", [0, 64], ids=["no database", "a database's first bytes"])
def test_a_damaged_ledger_is_refused_and_left_as_it_is(home: Places, kept_bytes: int) -> None:
    with open_ledger(home, {}):
        pass
    damaged = ledger_file(home).read_bytes()[:kept_bytes].ljust(8192, b"?")
    ledger_file(home).write_bytes(damaged)
    with pytest.raises(PlanwiseError, match="is damaged") as raised, open_ledger(home, {}):
        pass
    assert str(ledger_file(home)) in str(raised.value)
    assert "put a copy of the ledger in their place" in str(raised.value)
    assert ledger_file(home).read_bytes() == damaged


def test_a_reader_sees_the_ledger_as_it_was_while_a_writer_is_at_work(ledger: Ledger, search_run: SearchRun) -> None:
    with record_run(ledger, search_run) as outcome:
        with ledger.write() as connection:
            connection.exec_driver_sql("update search_runs set kind = 'half written'")
            assert [recorded.run.kind for recorded in list_runs(ledger, 1)] == ["target_loop"]
        outcome.finish(status="converged", result={})


def test_a_locked_ledger_names_the_file_and_the_process(
    home: Places, search_run: SearchRun, start: Callable[[str], subprocess.Popen[str]]
) -> None:
    with open_ledger(home, {}, wait_seconds=0.1) as ledger:
        holder = start(HOLD_THE_WRITE_LOCK)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(PlanwiseError, match="is locked") as raised, record_run(ledger, search_run):
            pass
        assert str(ledger_file(home)) in str(raised.value)
        assert f"process {holder.pid} (" in str(raised.value)
        assert list_runs(ledger, 1) == ()
