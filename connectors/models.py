"""Tables of the inbox and the outbox; a lane is all work of one user on one channel."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.messaging import Purpose
from core.database import Base, JsonColumn, UtcDateTime
from core.sealed import SealedInside


class EventState(StrEnum):
    """Where an event is: waiting, answered (or needing no answer), given up."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class DeliveryState(StrEnum):
    """Where a reply is; ``unknown`` = it may have arrived, and may not be sent twice.

    ``held`` waits for the citizen to come back with a free reply; ``blocked`` = the citizen takes nothing.
    """

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    BLOCKED = "blocked"


class LaneRow(Base):
    """One user on one channel; ``due_at`` is when there is work, ``leased_until`` guards who does it.

    ``heard_at`` is when the user last wrote, ``stopped_at`` when they left or blocked us.
    """

    __tablename__ = "lane"
    __table_args__ = (UniqueConstraint("channel", "user_id"), Index("ix_lane_due_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_by: Mapped[str | None] = mapped_column(String(40))
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InboxRow(Base):
    """A webhook event, stored under its platform id before the platform gets its 2xx.

    The payload is erased once the event is done. ``number`` orders the events of a platform that counts
    them; ``told_to_wait`` says that its reply token was spent on a word that the answer comes later.
    """

    __tablename__ = "inbox_event"
    __table_args__ = (
        UniqueConstraint("channel", "event_id"),
        Index("ix_inbox_event_lane", "lane_id", "state"),
        Index("ix_inbox_event_received", "channel", "received_at"),
        Index("ix_inbox_event_at", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    event_id: Mapped[str] = mapped_column(String(200))
    lane_id: Mapped[int] = mapped_column(ForeignKey("lane.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonColumn)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default=EventState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    message_id: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[int | None] = mapped_column(BigInteger)
    told_to_wait: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")


class OutboxRow(Base):
    """One request to a platform, written in the transaction that records its turn.

    The payload is erased once the platform has it; a letter's is sealed. ``batch`` names the requests
    that together are one answer.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_lane", "lane_id", "state"),
        Index("ix_outbox_state", "state", "channel"),
        Index("ix_outbox_batch", "batch"),
        Index("ix_outbox_event", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    lane_id: Mapped[int] = mapped_column(ForeignKey("lane.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("inbox_event.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(SealedInside)
    key: Mapped[str] = mapped_column(String(40))
    batch: Mapped[str | None] = mapped_column(String(40))
    reply_token: Mapped[str | None] = mapped_column(String(200))
    token_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    method: Mapped[str] = mapped_column(String(16), default="")
    purpose: Mapped[str] = mapped_column(String(8), default=Purpose.REPLY)
    uncertain: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")


class ButtonRow(Base):
    """What an opaque button id says."""

    __tablename__ = "button"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class ChannelRow(Base):
    """What is wrong with a whole channel, in all processes.

    ``paused_at`` = the platform takes nothing from us (a revoked token) since then, ``probe_at`` is when
    one request tries again; ``refused`` webhooks with a wrong signature came since the last right one.
    """

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    probe_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    refused: Mapped[int] = mapped_column(default=0)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
