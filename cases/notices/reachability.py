"""By which ways a notice goes out, in which order and when, each choice with its reason; pure.

A notice that the law wants in writing goes by e-mail first, the others by the chat in which the
citizen wrote. The last resort is always a person who telephones or writes a letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.messaging import Reach
from cases.quiet_hours import QuietHours
from cases.schemas import NoticeKind


class Way(StrEnum):
    """How a citizen can be told something."""

    CHAT = "chat"
    EMAIL = "email"
    SECOND_EMAIL = "second_email"
    RECEIPT = "receipt"
    STAFF = "staff"

    @property
    def label(self) -> str:
        """The way as staff read it."""
        return _LABELS[self]


_LABELS = {
    Way.CHAT: "原對話",
    Way.EMAIL: "電子郵件",
    Way.SECOND_EMAIL: "第二聯絡方式（電子郵件）",
    Way.RECEIPT: "當場交付的收據",
    Way.STAFF: "同仁電話或郵寄",
}
# 行政程序法 §171-173 and the 30-day rule's extension: reasons given in writing.
WRITTEN = frozenset(
    {NoticeKind.ANSWERED, NoticeKind.NOT_HANDLED, NoticeKind.TRANSFERRED, NoticeKind.EXTENDED}
)


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a citizen left: the conversation, e-mail addresses, a telephone; empty = nothing.

    ``has_receipt`` says that number and code were handed over when the case was filed.
    """

    conversation_id: str | None
    email: str
    second_email: str
    phone: str
    consented: bool
    has_receipt: bool = True


@dataclass(frozen=True, slots=True)
class PlannedWay:
    """One way in its place, whether it is to be tried, and why."""

    way: Way
    open: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """When to begin, why then, and the ways in order."""

    at: datetime
    timing: str
    steps: tuple[PlannedWay, ...]


def sending_time(
    kind: NoticeKind, now: datetime, quiet: QuietHours, deadline: datetime
) -> tuple[datetime, str]:
    """When a notice of ``kind`` may go out, and why then; ``deadline`` is when it must have gone out.

    Quiet hours wait for nobody whose deadline would pass in them; a receipt answers somebody who is awake.
    """
    opens = quiet.next_open(now)
    if opens == now:
        return now, "不在安靜時段"
    if kind is NoticeKind.RECEIVED:
        return now, "回應剛送出的陳情，不等安靜時段"
    if now <= deadline < opens:
        return now, "期限會在安靜時段內屆滿，立即通知"
    return opens, "安靜時段，等到早上再通知"


def plan(
    kind: NoticeKind,
    contacts: Contacts,
    reaches: Mapping[Way, Reach],
    quiet: QuietHours,
    now: datetime,
    deadline: datetime,
) -> Plan:
    """The ways for one notice; ``reaches`` tells of `Way.CHAT` and the e-mail ways that were left."""
    at, timing = sending_time(kind, now, quiet, deadline)
    order = [Way.CHAT, Way.EMAIL, Way.SECOND_EMAIL]
    if kind in WRITTEN:
        order = [Way.EMAIL, Way.SECOND_EMAIL, Way.CHAT]
    steps = [_step(way, kind, contacts, reaches.get(way)) for way in order]
    return Plan(at, timing, (*steps, _last(kind, contacts)))


def _step(way: Way, kind: NoticeKind, contacts: Contacts, reach: Reach | None) -> PlannedWay:
    if not contacts.consented:
        return PlannedWay(way, False, "沒有個資告知同意的紀錄，不主動傳訊")
    if reach is None:
        return PlannedWay(way, False, f"沒有留下{way.label}")
    if way is Way.CHAT and kind is NoticeKind.RECEIVED and contacts.has_receipt:
        return PlannedWay(way, False, "收據已在對話中當場交付，不重複推播")
    if not reach.ok:
        return PlannedWay(way, False, reach.reason)
    first = "書面通知優先用" if kind in WRITTEN and way is not Way.CHAT else "可用"
    return PlannedWay(way, True, f"{first}{way.label}：{reach.reason}")


def _last(kind: NoticeKind, contacts: Contacts) -> PlannedWay:
    if kind is NoticeKind.RECEIVED and contacts.has_receipt:
        return PlannedWay(Way.RECEIPT, True, "收據已當場交給民眾")
    by = "留有電話，請同仁打電話" if contacts.phone else "沒有電話，請同仁郵寄或以其他方式"
    return PlannedWay(Way.STAFF, True, f"其他方式都不通時：{by}通知")
