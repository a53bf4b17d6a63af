"""Tables of what citizens think of answers and of closed cases."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class SurveyRow(Base):
    """One invitation to rate a closed case, 1 to 5; ``score`` is None until it was used, once."""

    __tablename__ = "case_survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("case_notice.id"), unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("case_record.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    score: Mapped[int | None]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class FeedbackRow(Base):
    """有幫助 or 沒幫助 for one answer of a conversation, with a reason out of a short list."""

    __tablename__ = "answer_feedback"
    __table_args__ = (UniqueConstraint("conversation_id", "answer_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    answer_key: Mapped[str] = mapped_column(String(64))
    faq_id: Mapped[str] = mapped_column(String(40), index=True)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
