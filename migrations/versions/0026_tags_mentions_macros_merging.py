"""Tags of cases and conversations, mentions in notes, macros, cases that became part of another."""

import sqlalchemy as sa
from alembic import op

from core.database import JsonColumn

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the columns."""
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(20), nullable=False, unique=True),
        sa.Column("retired", sa.Boolean, nullable=False),
    )
    op.create_table(
        "tagged",
        sa.Column("tag_id", sa.Integer, sa.ForeignKey("tag.id"), primary_key=True),
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_tagged_subject", "tagged", ["kind", "subject"])
    op.create_table(
        "desk_mention",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("staff", sa.String(40), nullable=False),
        sa.Column("author", sa.String(60), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_desk_mention_staff", "desk_mention", ["staff", "seen_at"])
    op.create_table(
        "desk_macro",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(30), nullable=False, unique=True),
        sa.Column("steps", JsonColumn, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("case_record", sa.Column("merged_into", sa.String(32)))
    op.create_index("ix_case_record_merged_into", "case_record", ["merged_into"])
    op.add_column("staff_account", sa.Column("theme", sa.String(5), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("staff_account") as table:
        table.drop_column("theme")
    op.drop_index("ix_case_record_merged_into", "case_record")
    with op.batch_alter_table("case_record") as table:
        table.drop_column("merged_into")
    op.drop_table("desk_macro")
    op.drop_table("desk_mention")
    op.drop_table("tagged")
    op.drop_table("tag")
