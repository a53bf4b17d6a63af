"""Tables of drafts: what was answered and sent so far, sealed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime
from core.sealed import Sealed, SealedBytes


class FlowDraftRow(Base):
    """A flow of a conversation that is not at its end; at most one of them is not paused."""

    __tablename__ = "flow_draft"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    flow: Mapped[str] = mapped_column(String(16), primary_key=True)
    step: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[str] = mapped_column(Sealed)
    paused: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftFileRow(Base):
    """A file sent while a form is filled in; it goes with the case, or with the draft."""

    __tablename__ = "flow_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    name: Mapped[str] = mapped_column(Sealed)
    content: Mapped[bytes] = mapped_column(SealedBytes)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
