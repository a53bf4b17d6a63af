"""What other systems may know has happened: noted in the transaction of the thing itself, told later.

A happening holds no personal data: numbers, kinds, states, units and times. `connectors.webhooks` tells
them on; without anybody to tell they are forgotten (the pattern is "transactional outbox", Richardson 2018).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from core import repository
from core.models import SystemEventRow


class SystemEvent(StrEnum):
    """Every kind there is; ``PING`` only tries whether an address answers."""

    CASE_RECEIVED = "case.received"
    CASE_ACCEPTED = "case.accepted"
    CASE_ASSIGNED = "case.assigned"
    CASE_SUPPLEMENT_REQUESTED = "case.supplement_requested"
    CASE_SUPPLEMENTED = "case.supplemented"
    CASE_TRANSFERRED = "case.transferred"
    CASE_REFUSED = "case.refused"
    CASE_EXTENDED = "case.extended"
    CASE_REPLIED = "case.replied"
    CASE_CLOSED = "case.closed"
    CASE_REOPENED = "case.reopened"
    CASE_WITHDRAWN = "case.withdrawn"
    CASE_TAKEN_BACK = "case.taken_back"
    CONVERSATION_WAITING = "conversation.waiting"
    CONVERSATION_TAKEN = "conversation.taken"
    CONVERSATION_TRANSFERRED = "conversation.transferred"
    CONVERSATION_CLOSED = "conversation.closed"
    PING = "ping"

    @property
    def label(self) -> str:
        """The happening as staff read it."""
        return _LABELS[self]


_LABELS = {
    SystemEvent.CASE_RECEIVED: "案件收件",
    SystemEvent.CASE_ACCEPTED: "案件受理",
    SystemEvent.CASE_ASSIGNED: "案件分派",
    SystemEvent.CASE_SUPPLEMENT_REQUESTED: "通知補件",
    SystemEvent.CASE_SUPPLEMENTED: "民眾補充",
    SystemEvent.CASE_TRANSFERRED: "案件移送",
    SystemEvent.CASE_REFUSED: "案件不予處理",
    SystemEvent.CASE_EXTENDED: "案件延長",
    SystemEvent.CASE_REPLIED: "案件回覆",
    SystemEvent.CASE_CLOSED: "案件結案",
    SystemEvent.CASE_REOPENED: "案件重新辦理",
    SystemEvent.CASE_WITHDRAWN: "民眾撤回案件",
    SystemEvent.CASE_TAKEN_BACK: "同仁收回剛才的處理",
    SystemEvent.CONVERSATION_WAITING: "對話等候真人",
    SystemEvent.CONVERSATION_TAKEN: "對話有人接手",
    SystemEvent.CONVERSATION_TRANSFERRED: "對話轉給同事",
    SystemEvent.CONVERSATION_CLOSED: "真人對話結束",
    SystemEvent.PING: "測試",
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened ``at``, to be told."""

    kind: SystemEvent
    data: Mapping[str, object]
    at: datetime


def happened(
    session: AsyncSession,
    kind: SystemEvent,
    subject: str,
    data: Mapping[str, object],
    now: datetime,
    hold: timedelta = timedelta(),
) -> None:
    """Note that ``kind`` happened to ``subject``, in the caller's transaction; it is told after ``hold``.

    ``data`` is what others are told: JSON without personal data.
    """
    session.add(SystemEventRow(kind=kind, subject=subject, data=dict(data), at=now, due_at=now + hold))


async def unhappened(session: AsyncSession, subject: str, at: datetime) -> bool:
    """Forget what happened to ``subject`` at that moment; False when it has been told already."""
    return await repository.forget_happening(session, subject, at)


async def take(session: AsyncSession, now: datetime, limit: int) -> list[Occurrence]:
    """What is to be told by ``now``, the oldest first; it is forgotten when the transaction ends well.

    Of several processes each takes others.
    """
    rows = await repository.take_system_events(session, now, limit)
    return [Occurrence(SystemEvent(row.kind), row.data, row.at) for row in rows]
