"""Indexes for lists, search and reports that stay fast with 50,000 cases and 500,000 turns."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_NEW = (
    ("ix_case_record_due", "case_record", ["due_on", "number"]),
    ("ix_case_record_unit", "case_record", ["state", "unit", "route"]),
    ("ix_case_record_filed", "case_record", ["filed_at"]),
    ("ix_case_record_settled", "case_record", ["settled_at"]),
    ("ix_case_event_at", "case_event", ["at", "action"]),
    ("ix_case_notice_created", "case_notice", ["created_at", "state"]),
    ("ix_handover_requested", "handover", ["requested_at"]),
    ("ix_handover_ended", "handover", ["state", "ended_at"]),
    ("ix_inbox_event_at", "inbox_event", ["received_at"]),
    ("ix_outbox_event", "outbox", ["event_id"]),
    ("ix_case_survey_answered_at", "case_survey", ["answered_at"]),
)


def upgrade() -> None:
    """Create them; that of the states tells the order of numbers, too."""
    op.drop_index("ix_case_record_state_due", "case_record")
    op.create_index("ix_case_record_state_due", "case_record", ["state", "due_on", "number"])
    for name, table, columns in _NEW:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them."""
    for name, table, _ in reversed(_NEW):
        op.drop_index(name, table)
    op.drop_index("ix_case_record_state_due", "case_record")
    op.create_index("ix_case_record_state_due", "case_record", ["state", "due_on"])
