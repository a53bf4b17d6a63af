"""Table of reminders of last days."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime
from core.sealed import Sealed


class DeadlineReminderRow(Base):
    """One message before one last day, for who asked for it in a conversation; sent, it is gone.

    ``sealed`` holds what it is about, the last day and, for who is written to by e-mail, the address.
    """

    __tablename__ = "deadline_reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    sealed: Mapped[str] = mapped_column(Sealed)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
