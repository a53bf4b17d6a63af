"""Tables of the duty log and the roster."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class LogRow(Base):
    """What a shift leaves to those who come after it: who served, and the hand-over."""

    __tablename__ = "duty_log"

    shift_id: Mapped[int] = mapped_column(ForeignKey("duty_shift.id"), primary_key=True)
    people: Mapped[str] = mapped_column(Text)
    handover: Mapped[str] = mapped_column(Text)
    handover_by: Mapped[str] = mapped_column(String(60))
    handover_from: Mapped[str] = mapped_column(String(40))
    handover_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ShiftReadRow(Base):
    """Somebody has read the hand-over of a shift; one that was written later has still to be read."""

    __tablename__ = "duty_reading"

    shift_id: Mapped[int] = mapped_column(ForeignKey("duty_log.shift_id"), primary_key=True)
    person: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class IncidentRow(Base):
    """Something out of the ordinary in a shift."""

    __tablename__ = "duty_incident"
    __table_args__ = (Index("ix_duty_incident_shift", "shift_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("duty_shift.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)
    noted_by: Mapped[str] = mapped_column(String(60))


class PersonRow(Base):
    """Somebody without an account who serves at the counter: a name to choose on the roster."""

    __tablename__ = "duty_person"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)


class RosterRow(Base):
    """Somebody who serves in a slot of a day, and who stands in when they cannot."""

    __tablename__ = "duty_roster"
    __table_args__ = (UniqueConstraint("day", "slot", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column()
    slot: Mapped[str] = mapped_column(String(12))
    person: Mapped[str] = mapped_column(String(30))
    deputy: Mapped[str] = mapped_column(String(30))
