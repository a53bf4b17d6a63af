"""Rates that several app processes count together."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "rate_use",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_rate_use_ends_at", "rate_use", ["ends_at"])


def downgrade() -> None:
    """Drop the table; counting begins anew."""
    op.drop_table("rate_use")
