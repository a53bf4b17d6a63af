"""Tables of topics, who follows them, and what was announced to whom."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.messaging import DeliveryStatus
from core.database import Base, JsonColumn, UtcDateTime
from core.sealed import Sealed


class SubscriptionState(StrEnum):
    """``asked`` = the link in the e-mail has not been used yet."""

    ASKED = "asked"
    ACTIVE = "active"
    ENDED = "ended"


class TopicRow(Base):
    """A topic that staff offer; ``words`` are other names that citizens use for it."""

    __tablename__ = "topic"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    words: Mapped[list[str]] = mapped_column(JsonColumn)
    active: Mapped[bool]


class SubscriptionRow(Base):
    """A person who follows a topic; ``person`` is a conversation or the keyed hash of an e-mail address."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("topic_id", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id"))
    person: Mapped[str] = mapped_column(String(80), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnnouncementRow(Base):
    """What staff tell the followers of a topic."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id"))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CopyRow(Base):
    """One follower's copy of an announcement: sent once, or the reason why it was not."""

    __tablename__ = "announcement_copy"
    __table_args__ = (UniqueConstraint("announcement_id", "subscription_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"))
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), index=True, default=DeliveryStatus.WAITING)
    reason: Mapped[str] = mapped_column(Text)
    outbox_ids: Mapped[list[int]] = mapped_column(JsonColumn, default=list)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
