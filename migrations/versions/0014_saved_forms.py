"""Forms laid aside half-filled, found again by a private link."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "saved_form",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(64)),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_saved_form_conversation_id", "saved_form", ["conversation_id"])
    op.create_index("ix_saved_form_expires_at", "saved_form", ["expires_at"])


def downgrade() -> None:
    """Drop the table, and what it held."""
    op.drop_table("saved_form")
