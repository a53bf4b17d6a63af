"""A webhook whose secret was changed signs with the old one, too, for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("webhook", sa.Column("old_secret", sa.Text))
    op.add_column("webhook", sa.Column("old_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("webhook") as table:
        table.drop_column("old_until")
        table.drop_column("old_secret")
