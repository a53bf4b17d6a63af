"""Lanes, inbox events, outbox and button ids; who owns a conversation, and until when."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.add_column("conversation", sa.Column("owner_until", _Moment))
    op.create_table(
        "lane",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("user_id", sa.String(80), nullable=False),
        sa.Column("due_at", _Moment),
        sa.Column("leased_until", _Moment),
        sa.Column("leased_by", sa.String(40)),
        sa.Column("heard_at", _Moment),
        sa.UniqueConstraint("channel", "user_id"),
    )
    op.create_index("ix_lane_due_at", "lane", ["due_at"])
    op.create_table(
        "inbox_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("event_id", sa.String(200), nullable=False),
        sa.Column("lane_id", sa.Integer, sa.ForeignKey("lane.id"), nullable=False),
        sa.Column("payload", JsonColumn, nullable=False),
        sa.Column("occurred_at", _Moment, nullable=False),
        sa.Column("received_at", _Moment, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", _Moment, nullable=False),
        sa.Column("message_id", sa.String(200)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("channel", "event_id"),
    )
    op.create_index("ix_inbox_event_lane", "inbox_event", ["lane_id", "state"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lane_id", sa.Integer, sa.ForeignKey("lane.id"), nullable=False),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("inbox_event.id")),
        sa.Column("payload", JsonColumn, nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("reply_token", sa.String(200)),
        sa.Column("token_at", _Moment),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("uncertain", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", _Moment, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("settled_at", _Moment),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_outbox_lane", "outbox", ["lane_id", "state"])
    op.create_table(
        "button",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("button", "outbox", "inbox_event", "lane"):
        op.drop_table(table)
    op.drop_column("conversation", "owner_until")
