"""Tables of conversations: who owns one, what it remembers, and every turn."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, JsonColumn, UtcDateTime
from core.sealed import Sealed


class Through(StrEnum):
    """What a turn's answer came from; while a person owns the conversation there is none."""

    RASA = "rasa"
    DIRECT = "direct"
    FLOW = "flow"
    QUEUE = "queue"
    HUMAN = "human"
    STAFF = "staff"
    SYSTEM = "system"


# What stands in place of words that were taken back, or erased on request.
ERASED = "〔已收回〕"
DELETED = "〔已刪除〕"


class ConversationRow(Base):
    """One conversation of one citizen on one channel; ``state`` holds `DialogueState`.

    ``facts`` are those that were told of the situation (`bot.facts`), None when there are none.
    """

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(8), default="bot")
    state: Mapped[dict[str, Any]] = mapped_column(JsonColumn, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    owner_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    facts: Mapped[str | None] = mapped_column(Sealed)


class TurnRow(Base):
    """A message (masked) and its reply; a client's message id is answered once.

    What staff or the system say by themselves has an empty ``text``. ``sealed`` is the reply as it was
    shown, where the record holds less of it; it is gone with the next turn, or after an hour.
    ``outbox_ids`` name what staff said in the channel's outbox; a web chat has none.
    """

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    client_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    sealed: Mapped[str | None] = mapped_column(Sealed)
    through: Mapped[str] = mapped_column(String(8))
    outbox_ids: Mapped[list[int] | None] = mapped_column(JsonColumn)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
