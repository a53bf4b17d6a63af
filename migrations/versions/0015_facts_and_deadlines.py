"""Conversations keep the facts of a situation, sealed; reminders of last days are sent when they are due."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table."""
    with op.batch_alter_table("conversation") as batch:
        batch.add_column(sa.Column("facts", sa.Text, nullable=True))
    op.create_table(
        "deadline_reminder",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_deadline_reminder_conversation_id", "deadline_reminder", ["conversation_id"])
    op.create_index("ix_deadline_reminder_due_at", "deadline_reminder", ["due_at"])


def downgrade() -> None:
    """Remove the table and the column."""
    op.drop_table("deadline_reminder")
    with op.batch_alter_table("conversation") as batch:
        batch.drop_column("facts")
