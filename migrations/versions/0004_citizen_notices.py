"""Notices to citizens, reminders, surveys and subscriptions."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def _case_id(nullable: bool = False) -> sa.Column[str]:
    return sa.Column("case_id", sa.String(32), sa.ForeignKey("case_record.id"), nullable=nullable, index=True)


def _handed() -> list[sa.Column[object]]:
    """Columns of whatever is handed to the outbox: where it is, why, and what the outbox calls it."""
    return [
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("outbox_ids", JsonColumn, nullable=False),
        sa.Column("settled_at", _Moment),
    ]


def upgrade() -> None:
    """Create the tables."""
    op.add_column("lane", sa.Column("stopped_at", _Moment))
    op.add_column("outbox", sa.Column("purpose", sa.String(8), nullable=False, server_default="reply"))
    op.create_index("ix_outbox_state", "outbox", ["state", "channel"])
    op.add_column("case_notice", sa.Column("due_at", _Moment))
    op.add_column("case_notice", sa.Column("timing", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "notice_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("case_notice.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        *_handed(),
        sa.UniqueConstraint("notice_id", "way"),
    )
    op.create_table(
        "staff_task",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        _case_id(nullable=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("done_at", _Moment),
        sa.Column("done_by", sa.String(80), nullable=False),
    )
    op.create_table(
        "case_survey",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("case_notice.id"), nullable=False, unique=True),
        _case_id(),
        sa.Column("conversation_id", sa.String(64), index=True),
        sa.Column("invited_at", _Moment, nullable=False),
        sa.Column("score", sa.Integer),
        sa.Column("answered_at", _Moment),
    )
    op.create_table(
        "answer_feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("answer_key", sa.String(64), nullable=False),
        sa.Column("faq_id", sa.String(40), nullable=False, index=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("at", _Moment, nullable=False, index=True),
        sa.UniqueConstraint("conversation_id", "answer_key"),
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, unique=True),
        sa.Column("words", JsonColumn, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("topic_id", sa.String(40), sa.ForeignKey("topic.id"), nullable=False),
        sa.Column("person", sa.String(80), nullable=False, index=True),
        sa.Column("conversation_id", sa.String(64)),
        sa.Column("email", sa.Text),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asked_at", _Moment, nullable=False),
        sa.Column("consented_at", _Moment),
        sa.Column("ended_at", _Moment),
        sa.UniqueConstraint("topic_id", "person"),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("topic_id", sa.String(40), sa.ForeignKey("topic.id"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("due_at", _Moment, nullable=False),
    )
    op.create_table(
        "announcement_copy",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("announcement_id", sa.Integer, sa.ForeignKey("announcement.id"), nullable=False),
        sa.Column("subscription_id", sa.Integer, sa.ForeignKey("subscription.id"), nullable=False),
        sa.Column("due_at", _Moment, nullable=False),
        *_handed(),
        sa.UniqueConstraint("announcement_id", "subscription_id"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "announcement_copy",
        "announcement",
        "subscription",
        "topic",
        "answer_feedback",
        "case_survey",
        "staff_task",
        "notice_step",
    ):
        op.drop_table(table)
    op.drop_column("case_notice", "timing")
    op.drop_column("case_notice", "due_at")
    op.drop_index("ix_outbox_state", "outbox")
    op.drop_column("outbox", "purpose")
    op.drop_column("lane", "stopped_at")
