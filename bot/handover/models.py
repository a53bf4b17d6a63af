"""Tables of the handover: who waits or is served, the notes of staff, who of staff is there."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.handover.schemas import HandoverState
from core.database import Base, UtcDateTime
from core.sealed import Sealed, SealedBytes


class HandoverRow(Base):
    """One request for a person; its conversation's owner field says the same to the bot."""

    __tablename__ = "handover"
    __table_args__ = (
        Index("ix_handover_state", "state", "requested_at"),
        Index("ix_handover_requested", "requested_at"),
        Index("ix_handover_ended", "state", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default=HandoverState.WAITING)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    staff: Mapped[str | None] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(16), default="")


class HandoverNoteRow(Base):
    """What staff note for each other about a conversation; sealed, never shown to the citizen."""

    __tablename__ = "handover_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    staff: Mapped[str] = mapped_column(String(80))
    sealed: Mapped[str] = mapped_column(Sealed)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ViewingRow(Base):
    """A member of staff who has a conversation open; ``seen_at`` is renewed by the page."""

    __tablename__ = "handover_viewing"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    staff: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConversationReadRow(Base):
    """How far a member of staff has read a conversation: up to the turn with the id ``turn``."""

    __tablename__ = "handover_reading"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    staff: Mapped[str] = mapped_column(String(80), primary_key=True)
    turn: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandoverFileRow(Base):
    """A file that a citizen sent to the person who answers; it goes with its turn."""

    __tablename__ = "handover_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turn.id"), index=True)
    name: Mapped[str] = mapped_column(Sealed)
    kind: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(SealedBytes)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PresenceRow(Base):
    """A member of staff who has the inbox open; ``seen_at`` is renewed by the page."""

    __tablename__ = "staff_presence"

    staff: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
