"""Cases: their events, notices, attachments, guesses, audit and the bureau's calendar."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def _case_id() -> sa.Column[str]:
    return sa.Column("case_id", sa.String(32), sa.ForeignKey("case_record.id"), nullable=False, index=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "case_record",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("number", sa.String(24), nullable=False, unique=True),
        sa.Column("route", sa.String(16), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("conversation_id", sa.String(64), index=True),
        sa.Column("statement", sa.Text),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), unique=True),
        sa.Column("fingerprint", sa.String(64), index=True),
        sa.Column("code_version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("deputies", JsonColumn, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("due_reasons", JsonColumn, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("extended", sa.Boolean, nullable=False),
        sa.Column("filed_at", _Moment, nullable=False),
        sa.Column("updated_at", _Moment, nullable=False),
        sa.Column("settled_at", _Moment),
        sa.Column("erased_at", _Moment),
    )
    op.create_index("ix_case_record_state_due", "case_record", ["state", "due_on"])
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("actor", JsonColumn, nullable=False),
        sa.Column("details", sa.Text),
    )
    op.create_table(
        "case_notice",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("event_id", sa.Integer, sa.ForeignKey("case_event.id"), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("facts", sa.Text),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        sa.Column("created_at", _Moment, nullable=False),
    )
    op.create_table(
        "case_attachment",
        sa.Column("id", sa.String(32), primary_key=True),
        _case_id(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("added_at", _Moment, nullable=False),
        sa.Column("added_by", sa.String(8), nullable=False),
    )
    op.create_table(
        "case_audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), index=True),
        sa.Column("at", _Moment, nullable=False, index=True),
        sa.Column("actor", JsonColumn, nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
    )
    op.create_table(
        "case_guess",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(64), nullable=False, index=True),
        sa.Column("address", sa.String(64), nullable=False, index=True),
        sa.Column("at", _Moment, nullable=False),
    )
    op.create_table(
        "case_sequence",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("entered_by", sa.String(80), nullable=False),
        sa.Column("entered_at", _Moment, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "calendar_day",
        "case_sequence",
        "case_guess",
        "case_audit",
        "case_attachment",
        "case_notice",
        "case_event",
        "case_record",
    ):
        op.drop_table(table)
