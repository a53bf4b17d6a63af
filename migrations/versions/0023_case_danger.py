"""The danger that the story of a case tells of, so that staff see it in their list."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; cases that are there already are not looked through again."""
    op.add_column("case_record", sa.Column("danger", sa.String(20), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("case_record") as table:
        table.drop_column("danger")
