"""Entries that were taken off at once, and who confirmed it; what a case is found by, as keyed hashes;
when staff were last written to.

Cases that are there already are found after `labordesk cases index`: the hashes need the secret key.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "entry_withdrawal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_by_id", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_entry_withdrawal_state", "entry_withdrawal", ["state"])
    op.create_table(
        "case_search_term",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("term", sa.String(64), primary_key=True),
    )
    op.create_index("ix_case_search_term_term", "case_search_term", ["term"])
    op.create_table(
        "desk_bell_letter",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables; the entries stay as they are."""
    op.drop_table("desk_bell_letter")
    op.drop_table("case_search_term")
    op.drop_table("entry_withdrawal")
