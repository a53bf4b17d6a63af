"""Tables of what is looked up at the counter, and of referrals to other windows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class VisitRow(Base):
    """A person who was served, by ``server``; several ``people`` where staff add them later (``by_hand``).

    ``topic`` is that of the first entry, "" until one was opened. A mistake is undone, never subtracted.
    """

    __tablename__ = "counter_visit"
    __table_args__ = (
        Index("ix_counter_visit_shift", "shift_id"),
        Index("ix_counter_visit_day", "day"),
        Index("ix_counter_visit_server", "server", "last_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("duty_shift.id"))
    day: Mapped[date] = mapped_column()
    server: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(40))
    people: Mapped[int] = mapped_column()
    by_hand: Mapped[bool] = mapped_column()
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UseRow(Base):
    """What was done for somebody at the counter: an entry opened or printed, a referral, a 「查不到」."""

    __tablename__ = "counter_use"
    __table_args__ = (Index("ix_counter_use_shift", "shift_id", "at"), Index("ix_counter_use_day", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("counter_visit.id"), index=True)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("duty_shift.id"))
    day: Mapped[date] = mapped_column()
    entry_id: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReferralRow(Base):
    """A citizen sent on to another window, with what was already told (masked) and seen."""

    __tablename__ = "counter_referral"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    topic: Mapped[str] = mapped_column(String(120))
    told: Mapped[str] = mapped_column(Text)
    papers: Mapped[str] = mapped_column(Text)
    from_window: Mapped[str] = mapped_column(String(80))
    to_window: Mapped[str] = mapped_column(String(80))
    entry_id: Mapped[str] = mapped_column(String(80))
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[str] = mapped_column(String(60))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
