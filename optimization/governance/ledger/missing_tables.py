"""Which of the ledger's tables are not there, although its version says that they are."""

from __future__ import annotations

from optimization.governance.ledger.ledger import Ledger


def missing_tables(ledger: Ledger) -> tuple[str, ...]:
    """The names of the tables that somebody has dropped, in order.

    Raises:
        PlanwiseError: the ledger cannot be read.
    """
    from sqlalchemy import inspect

    from optimization.governance.ledger.governance_tables import audit_entries

    with ledger.read() as connection:
        there = inspect(connection).get_table_names()
    return tuple(sorted(set(audit_entries.metadata.tables) - set(there)))
