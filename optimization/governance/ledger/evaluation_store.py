"""Simulated candidates in the ledger, under keys that their cache makes, so that a later process starts warm."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.ledger.ledger import Ledger

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.dialects import postgresql, sqlite

# Two hundred searches of the default budget. With 75 lever cells and five years of metrics each takes 1.7 KB, so that a
# full table with its indexes was measured at 46 MB.
MAX_ENTRIES = 20_000

# SQLite before 3.32 takes 999 parameters per statement; it and PostgreSQL take many more today.
_KEYS_PER_STATEMENT = 500

_MOST_USED_SHOWN = 5


class LedgerEvaluationStore:
    """Entries of JSON by key, at most `max_entries`; the least recently used are deleted as others are saved.

    Each call is one transaction. A load writes too: when its entries were last used, and what it was asked for. On a
    SQLite file that takes under a millisecond for one key, where simulating one candidate takes a hundred.

    Raises:
        BadInputError: `max_entries` is not positive.
    """

    def __init__(self, ledger: Ledger, *, max_entries: int = MAX_ENTRIES) -> None:
        if max_entries < 1:
            raise BadInputError(f"max_entries is {max_entries}: a store of evaluations holds at least 1.")
        self._ledger = ledger
        self._max_entries = max_entries

    def load(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The entries that it holds, by key; the other keys are absent.

        Raises:
            PlanwiseError: an entry is damaged, which is named and counts nothing, or the ledger cannot be written to.
        """
        from optimization.governance.ledger.ledger_tables import evaluation_counts as counts
        from optimization.governance.ledger.ledger_tables import evaluations

        wanted = list(dict.fromkeys(keys))
        use = evaluations.update().values(last_used_at=datetime.now(UTC), uses=evaluations.c.uses + 1)
        found: dict[str, dict[str, Any]] = {}
        with self._ledger.write() as connection:
            for chunk in _chunks(wanted):
                rows = connection.execute(use.where(evaluations.c.key.in_(chunk)).returning(evaluations)).all()
                found |= {row.key: self._entry(row.key, row.value) for row in rows}
            hits, misses = len(found), len(wanted) - len(found)
            connection.execute(counts.update().values(hits=counts.c.hits + hits, misses=counts.c.misses + misses))
        return found

    def save(self, entries: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep the entries, each in the place of one of the same key, and delete those that are then too many.

        Raises:
            PlanwiseError: the ledger cannot be written to.
        """
        from sqlalchemy import func, select

        from optimization.governance.ledger.ledger_tables import evaluation_counts as counts
        from optimization.governance.ledger.ledger_tables import evaluations

        now = datetime.now(UTC)
        rows = [
            {"key": key, "value": _compressed(entry), "created_at": now, "last_used_at": now, "uses": 0}
            for key, entry in entries.items()
        ]
        if not rows:
            return
        longest_unused = select(evaluations.c.key).order_by(evaluations.c.last_used_at, evaluations.c.key)
        with self._ledger.write() as connection:
            connection.execute(_upsert(connection), rows)
            held = connection.execute(select(func.count()).select_from(evaluations)).scalar_one()
            too_many = held - self._max_entries
            if too_many > 0:
                leaving = evaluations.c.key.in_(longest_unused.limit(too_many))
                connection.execute(evaluations.delete().where(leaving))
                connection.execute(counts.update().values(evictions=counts.c.evictions + too_many))

    def statistics(self) -> dict[str, Any]:
        """Counted over all processes since the ledger was made.

        `entries` now held; `hits` and `misses`, keys asked for that it held or not; `evictions`; `most_used`, the five
        entries used most as {"entry": ..., "access_count": n}, ties by age.

        Raises:
            PlanwiseError: an entry is damaged, which is named, or the ledger cannot be read.
        """
        from sqlalchemy import func, select

        from optimization.governance.ledger.ledger_tables import evaluation_counts as counts
        from optimization.governance.ledger.ledger_tables import evaluations

        most_used_first = (
            select(evaluations)
            .where(evaluations.c.uses > 0)
            .order_by(evaluations.c.uses.desc(), evaluations.c.created_at, evaluations.c.key)
        )
        with self._ledger.read() as connection:
            counted = connection.execute(select(counts)).one()
            entries = connection.scalar(select(func.count()).select_from(evaluations))
            most_used = connection.execute(most_used_first.limit(_MOST_USED_SHOWN)).all()
        return {
            "entries": entries,
            "hits": counted.hits,
            "misses": counted.misses,
            "evictions": counted.evictions,
            "most_used": [{"entry": self._entry(row.key, row.value), "access_count": row.uses} for row in most_used],
        }

    def _entry(self, key: str, value: bytes) -> dict[str, Any]:
        try:
            entry = json.loads(zlib.decompress(value))
        except (zlib.error, ValueError) as error:
            raise self._damaged(key, str(error)) from error
        if not isinstance(entry, dict):
            raise self._damaged(key, f"it is a {type(entry).__name__}")
        return entry

    def _damaged(self, key: str, said: str) -> PlanwiseError:
        from optimization.governance.ledger.ledger_url import shown

        return PlanwiseError(
            f"The ledger {shown(self._ledger.engine.url)} holds a damaged evaluation {key}: {said}. What damaged "
            "it may have damaged more, so put a copy of the ledger in its place. Or delete this record, which can be "
            f"simulated again: delete from evaluations where key = '{key}'."
        )


def _compressed(entry: Mapping[str, Any]) -> bytes:
    """Equal bytes for equal entries."""
    return zlib.compress(json.dumps(entry, sort_keys=True, separators=(",", ":"), allow_nan=False).encode())


def _upsert(connection: Connection) -> sqlite.Insert | postgresql.Insert:
    """Insert rows, each in the place of one of the same key, whose age and uses stay."""
    from sqlalchemy.dialects import postgresql, sqlite

    from optimization.governance.ledger.ledger_tables import evaluations

    is_server = connection.dialect.name == "postgresql"
    insert = postgresql.insert(evaluations) if is_server else sqlite.insert(evaluations)
    replaced = {"value": insert.excluded.value, "last_used_at": insert.excluded.last_used_at}
    return insert.on_conflict_do_update(index_elements=[evaluations.c.key], set_=replaced)


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _KEYS_PER_STATEMENT):
        yield keys[start : start + _KEYS_PER_STATEMENT]
