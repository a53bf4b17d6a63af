"""Table of the mentions."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class MentionRow(Base):
    """``staff`` was named by ``author`` in a note at ``place``, an address called ``name``.

    It holds no word of the note.
    """

    __tablename__ = "desk_mention"
    __table_args__ = (Index("ix_desk_mention_staff", "staff", "seen_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff: Mapped[str] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
