"""The ledger: the database of everything that happened to a recommendation, and how to read and write it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimization.places import Places

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# A write takes milliseconds: whoever waits this long waits for something that hangs.
DEFAULT_WAIT_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """An open ledger. Every read and every write is a transaction of its own; writers take turns."""

    engine: Engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees the ledger as it is now and hinders nobody.

        Raises:
            PlanwiseError: the ledger cannot be read.
        """
        with self._transaction(is_writing=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that no other writer runs beside; it is kept whole, or not at all when the block raises.

        Raises:
            PlanwiseError: the ledger cannot be written to, or another writer held it for too long.
        """
        with self._transaction(is_writing=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, is_writing: bool) -> Iterator[Connection]:
        from sqlalchemy.exc import DBAPIError

        from optimization.governance.ledger.ledger_engine import WRITES
        from optimization.governance.ledger.ledger_failures import ledger_failure

        try:
            with self.engine.connect() as connection:
                connection.execution_options(**{WRITES: is_writing})
                with connection.begin():
                    yield connection
        except DBAPIError as error:
            raise ledger_failure(self.engine.url, error) from error


@contextmanager
def open_ledger(
    places: Places, environ: Mapping[str, str] | None = None, *, wait_seconds: float = DEFAULT_WAIT_SECONDS
) -> Iterator[Ledger]:
    """Open the ledger that PLANWISE_LEDGER_URL names, else the home's; it is made, or brought up to date, if need be.

    Args:
        places: the home whose ledger.sqlite is opened when the environment names none.
        environ: the environment; the process's own by default.
        wait_seconds: how long to wait for another writer.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL names no database that can hold a ledger.
        PlanwiseError: the ledger cannot be reached, is damaged, or is newer than this code.
    """
    from optimization.governance.ledger.ledger_engine import ledger_engine
    from optimization.governance.ledger.ledger_url import ledger_url
    from optimization.governance.ledger.ledger_version import bring_up_to_date

    engine = ledger_engine(ledger_url(places, os.environ if environ is None else environ), wait_seconds=wait_seconds)
    try:
        ledger = Ledger(engine=engine)
        bring_up_to_date(ledger, wait_seconds=wait_seconds)
        yield ledger
    finally:
        engine.dispose()
