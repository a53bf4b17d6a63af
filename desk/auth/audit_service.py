"""The record of sign-ins and of what was done to accounts; it holds no password, code or PIN."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import TAIPEI
from core.database import Database
from desk.auth import repository
from desk.auth.devices import STRANGE, Device
from desk.auth.models import AccountAuditRow


class Event(StrEnum):
    """What can happen."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    THROTTLED = "throttled"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  the name of an event
    TOTP_ENROLLED = "totp_enrolled"
    RECOVERY_USED = "recovery_used"
    ACCOUNT_ADDED = "account_added"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ACCOUNT_RESET = "account_reset"
    SHIFT_OPENED = "shift_opened"
    SHIFT_CLOSED = "shift_closed"
    CALENDAR_CHANGED = "calendar_changed"
    ANNOUNCED = "announced"
    ANNOUNCEMENT_UNDONE = "announcement_undone"
    TALK_READ = "talk_read"
    PUBLISHED = "published"
    IMPORTED = "imported"
    EXPORTED = "exported"
    PRINTED = "printed"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_SWITCHED = "webhook_switched"
    WEBHOOK_REMOVED = "webhook_removed"
    WEBHOOK_SENT = "webhook_sent"
    WEBHOOK_SECRET = "webhook_secret"  # noqa: S105  the name of an event
    TAGS_CHANGED = "tags_changed"
    TALK_TAGGED = "talk_tagged"
    MACROS_CHANGED = "macros_changed"

    @property
    def label(self) -> str:
        """The event as people read it."""
        return _LABELS[self]


_LABELS = {
    Event.SIGNED_IN: "登入",
    Event.SIGNED_OUT: "登出",
    Event.REFUSED: "登入失敗",
    Event.THROTTLED: "錯誤太多次，暫停登入",
    Event.PASSWORD_CHANGED: "變更密碼",
    Event.TOTP_ENROLLED: "設定兩步驟驗證",
    Event.RECOVERY_USED: "使用復原碼",
    Event.ACCOUNT_ADDED: "新增帳號",
    Event.ROLE_CHANGED: "變更身分",
    Event.ACCOUNT_DISABLED: "停用帳號",
    Event.ACCOUNT_ENABLED: "恢復帳號",
    Event.ACCOUNT_RESET: "重設帳號",
    Event.SHIFT_OPENED: "開班",
    Event.SHIFT_CLOSED: "關班",
    Event.CALENDAR_CHANGED: "變更行事曆",
    Event.ANNOUNCED: "發出主題通知",
    Event.ANNOUNCEMENT_UNDONE: "收回主題通知",
    Event.TALK_READ: "看別人服務的對話",
    Event.PUBLISHED: "發布題庫",
    Event.IMPORTED: "匯入",
    Event.EXPORTED: "匯出",
    Event.PRINTED: "列印",
    Event.KEY_MADE: "建立介接金鑰",
    Event.KEY_REVOKED: "撤銷介接金鑰",
    Event.WEBHOOK_ADDED: "新增事件通知",
    Event.WEBHOOK_SWITCHED: "停用或恢復事件通知",
    Event.WEBHOOK_REMOVED: "刪除事件通知",
    Event.WEBHOOK_SENT: "測試或重送事件通知",
    Event.WEBHOOK_SECRET: "換事件通知的簽章密鑰",
    Event.TAGS_CHANGED: "變更標籤清單",
    Event.TALK_TAGGED: "對話的標籤",
    Event.MACROS_CHANGED: "變更巨集",
}
NOBODY = "（未知帳號）"
SUBJECT_LIMIT = 120


@dataclass(frozen=True, slots=True)
class ActionOrigin:
    """Who does something, from which network address and, where it is known, which browser."""

    who: str
    address: str
    device: Device = STRANGE


def note(session: AsyncSession, event: Event, origin: ActionOrigin, now: datetime, subject: str = "") -> None:
    """Keep one event, in the transaction of what it records."""
    session.add(AccountAuditRow(at=now, who=origin.who, event=event, subject=subject, address=origin.address))


async def noted(
    database: Database, event: Event, origin: ActionOrigin, now: datetime, subject: str = ""
) -> None:
    """Keep one event of something that changes nothing, such as an export."""
    async with database.transaction() as session:
        note(session, event, origin, now, subject[:SUBJECT_LIMIT])


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events to show; empty fields do not restrict. ``who`` is part of a name or subject.

    ``first`` and ``last`` are local days, both included.
    """

    event: Event | None = None
    who: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def since(self) -> datetime | None:
        """The first moment."""
        return datetime.combine(self.first, time(), TAIPEI) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The moment after the last one."""
        return datetime.combine(self.last, time(), TAIPEI) + timedelta(days=1) if self.last else None


async def latest(
    database: Database, limit: int, before: int | None = None, asked: AuditFilter | None = None
) -> list[AccountAuditRow]:
    """The newest events that fit, or those before the event with id ``before``."""
    wanted = asked or AuditFilter()
    async with database.transaction() as session:
        return await repository.latest_events(
            session, limit, before, wanted.event, wanted.who, wanted.since, wanted.until
        )
