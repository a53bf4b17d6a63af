"""E-mail digest with acknowledgement, and what turns came to, for the reports."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "turn_use",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("result", sa.String(12), nullable=False),
        sa.Column("faq_id", sa.String(80), nullable=False),
        sa.Column("begins", sa.Boolean, nullable=False),
    )
    op.create_index("ix_turn_use_day", "turn_use", ["day", "channel", "result", "faq_id", "begins"])
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(40), nullable=False, unique=True),
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("until", _Moment, nullable=False),
        sa.Column("is_daily", sa.Boolean, nullable=False),
    )
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("is_urgent", sa.Boolean, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("entries", JsonColumn, nullable=False),
        sa.Column("author", sa.String(60), nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("withdrawn_at", _Moment),
        sa.Column("digest_id", sa.Integer, sa.ForeignKey("digest.id")),
    )
    op.create_index("ix_bulletin_valid_to", "bulletin", ["valid_to"])
    op.create_table(
        "bulletin_reading",
        sa.Column("bulletin_id", sa.Integer, sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("reader", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("at", _Moment, nullable=False),
    )
    op.create_table(
        "digest_receipt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest_id", sa.Integer, sa.ForeignKey("digest.id"), nullable=False),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("staff_account.id"), nullable=False),
        sa.Column("sent_at", _Moment, nullable=False),
        sa.Column("acknowledged_at", _Moment),
        sa.Column("reminded_at", _Moment),
        sa.UniqueConstraint("digest_id", "account_id"),
    )
    op.create_index("ix_digest_receipt_account_id", "digest_receipt", ["account_id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("digest_receipt", "bulletin_reading", "bulletin", "digest", "turn_use"):
        op.drop_table(table)
