"""Duty log, roster, referrals and counter usage."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "counter_use",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shift_id", sa.Integer, sa.ForeignKey("duty_shift.id")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("entry_id", sa.String(80), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("is_manual", sa.Boolean, nullable=False),
        sa.Column("at", _Moment, nullable=False),
    )
    op.create_index("ix_counter_use_shift", "counter_use", ["shift_id", "at"])
    op.create_index("ix_counter_use_day", "counter_use", ["day"])
    op.create_table(
        "counter_referral",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("papers", sa.Text, nullable=False),
        sa.Column("from_window", sa.String(80), nullable=False),
        sa.Column("to_window", sa.String(80), nullable=False),
        sa.Column("entry_id", sa.String(80), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("made_at", _Moment, nullable=False),
        sa.Column("received_by", sa.String(60), nullable=False),
        sa.Column("received_at", _Moment),
    )
    op.create_table(
        "duty_log",
        sa.Column("shift_id", sa.Integer, sa.ForeignKey("duty_shift.id"), primary_key=True),
        sa.Column("people", sa.Text, nullable=False),
        sa.Column("handover", sa.Text, nullable=False),
        sa.Column("handover_by", sa.String(60), nullable=False),
        sa.Column("handover_from", sa.String(40), nullable=False),
        sa.Column("handover_at", _Moment),
        sa.Column("read_by", sa.String(60), nullable=False),
        sa.Column("read_at", _Moment),
    )
    op.create_table(
        "duty_incident",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shift_id", sa.Integer, sa.ForeignKey("duty_shift.id"), nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("noted_by", sa.String(60), nullable=False),
    )
    op.create_index("ix_duty_incident_shift", "duty_incident", ["shift_id"])
    op.create_table(
        "duty_roster",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("slot", sa.String(12), nullable=False),
        sa.Column("person", sa.String(30), nullable=False),
        sa.Column("deputy", sa.String(30), nullable=False),
        sa.UniqueConstraint("day", "slot", "person"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("duty_roster", "duty_incident", "duty_log", "counter_referral", "counter_use"):
        op.drop_table(table)
