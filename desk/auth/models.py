"""Tables of accounts, sessions, shifts with their PIN, failed sign-ins and the audit of it all."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime
from core.sealed import Sealed


class AccountRow(Base):
    """A member of staff; the TOTP secret is sealed, ``totp_step`` is the last code that was used.

    ``theme`` is dark, light, or "" for that of the computer.
    """

    __tablename__ = "staff_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column()
    totp_secret: Mapped[str | None] = mapped_column(Sealed)
    totp_step: Mapped[int] = mapped_column()
    active: Mapped[bool] = mapped_column()
    theme: Mapped[str] = mapped_column(String(5), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCodeRow(Base):
    """A hashed recovery code; it is deleted when it is used."""

    __tablename__ = "staff_recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class ShiftRow(Base):
    """One shift at the counter; volunteers sign in with its PIN while it is open (``people``, one a line)."""

    __tablename__ = "duty_shift"
    __table_args__ = (UniqueConstraint("day", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column()
    slot: Mapped[str] = mapped_column(String(12))
    pin_hash: Mapped[str] = mapped_column(String(200))
    opened_by: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    people: Mapped[str] = mapped_column(Text)


class SessionRow(Base):
    """A browser that has signed in, under the hash of its cookie.

    ``step`` is what is still to do before the desk opens (`desk.auth.session_service.SignInStep`).
    """

    __tablename__ = "staff_session"
    __table_args__ = (Index("ix_staff_session_account", "account_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("duty_shift.id"))
    name: Mapped[str] = mapped_column(String(60))
    step: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThrottleRow(Base):
    """Failed sign-ins under the hash of what was tried, whether or not it exists."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column()
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AccountAuditRow(Base):
    """What happened to accounts and sign-ins; ``who`` acted on ``subject``."""

    __tablename__ = "staff_audit"
    __table_args__ = (Index("ix_staff_audit_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(120))
    event: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(64))
