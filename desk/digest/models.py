"""Tables of the bulletins, of the digests that tell of them, and of who has read what."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, JsonColumn, UtcDateTime


class DigestRow(Base):
    """One digest; ``key`` makes sure that there is one a day, and one of each urgent bulletin.

    ``content`` is what it tells, as it was sent; changes after ``until`` belong to the next one.
    """

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    subject: Mapped[str] = mapped_column(String(160))
    content: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    is_daily: Mapped[bool]


class BulletinRow(Base):
    """Something that staff have to know from ``valid_from`` to ``valid_to`` (local days, both included)."""

    __tablename__ = "bulletin"
    __table_args__ = (Index("ix_bulletin_valid_to", "valid_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    is_urgent: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    entries: Mapped[list[Any]] = mapped_column(JsonColumn)
    author: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))


class BulletinReadRow(Base):
    """Somebody at the desk has read a bulletin; ``reader`` is a `Staff.id`, of a person or of a shift."""

    __tablename__ = "bulletin_reading"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"), primary_key=True)
    reader: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReceiptRow(Base):
    """A digest that was queued for a person, in the transaction that made it, and what became of it."""

    __tablename__ = "digest_receipt"
    __table_args__ = (UniqueConstraint("digest_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_account.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
