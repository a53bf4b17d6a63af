"""The table of the first hour: what was put aside, and how the last test of the mail went."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class StepRow(Base):
    """One item of the checklist; ``aside_by`` is who put it aside, empty = nobody.

    ``tested_at`` and ``test_passed`` are of the last test, where the item has one.
    """

    __tablename__ = "first_step"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    aside_by: Mapped[str] = mapped_column(String(80))
    aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    test_passed: Mapped[bool] = mapped_column()
