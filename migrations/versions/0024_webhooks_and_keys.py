"""What other systems are told and may ask: happenings, webhooks with their messages, keys of the API."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "happening",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("data", JsonColumn, nullable=False),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("due_at", _Moment, nullable=False),
    )
    op.create_index("ix_happening_subject", "happening", ["subject"])
    op.create_index("ix_happening_due_at", "happening", ["due_at"])
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("kinds", JsonColumn, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("added_at", _Moment, nullable=False),
        sa.Column("on_at", _Moment, nullable=False),
        sa.Column("off_at", _Moment),
        sa.Column("off_reason", sa.String(120), nullable=False),
    )
    op.create_table(
        "webhook_message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("webhook_id", sa.Integer, sa.ForeignKey("webhook.id"), nullable=False),
        sa.Column("message_id", sa.String(40), nullable=False, unique=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("outbox_id", sa.Integer, sa.ForeignKey("outbox.id"), nullable=False),
        sa.Column("at", _Moment, nullable=False),
    )
    for column in ("webhook_id", "outbox_id", "at"):
        op.create_index(f"ix_webhook_message_{column}", "webhook_message", [column])
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", JsonColumn, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_at", _Moment, nullable=False),
        sa.Column("used_at", _Moment),
        sa.Column("revoked_at", _Moment),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("api_key", "webhook_message", "webhook", "happening"):
        op.drop_table(table)
