"""Tables of what is looked up at the counter, and of referrals to other windows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class UseRow(Base):
    """A question that was served at the counter.

    An opened entry is counted by itself (``is_manual`` false); staff add what needed no entry.
    """

    __tablename__ = "counter_use"
    __table_args__ = (Index("ix_counter_use_shift", "shift_id", "at"), Index("ix_counter_use_day", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("duty_shift.id"))
    day: Mapped[date] = mapped_column()
    entry_id: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    count: Mapped[int] = mapped_column()
    is_manual: Mapped[bool] = mapped_column()
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
