"""A working day at the desk: what staff have typed and not sent yet, who has which case open,
and every decision that takes two people where only extensions did."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "desk_drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(120), nullable=False),
        sa.Column("form", sa.String(400), nullable=False),
        sa.Column("page", sa.String(400), nullable=False),
        sa.Column("based_on", sa.String(80), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("person", "form"),
    )
    op.create_index("ix_desk_draft_updated", "desk_drafts", ["updated_at"])
    op.create_table(
        "desk_case_viewing",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("case_record.id"), primary_key=True),
        sa.Column("staff", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "duty_reading",
        sa.Column("shift_id", sa.Integer, sa.ForeignKey("duty_log.shift_id"), primary_key=True),
        sa.Column("person", sa.String(80), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
    )
    # Who read it as a volunteer is known again by the name; an account is shown the last week once more.
    op.execute(
        "INSERT INTO duty_reading (shift_id, person, name, read_at) "
        "SELECT shift_id, 'volunteer:' || read_by, read_by, read_at FROM duty_log WHERE read_at IS NOT NULL"
    )
    with op.batch_alter_table("duty_log") as batch:
        batch.drop_column("read_by")
        batch.drop_column("read_at")
    _people_instead_of_questions()
    op.drop_index("ix_case_extension_case_id", "case_extension")
    op.rename_table("case_extension", "case_proposal")
    op.create_index("ix_case_proposal_case_id", "case_proposal", ["case_id"])
    with op.batch_alter_table("case_proposal") as batch:
        batch.alter_column("reason", new_column_name="details")
        batch.add_column(sa.Column("action", sa.String(24), nullable=False, server_default="extend"))
    # On its own: SQLite copies the rows into the table as it is at the end of a batch.
    with op.batch_alter_table("case_proposal") as batch:
        batch.alter_column("action", server_default=None)


def _people_instead_of_questions() -> None:
    """What was counted so far stays the number of people; less than none were never there."""
    op.create_table(
        "counter_visit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shift_id", sa.Integer, sa.ForeignKey("duty_shift.id")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("server", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("by_hand", sa.Boolean, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_counter_visit_shift", "counter_visit", ["shift_id"])
    op.create_index("ix_counter_visit_day", "counter_visit", ["day"])
    op.create_index("ix_counter_visit_server", "counter_visit", ["server", "last_at"])
    op.execute(
        "INSERT INTO counter_visit (shift_id, day, server, kind, topic, people, by_hand, began_at, last_at) "
        "SELECT shift_id, day, '', kind, topic, SUM(count), is_manual, MIN(at), MAX(at) FROM counter_use "
        "GROUP BY shift_id, day, kind, topic, is_manual HAVING SUM(count) > 0"
    )
    op.execute("DELETE FROM counter_use WHERE entry_id = ''")
    op.execute("UPDATE counter_use SET kind = 'opened'")
    with op.batch_alter_table("counter_use") as batch:
        batch.drop_column("count")
        batch.drop_column("is_manual")
        batch.add_column(sa.Column("visit_id", sa.Integer))
        batch.create_foreign_key("fk_counter_use_visit", "counter_visit", ["visit_id"], ["id"])
    op.create_index("ix_counter_use_visit_id", "counter_use", ["visit_id"])


def _questions_instead_of_people() -> None:
    op.drop_index("ix_counter_use_visit_id", "counter_use")
    with op.batch_alter_table("counter_use") as batch:
        batch.drop_constraint("fk_counter_use_visit", type_="foreignkey")
        batch.drop_column("visit_id")
        batch.add_column(sa.Column("count", sa.Integer, nullable=False, server_default="1"))
        batch.add_column(sa.Column("is_manual", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute("DELETE FROM counter_use WHERE kind <> 'opened'")
    op.execute("UPDATE counter_use SET kind = 'counter'")
    op.drop_table("counter_visit")


def downgrade() -> None:
    """Drop the tables; proposals other than extensions are forgotten."""
    _questions_instead_of_people()
    op.execute("DELETE FROM case_proposal WHERE action <> 'extend'")
    with op.batch_alter_table("case_proposal") as batch:
        batch.drop_column("action")
        batch.alter_column("details", new_column_name="reason")
    op.drop_index("ix_case_proposal_case_id", "case_proposal")
    op.rename_table("case_proposal", "case_extension")
    op.create_index("ix_case_extension_case_id", "case_extension", ["case_id"])
    with op.batch_alter_table("duty_log") as batch:
        batch.add_column(sa.Column("read_by", sa.String(60), nullable=False, server_default=""))
        batch.add_column(sa.Column("read_at", sa.DateTime(timezone=True)))
    op.drop_table("duty_reading")
    op.drop_table("desk_case_viewing")
    op.drop_table("desk_drafts")
