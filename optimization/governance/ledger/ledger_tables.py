"""The ledger's tables as they are at the newest version; `migrations/` builds them step by step."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

from optimization.governance.ledger.utc_instants import UtcInstant

# Names that a later migration can rely on, whatever the database would call them.
ledger_metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

# Not `runs`: Dagster has a table of that name, and both may share a PostgreSQL database.
search_runs = Table(
    "search_runs",
    ledger_metadata,
    Column("run_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("scenario_id", String, nullable=False),
    Column("started_at", UtcInstant, nullable=False),
    Column("started_by", String, nullable=False),
    Column("config", JSON, nullable=False),
    Column("fingerprints", JSON, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process_created_at", UtcInstant, nullable=False),
    Column("status", String, nullable=False),
    Column("ended_at", UtcInstant),
    Column("message", Text),
    Column("result", JSON(none_as_null=True)),
    Index(None, "started_at"),
)

proposals = Table(
    "proposals",
    ledger_metadata,
    # Given by the writer, not by the database: a sequence leaves a gap when a transaction is undone.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run_id", String, ForeignKey(search_runs.c.run_id), nullable=False),
    Column("scenario_id", String, nullable=False),
    Column("proposer", String, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("state", String, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("fingerprints", JSON, nullable=False),
    # What follows is not there for proposals of the first versions of the program.
    Column("lever_rows", JSON(none_as_null=True)),
    Column("risk_level", String),
    Column("risk_report", JSON(none_as_null=True)),
)

evaluations = Table(
    "evaluations",
    ledger_metadata,
    Column("key", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("last_used_at", UtcInstant, nullable=False),
    Column("uses", Integer, nullable=False),
    Index(None, "last_used_at"),
)

# One row, which the migration makes: whoever counts adds to it, and nobody has to see whether it is there.
evaluation_counts = Table(
    "evaluation_counts",
    ledger_metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("hits", Integer, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("evictions", Integer, nullable=False),
)
