"""What was put aside in the first hour of an installation, and how the last test of the mail went."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "first_step",
        sa.Column("key", sa.String(20), primary_key=True),
        sa.Column("aside_by", sa.String(80), nullable=False),
        sa.Column("aside_at", sa.DateTime(timezone=True)),
        sa.Column("tested_at", sa.DateTime(timezone=True)),
        sa.Column("test_passed", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("first_step")
