"""Tables that belong to no room: the days on which the offices differ from the public calendar."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class CalendarDayRow(Base):
    """A day that staff entered: closed (typhoon) or open (a make-up working day), and why."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_open: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(80))
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
