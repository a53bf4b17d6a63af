"""Staff accounts, sessions, shifts and sign-in attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "staff_account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("login", sa.String(120), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("totp_secret", sa.Text),
        sa.Column("totp_step", sa.Integer, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
    )
    op.create_table(
        "staff_recovery_code",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("staff_account.id"), primary_key=True),
        sa.Column("code_hash", sa.String(64), primary_key=True),
    )
    op.create_table(
        "duty_shift",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("slot", sa.String(12), nullable=False),
        sa.Column("pin_hash", sa.String(200), nullable=False),
        sa.Column("opened_by", sa.String(60), nullable=False),
        sa.Column("opened_at", _Moment, nullable=False),
        sa.Column("ends_at", _Moment, nullable=False),
        sa.Column("closed_at", _Moment),
        sa.Column("people", sa.Text, nullable=False),
        sa.UniqueConstraint("day", "slot"),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("staff_account.id")),
        sa.Column("shift_id", sa.Integer, sa.ForeignKey("duty_shift.id")),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("created_at", _Moment, nullable=False),
        sa.Column("seen_at", _Moment, nullable=False),
        sa.Column("ends_at", _Moment, nullable=False),
    )
    op.create_index("ix_staff_session_account", "staff_session", ["account_id"])
    op.create_table(
        "sign_in_throttle",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", _Moment, nullable=False),
    )
    op.create_table(
        "staff_audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", _Moment, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("event", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )
    op.create_index("ix_staff_audit_at", "staff_audit", ["at"])


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "staff_audit",
        "sign_in_throttle",
        "staff_session",
        "duty_shift",
        "staff_recovery_code",
        "staff_account",
    ):
        op.drop_table(table)
