"""Runs the ledger's migrations on the connection that `ledger_version` gives, inside its transaction."""

from __future__ import annotations

from alembic import context

from optimization.governance.ledger.ledger_version import VERSION_TABLE

# No context.begin_transaction(): the writer's transaction is open already, and keeps all migrations or none.
context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
