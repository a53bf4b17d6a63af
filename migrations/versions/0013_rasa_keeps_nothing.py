"""Rasa keeps no conversations any more: nothing has to be brought in step with it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The table of Rasa's own tracker store, where it was put beside ours: it holds what people wrote, unmasked.
_TRACKER = "events"


def upgrade() -> None:
    """Drop the columns, and what Rasa remembered of conversations."""
    with op.batch_alter_table("conversation") as batch:
        batch.drop_column("turns_since_start")
        batch.drop_column("needs_sync")
    found = sa.inspect(op.get_bind())
    if found.has_table(_TRACKER) and any(c["name"] == "sender_id" for c in found.get_columns(_TRACKER)):
        op.drop_table(_TRACKER)


def downgrade() -> None:
    """Add the columns; Rasa begins every conversation anew."""
    with op.batch_alter_table("conversation") as batch:
        batch.add_column(sa.Column("turns_since_start", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("needs_sync", sa.Boolean, nullable=False, server_default=sa.true()))
