"""Table of the ways that a notice takes; the notice itself is in `cases.models`."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.messaging import DeliveryStatus
from core.database import Base, JsonColumn, UtcDateTime


class NoticeStepRow(Base):
    """One way of one notice, in its place, with the reason of the choice; each is taken once.

    ``outbox_ids`` are written in the transaction that queues the message.
    """

    __tablename__ = "notice_step"
    __table_args__ = (UniqueConstraint("notice_id", "way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("case_notice.id"))
    position: Mapped[int]
    way: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(8), index=True, default=DeliveryStatus.WAITING)
    reason: Mapped[str] = mapped_column(Text)
    outbox_ids: Mapped[list[int]] = mapped_column(JsonColumn, default=list)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
