"""Table of what staff have to do."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class StaffTaskRow(Base):
    """Something that a person has to do; ``key`` makes sure that there is one, ``text`` names nobody."""

    __tablename__ = "staff_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("case_record.id"), index=True)
    unit: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str] = mapped_column(String(80))
