"""Drafts of forms under way in a chat; handover of conversations to people."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def _conversation(**more: bool) -> sa.Column[str]:
    key = sa.ForeignKey("conversation.id")
    return sa.Column("conversation_id", sa.String(64), key, nullable=False, **more)


def upgrade() -> None:
    """Create the tables; a turn may hold, for a while, what was shown but is not kept."""
    op.add_column("turn", sa.Column("sealed", sa.Text))
    op.create_table(
        "flow_draft",
        _conversation(primary_key=True),
        sa.Column("flow", sa.String(16), primary_key=True),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("updated_at", _Moment, nullable=False),
    )
    op.create_table(
        "flow_file",
        sa.Column("id", sa.Integer, primary_key=True),
        _conversation(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("added_at", _Moment, nullable=False),
    )
    op.create_index("ix_flow_file_conversation_id", "flow_file", ["conversation_id"])
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer, primary_key=True),
        _conversation(),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("requested_at", _Moment, nullable=False),
        sa.Column("taken_at", _Moment),
        sa.Column("ended_at", _Moment),
        sa.Column("staff", sa.String(80)),
        sa.Column("outcome", sa.String(16), nullable=False),
    )
    op.create_index("ix_handover_conversation_id", "handover", ["conversation_id"])
    op.create_index("ix_handover_state", "handover", ["state", "requested_at"])
    op.create_table(
        "handover_note",
        sa.Column("id", sa.Integer, primary_key=True),
        _conversation(),
        sa.Column("staff", sa.String(80), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
    )
    op.create_index("ix_handover_note_conversation_id", "handover_note", ["conversation_id"])
    op.create_table(
        "staff_presence",
        sa.Column("staff", sa.String(80), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("seen_at", _Moment, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("staff_presence", "handover_note", "handover", "flow_file", "flow_draft"):
        op.drop_table(table)
    with op.batch_alter_table("turn") as turn:
        turn.drop_column("sealed")
