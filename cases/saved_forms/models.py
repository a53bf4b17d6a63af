"""The table of forms that were laid aside: sealed, and found only by who holds the link."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime
from core.sealed import Sealed


class SavedFormRow(Base):
    """What was answered so far, as sealed JSON; the token of the link is stored as its SHA-256 (hex) only.

    ``conversation_id`` is that of the chat in which the form was begun, None for one of the web page.
    """

    __tablename__ = "saved_form"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    answers: Mapped[str] = mapped_column(Sealed)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
