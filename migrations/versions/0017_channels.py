"""Channels: what is wrong with a whole one, the order of numbered events, the requests of one answer."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table and add the columns."""
    op.create_table(
        "channel",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("paused_at", _Moment),
        sa.Column("probe_at", _Moment),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("refused", sa.Integer, nullable=False, server_default="0"),
        sa.Column("refused_at", _Moment),
    )
    op.add_column("inbox_event", sa.Column("number", sa.BigInteger))
    op.add_column(
        "inbox_event", sa.Column("told_to_wait", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_index("ix_inbox_event_received", "inbox_event", ["channel", "received_at"])
    op.add_column("outbox", sa.Column("batch", sa.String(40)))
    op.create_index("ix_outbox_batch", "outbox", ["batch"])


def downgrade() -> None:
    """Drop them; what was held or blocked counts as failed."""
    op.execute("UPDATE outbox SET state = 'failed' WHERE state IN ('held', 'blocked')")
    op.drop_index("ix_outbox_batch", "outbox")
    op.drop_index("ix_inbox_event_received", "inbox_event")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("batch")
    with op.batch_alter_table("inbox_event") as batch:
        batch.drop_column("told_to_wait")
        batch.drop_column("number")
    op.drop_table("channel")
