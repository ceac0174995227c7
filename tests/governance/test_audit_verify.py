"""Tampering with the audit trail by somebody who can write the database: found, and found at the right entry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from optimization.governance.audit_trail.audit_anchor import Anchor
from optimization.governance.audit_trail.audit_chain import AuditAction, append_entry
from optimization.governance.audit_trail.audit_verify import ChainVerdict, verify_chain
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger

ENTRIES = 5


@pytest.fixture
def trail(ledger: Ledger) -> Ledger:
    """A ledger with five entries in its trail."""
    for number in range(1, ENTRIES + 1):
        with ledger.write() as connection:
            append_entry(
                connection,
                AuditAction.PARAMETER_CHANGE,
                user_id="analyst",
                scenario_id="default",
                details={"parameter": "cola_rate", "old_value": 0.02, "new_value": number / 100, "reason": "größer"},
            )
    return ledger


@contextmanager
def round_the_triggers(ledger: Ledger) -> Iterator[Connection]:
    """A transaction of somebody who takes the triggers away, writes, and puts them back as they were."""
    with ledger.write() as connection:
        if connection.dialect.name == "sqlite":
            triggers = connection.exec_driver_sql("select name, sql from sqlite_master where type = 'trigger'").all()
            drop = "drop trigger {}"
        else:
            triggers = connection.exec_driver_sql(
                "select tgname, pg_get_triggerdef(oid) from pg_trigger "
                "where tgrelid = 'audit_entries'::regclass and not tgisinternal"
            ).all()
            drop = "drop trigger {} on audit_entries"
        assert triggers
        for name, _definition in triggers:
            connection.exec_driver_sql(drop.format(name))
        yield connection
        for _name, definition in triggers:
            connection.exec_driver_sql(definition)


def rows_of(ledger: Ledger) -> list[dict[str, Any]]:
    with ledger.read() as connection:
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.sequence)).mappings().all()
    return [dict(row) for row in rows]


def replace_trail(ledger: Ledger, rows: Sequence[dict[str, Any]]) -> None:
    with round_the_triggers(ledger) as connection:
        connection.execute(audit_entries.delete())
        connection.execute(audit_entries.insert(), list(rows))


def chained(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows hashed anew, each after the one before it, under the numbers of their places."""
    hashed: list[dict[str, Any]] = []
    previous_hash = "0" * 64
    for sequence, row in enumerate(rows, start=1):
        content = {**json.loads(row["entry"]), "sequence": sequence}
        entry = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        entry_hash = hashlib.sha256((previous_hash + entry).encode()).hexdigest()
        hashed.append(
            {**row, "sequence": sequence, "entry": entry, "previous_hash": previous_hash, "entry_hash": entry_hash}
        )
        previous_hash = entry_hash
    return hashed


