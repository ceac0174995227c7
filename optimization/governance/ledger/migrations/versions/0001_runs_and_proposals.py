"""Search runs and the proposals that come of them.

Migrations go forwards only: a ledger is evidence, and the way back is a copy of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first two tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "search_runs",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.String(), nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.Column("fingerprints", sa.JSON(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("process_created_at", instant, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name="pk_search_runs"),
    )
    op.create_index("ix_search_runs_started_at", "search_runs", ["started_at"])
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("scenario_id", sa.String(), nullable=False),
        sa.Column("proposer", sa.String(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("fingerprints", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_proposals"),
        sa.ForeignKeyConstraint(["run_id"], ["search_runs.run_id"], name="fk_proposals_run_id"),
    )
