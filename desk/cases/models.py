"""Tables of who has which case open at the moment, and of the lists that people keep."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class CaseViewingRow(Base):
    """A member of staff who has a case open; ``seen_at`` is renewed by the page."""

    __tablename__ = "desk_case_viewing"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    staff: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseViewRow(Base):
    """A list of cases that somebody keeps under a name: the query of its address."""

    __tablename__ = "desk_case_view"
    __table_args__ = (UniqueConstraint("owner", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(30))
    query: Mapped[str] = mapped_column(Text)