def renumbered(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in this order, with numbers to match in the column only."""
    return [{**row, "sequence": sequence} for sequence, row in enumerate(rows, start=1)]


def forged(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "entry": row["entry"].replace("analyst", "intruder"), "user_id": "intruder"}


def anchor_of(row: dict[str, Any]) -> Anchor:
    return Anchor(sequence=row["sequence"], entry_hash=row["entry_hash"], anchored_at=datetime(2025, 1, 1, tzinfo=UTC))


def test_a_trail_as_it_was_written_is_intact(trail: Ledger) -> None:
    rows = rows_of(trail)
    assert [row["sequence"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows == chained(rows)
    verdict = verify_chain(trail, anchor_of(rows[-1]))
    assert verdict == ChainVerdict(entries=5, head_hash=rows[-1]["entry_hash"])
    assert verdict.is_intact


def test_an_empty_trail_is_intact(ledger: Ledger) -> None:
    assert verify_chain(ledger) == ChainVerdict(entries=0, head_hash="0" * 64)


@pytest.mark.parametrize("sequence", range(1, ENTRIES + 1))
def test_any_change_of_any_column_is_found_at_its_entry(trail: Ledger, sequence: int) -> None:
    original = rows_of(trail)
    row = original[sequence - 1]
    changes: dict[str, Any] = {
        "recorded_at": row["recorded_at"] + timedelta(microseconds=1),
        "action": "APPROVAL_ACTION",
        "scenario_id": None,
        "user_id": "intruder",
        "entry": row["entry"].replace('"old_value":0.02', '"old_value":0.03'),
        "previous_hash": "f" * 64,
        "entry_hash": "f" * 64,
    }
    for column, value in changes.items():
        assert value != row[column]
        replace_trail(trail, [*original[: sequence - 1], {**row, column: value}, *original[sequence:]])
        verdict = verify_chain(trail)
        assert (verdict.first_broken, verdict.entries) == (sequence, sequence - 1), column
        assert verdict.reason is not None
        assert f"Entry {sequence} was changed" in verdict.reason


Tamper = Callable[[list[dict[str, Any]]], Sequence[dict[str, Any]]]

# What is done to the five entries, and the first entry that is not as it was written.
TAMPERED: dict[str, tuple[Tamper, int]] = {
    "the third removed": (lambda rows: [*rows[:2], *rows[3:]], 3),
    "the first removed": (lambda rows: rows[1:], 1),
    "two removed": (lambda rows: [rows[0], *rows[3:]], 2),
    "the third removed and the gap closed": (lambda rows: renumbered([*rows[:2], *rows[3:]]), 3),
    "the first removed and the gap closed": (lambda rows: renumbered(rows[1:]), 1),
    "a copy inserted as the third": (lambda rows: renumbered([*rows[:2], rows[0], *rows[2:]]), 3),
    "a forgery inserted as the third": (lambda rows: renumbered([*rows[:2], forged(rows[2]), *rows[2:]]), 3),
    "a well hashed forgery inserted as the third": (
        lambda rows: renumbered([*chained([*rows[:2], forged(rows[2])]), *rows[2:]]),
        3,
    ),
    "a copy of the first appended": (lambda rows: [*rows, {**rows[0], "sequence": 6}], 6),
    "two well hashed forgeries inserted as the third and fourth": (
        lambda rows: renumbered([*chained([*rows[:2], forged(rows[2]), forged(rows[2])]), *rows[2:]]),
        3,
    ),
    "an entry before the first": (lambda rows: [{**rows[0], "sequence": 0}, *rows], 0),
    "a forgery after the last": (lambda rows: [*rows, {**forged(rows[4]), "sequence": 6}], 6),
    "the second and the fourth exchanged": (
        lambda rows: renumbered([rows[0], rows[3], rows[2], rows[1], rows[4]]),
        2,
    ),
    "the last two exchanged": (lambda rows: renumbered([*rows[:3], rows[4], rows[3]]), 4),
    "the third changed and hashed anew alone": (
        lambda rows: [*rows[:2], chained([*rows[:2], forged(rows[2])])[2], *rows[3:]],
        3,
    ),
    "the fourth and fifth exchanged and hashed anew alone": (
        lambda rows: [*chained([*rows[:3], rows[4], rows[3]])[:4], rows[4]],
        4,
    ),
    "no entry, but well hashed": (
        lambda rows: [
            *rows[:2],
            {
                **rows[2],
                "entry": "[]",
                "entry_hash": hashlib.sha256((rows[1]["entry_hash"] + "[]").encode()).hexdigest(),
            },
            *rows[3:],
        ],
        3,
    ),
}


@pytest.mark.parametrize(("tamper", "first_broken"), TAMPERED.values(), ids=TAMPERED)
def test_removed_inserted_and_reordered_entries_are_found_where_they_are(
    trail: Ledger, tamper: Tamper, first_broken: int
) -> None:
    replace_trail(trail, tamper(rows_of(trail)))
    verdict = verify_chain(trail)
    assert verdict.first_broken == first_broken, verdict
    assert not verdict.is_intact
    assert verdict.reason


@pytest.mark.parametrize("kept", range(1, ENTRIES))
def test_a_cut_off_end_is_found_against_an_anchor_alone(trail: Ledger, kept: int) -> None:
    rows = rows_of(trail)
    replace_trail(trail, rows[:kept])
    assert verify_chain(trail).is_intact
    assert verify_chain(trail, anchor_of(rows[kept - 1])).is_intact
    verdict = verify_chain(trail, anchor_of(rows[-1]))
    assert (verdict.entries, verdict.first_broken) == (kept, kept + 1)
    assert verdict.reason == (
        f"The trail ends with entry {kept}, but had 5 entries when it was anchored: the last ones were removed."
    )


def test_an_end_that_is_hashed_anew_is_found_against_an_anchor_alone(trail: Ledger) -> None:
    rows = rows_of(trail)
    replace_trail(trail, chained([*rows[:2], forged(rows[2]), *rows[3:]]))
    assert verify_chain(trail).is_intact
    assert verify_chain(trail, anchor_of(rows[1])).is_intact
    for anchored in rows[2:]:
        verdict = verify_chain(trail, anchor_of(anchored))
        assert verdict.first_broken == anchored["sequence"]
        assert verdict.reason is not None
        assert "were rewritten and hashed anew" in verdict.reason


def test_a_trail_that_is_hashed_anew_without_an_entry_is_found_against_an_anchor(trail: Ledger) -> None:
    rows = rows_of(trail)
    replace_trail(trail, chained([*rows[:2], *rows[3:]]))
    assert verify_chain(trail).is_intact
    assert verify_chain(trail, anchor_of(rows[2])).first_broken == 3
    assert verify_chain(trail, anchor_of(rows[4])).first_broken == 5


def test_entries_after_an_anchor_do_not_disagree_with_it(trail: Ledger) -> None:
    anchor = anchor_of(rows_of(trail)[-1])
    with trail.write() as connection:
        append_entry(connection, AuditAction.APPROVAL_ACTION, user_id="approver", scenario_id=None, details={})
    assert verify_chain(trail, anchor).entries == ENTRIES + 1


@pytest.mark.parametrize(
    "damage",
    [
        "entry = cast(x'7bff7d' as text)",
        "entry = x'7b7d'",
        "user_id = cast(x'ff' as text)",
        "recorded_at = 'yesterday'",
    ],
)
def test_damage_to_the_file_is_found_at_its_entry(sqlite_ledger: Ledger, damage: str) -> None:
    for _ in range(3):
        with sqlite_ledger.write() as connection:
            append_entry(connection, AuditAction.APPROVAL_ACTION, user_id="approver", scenario_id=None, details={})
    with round_the_triggers(sqlite_ledger) as connection:
        connection.exec_driver_sql(f"update audit_entries set {damage} where sequence = 2")
    assert verify_chain(sqlite_ledger).first_broken == 2


def test_longer_trails_than_one_batch_are_read_to_their_end(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, write_trail: Callable[[Ledger, list[dict[str, Any]]], None]
) -> None:
    monkeypatch.setattr("optimization.governance.audit_trail.audit_verify.BATCH_ENTRIES", 10)
    write_trail(ledger, [{"action": "APPROVAL_ACTION"}] * 25)
    assert verify_chain(ledger).entries == 25
    replace_trail(ledger, [*rows_of(ledger)[:22], *rows_of(ledger)[23:]])
    assert verify_chain(ledger).first_broken == 23
