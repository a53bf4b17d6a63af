"""The desk inbox and case pages: who has a conversation open, delivery of what staff said, extensions."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; a turn names its messages in the outbox, the audit says why somebody looked."""
    op.create_table(
        "handover_viewing",
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversation.id"), primary_key=True),
        sa.Column("staff", sa.String(80), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("seen_at", _Moment, nullable=False),
    )
    op.create_table(
        "case_extension",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("case_record.id"), nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked_by", JsonColumn, nullable=False),
        sa.Column("asked_at", _Moment, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("decided_at", _Moment),
    )
    op.create_index("ix_case_extension_case_id", "case_extension", ["case_id"])
    op.add_column("turn", sa.Column("outbox_ids", JsonColumn))
    op.add_column("case_audit", sa.Column("reason", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    for table, column in (("case_audit", "reason"), ("turn", "outbox_ids")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_table("case_extension")
    op.drop_table("handover_viewing")
