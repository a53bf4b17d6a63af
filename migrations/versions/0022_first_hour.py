"""What was put aside in the first hour of an installation, how the last test of the mail went; who finds out
the open items of the knowledge base, and by when."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "first_step",
        sa.Column("key", sa.String(20), primary_key=True),
        sa.Column("aside_by", sa.String(80), nullable=False),
        sa.Column("aside_at", sa.DateTime(timezone=True)),
        sa.Column("tested_at", sa.DateTime(timezone=True)),
        sa.Column("test_passed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "open_item_plan",
        sa.Column("code", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(60), nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("planned_by", sa.String(80), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("open_item_plan")
    op.drop_table("first_step")
