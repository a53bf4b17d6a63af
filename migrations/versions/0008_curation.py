"""Drafts of knowledge records, their review and publication."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.add_column(
        "knowledge_revision", sa.Column("reviewer", sa.String(80), nullable=False, server_default="")
    )
    op.create_table(
        "knowledge_draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("base_revision", sa.Integer, nullable=False),
        sa.Column("payload", JsonColumn, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("author_id", sa.String(64), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("editors", JsonColumn, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("reviewer", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("updated_at", _Moment, nullable=False),
    )
    op.create_index("ix_knowledge_draft_state", "knowledge_draft", ["state"])
    op.create_table(
        "publication",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("drafts", JsonColumn, nullable=False),
        sa.Column("live", sa.Integer, nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("report", JsonColumn),
        sa.Column("started_by_id", sa.String(64), nullable=False),
        sa.Column("started_by", sa.String(80), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("updated_at", _Moment, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("publication")
    op.drop_table("knowledge_draft")
    op.drop_column("knowledge_revision", "reviewer")
