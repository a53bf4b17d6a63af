"""How long an answer took, also where no delivery tells it (the web chat)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_INDEX = "ix_turn_use_day"
_COLUMNS = ["day", "channel", "result", "faq_id", "begins"]


def upgrade() -> None:
    """Add the column, and to the index that holds all that reports ask for."""
    op.add_column("turn_use", sa.Column("seconds", sa.Double))
    op.drop_index(_INDEX, "turn_use")
    op.create_index(_INDEX, "turn_use", [*_COLUMNS, "seconds"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(_INDEX, "turn_use")
    op.create_index(_INDEX, "turn_use", _COLUMNS)
    with op.batch_alter_table("turn_use") as batch:
        batch.drop_column("seconds")
