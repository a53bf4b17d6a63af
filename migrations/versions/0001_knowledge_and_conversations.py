"""Knowledge records with revisions, published generations, conversations and turns."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "knowledge_record",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("payload", JsonColumn, nullable=False),
    )
    op.create_table(
        "knowledge_revision",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("payload", JsonColumn, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.ForeignKeyConstraint(["kind", "key"], ["knowledge_record.kind", "knowledge_record.key"]),
    )
    op.create_table(
        "published_generation",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("owner", sa.String(8), nullable=False),
        sa.Column("state", JsonColumn, nullable=False),
        sa.Column("turns_since_start", sa.Integer, nullable=False),
        sa.Column("needs_sync", sa.Boolean, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("updated_at", _Moment, nullable=False),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("client_id", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reply", JsonColumn, nullable=False),
        sa.Column("through", sa.String(8), nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.UniqueConstraint("conversation_id", "client_id"),
    )
    op.create_index("ix_turn_conversation_id", "turn", ["conversation_id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "turn",
        "conversation",
        "published_generation",
        "knowledge_revision",
        "knowledge_record",
    ):
        op.drop_table(table)
