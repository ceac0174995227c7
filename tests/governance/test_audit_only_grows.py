"""The audit trail only grows: the database itself refuses anything else, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from optimization.errors import PlanwiseError
from optimization.governance.audit_trail.audit_chain import AuditAction, append_entry
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.governance_tables import audit_entries
from optimization.governance.ledger.ledger import Ledger


@pytest.fixture
def trail(ledger: Ledger) -> Ledger:
    for _ in range(3):
        with ledger.write() as connection:
            append_entry(connection, AuditAction.APPROVAL_ACTION, user_id="approver", scenario_id=None, details={})
    return ledger


def refuses(ledger: Ledger, statement: str) -> None:
    before = verify_chain(ledger)
    with pytest.raises(PlanwiseError, match="is appended to, and never changed"), ledger.write() as connection:
        connection.exec_driver_sql(statement)
    assert verify_chain(ledger) == before


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entries set user_id = 'intruder'",
        "update audit_entries set user_id = 'intruder' where sequence = 2",
        "delete from audit_entries",
        "delete from audit_entries where sequence = 3",
        "insert into audit_entries select * from audit_entries where sequence = 2 "
        "on conflict (sequence) do update set user_id = 'intruder'",
    ],
)
def test_entries_are_neither_changed_nor_removed(trail: Ledger, statement: str) -> None:
    refuses(trail, statement)


def test_an_entry_is_not_replaced_by_another_of_its_number(sqlite_ledger: Ledger) -> None:
    with sqlite_ledger.write() as connection:
        append_entry(connection, AuditAction.APPROVAL_ACTION, user_id="approver", scenario_id=None, details={})
    # To SQLite this is an insertion: triggers on UPDATE and DELETE do not see it.
    refuses(
        sqlite_ledger,
        "insert or replace into audit_entries "
        "select sequence, recorded_at, action, scenario_id, 'intruder', entry, previous_hash, entry_hash "
        "from audit_entries",
    )


def test_the_trail_is_not_emptied_at_a_stroke(trail: Ledger) -> None:
    if trail.engine.dialect.name != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    refuses(trail, "truncate audit_entries")


def test_a_second_entry_of_the_same_number_is_refused(trail: Ledger) -> None:
    before = verify_chain(trail)
    with pytest.raises(PlanwiseError, match="refused a record"), trail.write() as connection:
        connection.exec_driver_sql("insert into audit_entries select * from audit_entries where sequence = 2")
    assert verify_chain(trail) == before


def test_an_entry_is_not_kept_when_what_it_tells_of_is_undone(trail: Ledger) -> None:
    def append_and_fail() -> None:
        with trail.write() as connection:
            append_entry(connection, AuditAction.APPROVAL_ACTION, user_id="approver", scenario_id=None, details={})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append_and_fail()
    assert verify_chain(trail).entries == 3


def test_an_instant_is_not_before_the_one_of_the_entry_before(ledger: Ledger) -> None:
    """The clock was set back: the last entry was recorded in what is the future now."""
    future = datetime(2999, 1, 1, tzinfo=UTC)
    with ledger.write() as connection:
        connection.execute(
            audit_entries.insert().values(
                sequence=1,
                recorded_at=future,
                action="APPROVAL_ACTION",
                scenario_id=None,
                user_id="approver",
                entry="{}",
                previous_hash="0" * 64,
                entry_hash="1" * 64,
            )
        )
        after = append_entry(connection, AuditAction.APPROVAL_ACTION, user_id="approver", scenario_id=None, details={})
    assert (after.sequence, after.recorded_at) == (2, future)
