"""Questions that the knowledge base did not answer."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "open_question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("candidates", JsonColumn, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("origin", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("assignee_id", sa.String(64), nullable=False),
        sa.Column("assignee", sa.String(80), nullable=False),
        sa.Column("resolution", sa.String(16), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("closed_at", _Moment),
    )
    for column in ("origin", "state", "created_at"):
        op.create_index(f"ix_open_question_{column}", "open_question", [column])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("open_question")
