"""Which database is the ledger: the one that PLANWISE_LEDGER_URL names, else a SQLite file in the home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from optimization.errors import BadInputError
from optimization.places import Places

LEDGER_URL_VARIABLE = "PLANWISE_LEDGER_URL"

SQLITE = "sqlite+pysqlite"
POSTGRESQL = "postgresql+psycopg"

# SQLAlchemy's default driver of PostgreSQL is not the same in its versions 2.0 and 2.1.
_DRIVERS: Mapping[str, str] = {"sqlite": SQLITE, SQLITE: SQLITE, "postgresql": POSTGRESQL, POSTGRESQL: POSTGRESQL}

_EXAMPLES = "sqlite:////folder/ledger.sqlite or postgresql://user:password@host/database"


def ledger_url(places: Places, environ: Mapping[str, str]) -> URL:
    """The ledger's URL with its driver.

    Raises:
        BadInputError: PLANWISE_LEDGER_URL is no URL, or not that of a SQLite file or a PostgreSQL database.
    """
    given = environ.get(LEDGER_URL_VARIABLE)
    if not given:
        return URL.create(SQLITE, database=str(places.home / "ledger.sqlite"))
    try:
        url = make_url(given)
    except ArgumentError as error:
        # The text is not repeated: what cannot be taken apart may hold a password anywhere.
        raise BadInputError(f"{LEDGER_URL_VARIABLE} is not a database URL. Give one such as {_EXAMPLES}.") from error
    if url.drivername not in _DRIVERS:
        raise BadInputError(
            f"{LEDGER_URL_VARIABLE} names a database of type {url.drivername!r}, which cannot hold the ledger. "
            f"Give one such as {_EXAMPLES}."
        )
    url = url.set(drivername=_DRIVERS[url.drivername])
    if url.drivername == SQLITE and not _names_a_file(url):
        raise BadInputError(
            f"{LEDGER_URL_VARIABLE} is {url}, which names no file: such a ledger would be gone with the process. "
            "Give one such as sqlite:////folder/ledger.sqlite."
        )
    return url


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite ledger; None for a database on a server."""
    return Path(url.database) if url.drivername == SQLITE and url.database else None


def shown(url: URL) -> str:
    """The ledger's name for a message: the file, or the URL without its password."""
    return str(sqlite_file(url) or url.render_as_string(hide_password=True))


def _names_a_file(url: URL) -> bool:
    return bool(url.database) and not str(url.database).startswith((":memory:", "file:"))
