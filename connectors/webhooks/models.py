"""Tables of the webhooks out: addresses that are told what happens, and what each was told."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, JsonColumn, UtcDateTime
from core.sealed import Sealed

# The channel of these deliveries in the outbox; a lane is one address.
CHANNEL = "webhook"


class WebhookRow(Base):
    """An address that is told what happens: some ``kinds``, or all where none is named.

    The address may hold a token, so it is sealed like the ``secret`` that signs. ``off_at`` is when it was
    turned off, ``off_reason`` why where that was not a person's doing; ``on_at`` when it was last turned on.
    After a change of the secret ``old_secret`` signs as well until ``old_until``.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(Sealed)
    secret: Mapped[str] = mapped_column(Sealed)
    old_secret: Mapped[str | None] = mapped_column(Sealed)
    old_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    kinds: Mapped[list[str]] = mapped_column(JsonColumn)
    added_by: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    on_at: Mapped[datetime] = mapped_column(UtcDateTime)
    off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    off_reason: Mapped[str] = mapped_column(String(120), default="")


class WebhookMessageRow(Base):
    """One message to one address; ``outbox_id`` is its latest delivery, ``message_id`` the same in all."""

    __tablename__ = "webhook_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
