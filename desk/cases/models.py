"""Table of who has which case open at the moment."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class CaseViewingRow(Base):
    """A member of staff who has a case open; ``seen_at`` is renewed by the page."""

    __tablename__ = "desk_case_viewing"

    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    staff: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
