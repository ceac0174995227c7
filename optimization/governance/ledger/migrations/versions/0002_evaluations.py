"""Simulated candidates, and how often they were asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables, with nothing counted yet."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "evaluations",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("last_used_at", instant, nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_evaluations"),
    )
    op.create_index("ix_evaluations_last_used_at", "evaluations", ["last_used_at"])
    counts = op.create_table(
        "evaluation_counts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("evictions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation_counts"),
    )
    op.bulk_insert(counts, [{"id": 1, "hits": 0, "misses": 0, "evictions": 0}])
