"""The table of the letters of the bell."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class BellLetterRow(Base):
    """When staff were last written to about a ``kind`` of things that wait."""

    __tablename__ = "desk_bell_letter"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
