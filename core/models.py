"""Tables that belong to no room: days on which the offices differ from the public calendar, and what
several processes count together; what has happened and is still to be told to other systems."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, JsonColumn, UtcDateTime


class CalendarDayRow(Base):
    """A day that staff entered: closed (typhoon) or open (a make-up working day), and why."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_open: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(80))
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RateUseRow(Base):
    """How often something was done in one window of time, by all processes together (`core.rate_limits`).

    ``key`` is a keyed hash of who did what, ``number`` the window's, counted from 1970.
    """

    __tablename__ = "rate_use"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    times: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SystemEventRow(Base):
    """Something that happened and is still to be told to other systems (`core.system_events`)."""

    __tablename__ = "happening"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
