"""How far staff have read a conversation and the files in it; phrases and saved lists of cases; what a
supervisor says to a draft that comes back; names for the roster.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "handover_reading",
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversation.id"), primary_key=True),
        sa.Column("staff", sa.String(80), primary_key=True),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "handover_file",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversation.id"), nullable=False),
        sa.Column("turn_id", sa.Integer, sa.ForeignKey("turn.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_handover_file_conversation_id", "handover_file", ["conversation_id"])
    op.create_index("ix_handover_file_turn_id", "handover_file", ["turn_id"])
    op.create_table(
        "desk_phrase",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("name", sa.String(30), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_desk_phrase_owner", "desk_phrase", ["owner"])
    op.create_table(
        "desk_case_view",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("name", sa.String(30), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.UniqueConstraint("owner", "name"),
    )
    op.create_table("duty_person", sa.Column("name", sa.String(30), primary_key=True))
    op.add_column("case_proposal", sa.Column("remark", sa.Text))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("case_proposal", "remark")
    op.drop_table("duty_person")
    op.drop_table("desk_case_view")
    op.drop_table("desk_phrase")
    op.drop_table("handover_file")
    op.drop_table("handover_reading")
