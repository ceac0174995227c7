"""The ledger's tables of what leads to a proposal and happens to it: drafts, audit, approvals, writes, records."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from optimization.governance.ledger.ledger_tables import ledger_metadata, proposals, search_runs
from optimization.governance.ledger.utc_instants import UtcInstant

# `revision` decides whose save wins: one that was made on another than the stored one is refused.
drafts = Table(
    "drafts",
    ledger_metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("scenario_id", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_by", String, nullable=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("updated_by", String, nullable=False),
    Column("updated_at", UtcInstant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("proposal_number", Integer, ForeignKey(proposals.c.number)),
    Index(None, "updated_at"),
)

# Triggers refuse UPDATE and DELETE. `entry` is the canonical JSON that the hash is of; the columns beside it are copies
# of its fields, to be searched by.
audit_entries = Table(
    "audit_entries",
    ledger_metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("action", String, nullable=False),
    Column("scenario_id", String),
    Column("user_id", String, nullable=False),
    Column("entry", Text, nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("entry_hash", String, nullable=False),
    Index(None, "recorded_at"),
)

approvals = Table(
    "approvals",
    ledger_metadata,
    Column("proposal_number", Integer, ForeignKey(proposals.c.number), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("action", String, nullable=False),
    Column("user_id", String, nullable=False),
    Column("acted_at", UtcInstant, nullable=False),
    Column("comments", Text, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    ledger_metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("created_at", UtcInstant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("scenario_id", String, nullable=False),
    Column("lever_file", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", String, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("details", JSON, nullable=False),
    Column("baseline", JSON(none_as_null=True)),
    Column("proposal_number", Integer, ForeignKey(proposals.c.number)),
    Column("phase", Integer),
)

# Intent first, then the file, then the outcome: whoever finds a write that is only begun knows what was meant.
lever_writes = Table(
    "lever_writes",
    ledger_metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("scenario_id", String, nullable=False),
    Column("lever_file", String, nullable=False),
    Column("proposal_number", Integer, ForeignKey(proposals.c.number)),
    Column("phase", Integer),
    Column("checkpoint_number", Integer, ForeignKey("checkpoints.number"), nullable=False),
    Column("restored_checkpoint", Integer, ForeignKey("checkpoints.number")),
    Column("user_id", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("before_sha256", String, nullable=False),
    Column("after_sha256", String, nullable=False),
    Column("after_content", LargeBinary, nullable=False),
    Column("moved", JSON, nullable=False),
    Column("is_forced", Boolean, nullable=False),
    Column("host", String, nullable=False),
    Column("began_at", UtcInstant, nullable=False),
    Column("ended_at", UtcInstant),
)

rollouts = Table(
    "rollouts",
    ledger_metadata,
    Column("proposal_number", Integer, ForeignKey(proposals.c.number), primary_key=True),
    Column("created_at", UtcInstant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("risk_tolerance", String, nullable=False),
    Column("phases", JSON, nullable=False),
)

decisions = Table(
    "decisions",
    ledger_metadata,
    Column("decision_id", String, primary_key=True),
    Column("created_at", UtcInstant, nullable=False),
    Column("scenario_id", String, nullable=False),
    Column("run_id", String, ForeignKey(search_runs.c.run_id)),
    Column("proposal_number", Integer, ForeignKey(proposals.c.number)),
    Column("record", JSON, nullable=False),
    Index(None, "created_at"),
)

# A figure that is corrected is recorded again: the one of the highest number holds.
actuals = Table(
    "actuals",
    ledger_metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("period", String, nullable=False),
    Column("metric_name", String, nullable=False),
    Column("value", Float, nullable=False),
    Column("source", String, nullable=False),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("recorded_by", String, nullable=False),
)

run_iterations = Table(
    "run_iterations",
    ledger_metadata,
    Column("run_id", String, ForeignKey(search_runs.c.run_id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("iteration", JSON, nullable=False),
)

search_performance = Table(
    "search_performance",
    ledger_metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run_id", String, ForeignKey(search_runs.c.run_id)),
    Column("scenario_id", String, nullable=False),
    Column("recorded_at", UtcInstant, nullable=False),
    Column("converged", Boolean, nullable=False),
    Column("iterations", Integer),
    Column("evaluations", Integer),
    Column("runtime_seconds", Float),
    Column("objective_value", Float),
    Column("quality_score", Float),
    Column("algorithm", String),
    Column("parameters", JSON, nullable=False),
    Column("business_context", JSON, nullable=False),
    Index(None, "recorded_at"),
)

training_progress = Table(
    "training_progress",
    ledger_metadata,
    Column("user_id", String, primary_key=True),
    Column("module", String, primary_key=True),
    Column("exercise", String, primary_key=True),
    Column("passed_at", UtcInstant, nullable=False),
    Column("evidence", JSON, nullable=False),
)
