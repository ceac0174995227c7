"""Governance: the audit trail, approvals, writes to the lever file with their checkpoints, rollouts and records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# What a proposal was computed from and how risky it is; proposals of earlier versions have neither.
_PROPOSAL_COLUMNS = (
    ("lever_rows", sa.JSON(none_as_null=True)),
    ("risk_level", sa.String()),
    ("risk_report", sa.JSON(none_as_null=True)),
)


def upgrade() -> None:
    """Make the tables, and let the audit trail only grow."""
    instant = sa.DateTime(timezone=True)
    for name, kind in _PROPOSAL_COLUMNS:
        op.add_column("proposals", sa.Column(name, kind, nullable=True))
    op.create_table(
        "audit_entries",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.String(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("entry_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_recorded_at", "audit_entries", ["recorded_at"])
    op.create_table(
        "approvals",
        sa.Column("proposal_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("acted_at", instant, nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_number", "number", name="pk_approvals"),
        sa.ForeignKeyConstraint(["proposal_number"], ["proposals.number"], name="fk_approvals_proposal_number"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.String(), nullable=False),
        sa.Column("lever_file", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("baseline", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("proposal_number", sa.Integer(), nullable=True),
        sa.Column("phase", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_checkpoints"),
        sa.ForeignKeyConstraint(["proposal_number"], ["proposals.number"], name="fk_checkpoints_proposal_number"),
    )
    op.create_table(
        "lever_writes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.String(), nullable=False),
        sa.Column("lever_file", sa.String(), nullable=False),
        sa.Column("proposal_number", sa.Integer(), nullable=True),
        sa.Column("phase", sa.Integer(), nullable=True),
        sa.Column("checkpoint_number", sa.Integer(), nullable=False),
        sa.Column("restored_checkpoint", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before_sha256", sa.String(), nullable=False),
        sa.Column("after_sha256", sa.String(), nullable=False),
        sa.Column("after_content", sa.LargeBinary(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_lever_writes"),
        sa.ForeignKeyConstraint(
            ["checkpoint_number"], ["checkpoints.number"], name="fk_lever_writes_checkpoint_number"
        ),
        sa.ForeignKeyConstraint(["proposal_number"], ["proposals.number"], name="fk_lever_writes_proposal_number"),
        sa.ForeignKeyConstraint(
            ["restored_checkpoint"], ["checkpoints.number"], name="fk_lever_writes_restored_checkpoint"
        ),
    )
    op.create_table(
        "rollouts",
        sa.Column("proposal_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("risk_tolerance", sa.String(), nullable=False),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_number", name="pk_rollouts"),
        sa.ForeignKeyConstraint(["proposal_number"], ["proposals.number"], name="fk_rollouts_proposal_number"),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("scenario_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("proposal_number", sa.Integer(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["proposal_number"], ["proposals.number"], name="fk_decisions_proposal_number"),
        sa.ForeignKeyConstraint(["run_id"], ["search_runs.run_id"], name="fk_decisions_run_id"),
    )
    op.create_index("ix_decisions_created_at", "decisions", ["created_at"])
    op.create_table(
        "actuals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("metric_name", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_actuals"),
    )
    op.create_table(
        "run_iterations",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("iteration", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number", name="pk_run_iterations"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["search_runs.run_id"], name="fk_run_iterations_run_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "search_performance",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("scenario_id", sa.String(), nullable=False),
        sa.Column("recorded_at", instant, nullable=False),
        sa.Column("converged", sa.Boolean(), nullable=False),
        sa.Column("iterations", sa.Integer(), nullable=True),
        sa.Column("evaluations", sa.Integer(), nullable=True),
        sa.Column("runtime_seconds", sa.Float(), nullable=True),
        sa.Column("objective_value", sa.Float(), nullable=True),
        sa.Column("quality_score", sa.Float(), nullable=True),
        sa.Column("algorithm", sa.String(), nullable=True),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("business_context", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_search_performance"),
        sa.ForeignKeyConstraint(["run_id"], ["search_runs.run_id"], name="fk_search_performance_run_id"),
    )
    op.create_index("ix_search_performance_recorded_at", "search_performance", ["recorded_at"])
    op.create_table(
        "training_progress",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("passed_at", instant, nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "module", "exercise", name="pk_training_progress"),
    )
    _refuse_changes_of_the_audit_trail()


def _refuse_changes_of_the_audit_trail() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("update", "delete"):
            op.execute(
                f"create trigger audit_entries_refuse_{change} before {change} on audit_entries begin "
                f"select raise(abort, 'the audit trail is appended to, and never changed'); end"
            )
        # A replacing insert deletes without a delete trigger.
        op.execute(
            "create trigger audit_entries_refuse_replace before insert on audit_entries "
            "when exists (select 1 from audit_entries where sequence = new.sequence) begin "
            "select raise(abort, 'the audit trail is appended to, and never changed'); end"
        )
        return
    op.execute(
        "create function refuse_audit_change() returns trigger language plpgsql as $$ begin "
        "raise exception 'the audit trail is appended to, and never changed'; end $$"
    )
    op.execute(
        "create trigger audit_entries_refuse_change before update or delete or truncate on audit_entries "
        "for each statement execute function refuse_audit_change()"
    )
