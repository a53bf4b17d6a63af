"""Tables of conversations: who owns one, what it remembers, and every turn."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, JsonColumn, UtcDateTime

# What stands in place of words that were taken back.
ERASED = "〔已收回〕"


class ConversationRow(Base):
    """One conversation of one citizen on one channel; ``state`` holds `DialogueState`."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(8), default="bot")
    state: Mapped[dict[str, Any]] = mapped_column(JsonColumn, default=dict)
    turns_since_start: Mapped[int] = mapped_column(default=0)
    needs_sync: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    owner_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TurnRow(Base):
    """A message (masked) and its reply; a client's message id is answered once."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    client_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    through: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
