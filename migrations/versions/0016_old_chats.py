"""Old turns and idle conversations are found without reading all: they are erased every hour."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what is asked for by its age."""
    op.create_index("ix_turn_created_at", "turn", ["created_at"])
    op.create_index("ix_conversation_updated_at", "conversation", ["updated_at"])


def downgrade() -> None:
    """Read all again."""
    op.drop_index("ix_conversation_updated_at", "conversation")
    op.drop_index("ix_turn_created_at", "turn")
