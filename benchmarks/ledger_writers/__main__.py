"""`make bench-ledger`: eight processes write to one ledger at once, on SQLite and PostgreSQL; nothing may be lost."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.ledger_writers.writers import Written, faults, write_at_once
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import Places

# The server that the tests use too; without it only SQLite is asked.
POSTGRESQL_VARIABLE = "PLANWISE_TEST_POSTGRESQL_URL"


def main() -> int:
    """Write, print how much per second, and what was lost; 1 when anything was."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger_writers", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--writers", type=int, default=8)
    asked = parser.parse_args()
    server = os.environ.get(POSTGRESQL_VARIABLE)
    is_whole = True
    for database in ("SQLite", "PostgreSQL") if server else ("SQLite",):
        for with_proposals in (True, False):
            with _ledger(server if database == "PostgreSQL" else None) as (places, environ):
                written = write_at_once(
                    places, environ, writers=asked.writers, seconds=asked.seconds, with_proposals=with_proposals
                )
                with open_ledger(places, environ) as ledger:
                    wrong = faults(ledger, written)
            print(f"{database}: {_line(written, asked.seconds)}; {' '.join(wrong) or 'nothing lost'}", flush=True)
            is_whole = is_whole and not wrong
    if not server:
        print(f"PostgreSQL was not asked: {POSTGRESQL_VARIABLE} names no server.", file=sys.stderr)
    return 0 if is_whole else 1


def _line(written: tuple[Written, ...], seconds: float) -> str:
    entries, proposals = sum(len(each.entries) for each in written), sum(len(each.proposals) for each in written)
    counts = sorted(len(each.entries) for each in written)
    longest = max(each.longest_write_seconds for each in written)
    return (
        f"{len(written)} writers, {seconds:g} s, {entries:,} entries and {proposals:,} proposals, "
        f"{(entries + proposals) / seconds:,.0f} transactions/s, {counts[0]:,} to {counts[-1]:,} entries a writer, "
        f"longest turn {longest:.2f} s"
    )


@contextmanager
def _ledger(server: str | None) -> Iterator[tuple[Places, dict[str, str]]]:
    """An empty ledger: a file, or a schema of its own on the server."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places(home=Path(folder), levers=Path(folder) / "comp_levers.csv")
        if server is None:
            yield places, {}
            return
        import psycopg

        schema = f"bench_{secrets.token_hex(6)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"create schema {schema}")
            try:
                yield places, {"PLANWISE_LEDGER_URL": f"{server}?options=-csearch_path%3D{schema}"}
            finally:
                connection.execute(f"drop schema {schema} cascade")


if __name__ == "__main__":
    sys.exit(main())
