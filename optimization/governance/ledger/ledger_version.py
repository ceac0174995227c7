"""The version of the ledger's schema: what is stored, and how it is brought up to the code's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection

from optimization.errors import PlanwiseError
from optimization.governance.ledger.ledger_url import LEDGER_URL_VARIABLE, shown, sqlite_file

if TYPE_CHECKING:
    from optimization.governance.ledger.ledger import Ledger

MIGRATIONS_DIR = Path(__file__).parent / "migrations"

# Not Alembic's own name: Dagster uses that one, and both may share a PostgreSQL database.
VERSION_TABLE = "ledger_version"


def bring_up_to_date(ledger: Ledger, *, wait_seconds: float) -> None:
    """Run the migrations that the ledger has not had yet, all or none; of several processes, one does it.

    Raises:
        PlanwiseError: the ledger is newer than this code, cannot be reached, or is being migrated for too long.
    """
    with _opened_alone(ledger, wait_seconds):
        with ledger.read() as connection:
            if _is_up_to_date(connection):
                return
        with ledger.write() as connection:
            # Another process may have migrated a database on a server since the look above.
            if not _is_up_to_date(connection):
                _migrate(connection)


def _is_up_to_date(connection: Connection) -> bool:
    stored = set(MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_heads())
    scripts = ScriptDirectory(str(MIGRATIONS_DIR))
    unknown = stored - {revision.revision for revision in scripts.walk_revisions()}
    if unknown:
        raise PlanwiseError(
            f"The ledger {shown(connection.engine.url)} is of schema version {', '.join(sorted(unknown))}, but this "
            f"PlanWise knows none after {scripts.get_current_head()}: a newer one has written it. Update PlanWise, or "
            f"name another ledger in {LEDGER_URL_VARIABLE}. Nothing was changed."
        )
    return stored == set(scripts.get_heads())


def _migrate(connection: Connection) -> None:
    config = Config()
    # Alembic reads the option with configparser, to which a percent sign is special.
    config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _opened_alone(ledger: Ledger, wait_seconds: float) -> Iterator[None]:
    """One process at a time opens a SQLite ledger: a new file cannot enter WAL mode while another one reads it."""
    file = sqlite_file(ledger.engine.url)
    if file is None:
        yield
        return
    lock = FileLock(f"{file}.lock", timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise PlanwiseError(
            f"Another process has been opening the ledger {file} for more than {wait_seconds:g} seconds: it holds "
            f"{lock.lock_file}. Wait until it is done and run again, or end it if it hangs."
        ) from error
    except OSError as error:
        raise PlanwiseError(
            f"The ledger {file} cannot be locked: {error.strerror}. See that you can write to its folder."
        ) from error
    try:
        yield
    finally:
        lock.release()
