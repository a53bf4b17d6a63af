"""What a citizen was told of a case, by which ways, and where each notice is: for the case page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository as cases
from cases.enums import NoticeState
from cases.messaging import DeliveryStatus
from cases.notices import repository
from cases.notices.reachability import Way
from cases.schemas import NoticeKind

_KINDS = {
    NoticeKind.RECEIVED: "已收件",
    NoticeKind.TO_SUPPLEMENT: "請補件",
    NoticeKind.ACCEPTED: "已受理",
    NoticeKind.TRANSFERRED: "已移送",
    NoticeKind.NOT_HANDLED: "不予處理",
    NoticeKind.ANSWERED: "已回覆",
    NoticeKind.EXTENDED: "延長期限",
    NoticeKind.CLOSED: "已結案",
    NoticeKind.REOPENED: "重新辦理",
    NoticeKind.MERGED: "併案",
    NoticeKind.SPLIT: "取消併案",
}
_STATES = {
    NoticeState.PENDING: "等待送出",
    NoticeState.HANDED: "送出中",
    NoticeState.TOLD: "已通知",
    NoticeState.STAFF: "送不到，請同仁聯絡",
    NoticeState.VOID: "沒有人可以通知",
}
_PASSAGES = {
    DeliveryStatus.WAITING: "還沒用到",
    DeliveryStatus.HANDED: "送出中",
    DeliveryStatus.ARRIVED: "已收下",
    DeliveryStatus.FAILED: "失敗",
    DeliveryStatus.UNKNOWN: "不確定",
    DeliveryStatus.SKIPPED: "不能用",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """One way of a notice: its name, what became of it, and the reason of the choice, in words."""

    way: str
    fate: str
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One notice in words; ``at`` is when it became due, ``is_stuck`` that a person must do it."""

    kind: str
    state: str
    at: datetime
    timing: str
    ways: tuple[Taken, ...]
    is_stuck: bool


async def told(session: AsyncSession, case_id: str) -> tuple[NoticeEntry, ...]:
    """The notices of a case, oldest first."""
    found = []
    for notice in await cases.notices_of(session, case_id):
        ways = tuple(
            Taken(Way(step.way).label, _PASSAGES[DeliveryStatus(step.state)], step.reason)
            for step in await repository.steps(session, notice.id)
        )
        state = NoticeState(notice.state)
        found.append(
            NoticeEntry(
                _KINDS[NoticeKind(notice.kind)],
                _STATES[state],
                notice.created_at,
                notice.timing,
                ways,
                state is NoticeState.STAFF,
            )
        )
    return tuple(found)
