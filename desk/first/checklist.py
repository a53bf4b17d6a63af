"""What an installation needs before citizens come, and how far it is (pure)."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from connectors.statistics import Pulse
from core.clock import TAIPEI
from desk.auth.permissions import PERMISSIONS, Permission, Role
from knowledge.open_items import OpenItem

_BACKUP_AGE = timedelta(days=8)
_CURATORS = 2  # nobody publishes what they wrote themselves


class Key(StrEnum):
    """The items, in the order in which they are done."""

    OPEN_ITEMS = "open_items"
    MAIL = "mail"
    CHANNELS = "channels"
    ACCOUNTS = "accounts"
    CALENDAR = "calendar"
    ROSTER = "roster"
    PIN = "pin"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of the citizens: whether it is on, where its platform sends to, what came so far."""

    name: str
    label: str
    is_on: bool
    webhook: str
    pulse: Pulse


@dataclass(frozen=True, slots=True)
class PutAside:
    """Who put an item aside, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InstallationState:
    """What is known of the installation; moments in UTC, ``roles`` are those of the active accounts."""

    has_mail: bool
    mail_tested_at: datetime | None
    mail_passed: bool
    channels: tuple[Channel, ...]
    roles: tuple[Role, ...]
    has_calendar: bool
    has_roster: bool
    has_shift: bool
    backed_up_at: datetime | None
    open_items: Collection[OpenItem]
    aside: dict[str, PutAside] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of the checklist: ``why`` it is needed, ``told`` how far it is, ``path`` where it is done."""

    key: Key
    title: str
    why: str
    is_done: bool
    told: str
    path: str
    link: str
    permission: Permission
    aside: PutAside | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to do it."""
        return not self.is_done and self.aside is None

    @property
    def doers(self) -> str:
        """The roles that can do it."""
        return "、".join(role.label for role, may in PERMISSIONS.items() if self.permission in may)


def checklist(state: InstallationState, now: datetime) -> tuple[ChecklistItem, ...]:
    """All items as they are at ``now``."""
    return tuple(_items(state, now))


def _items(state: InstallationState, now: datetime) -> Iterator[ChecklistItem]:
    def item(
        key: Key, title: str, why: str, done: bool, told: str, path: str, link: str, needs: Permission
    ) -> ChecklistItem:
        return ChecklistItem(key, title, why, done, told, path, link, needs, state.aside.get(key))

    done, told = _open_items(state.open_items, now.astimezone(TAIPEI).date())
    yield item(
        Key.OPEN_ITEMS, "題庫的待確認事項", "電話、分機、服務時間還沒有查到的，民眾會看到「待確認」。",
        done, told, "/desk/curation/open-items", "看工作清單", Permission.CURATE,
    )  # fmt: skip
    yield item(
        Key.MAIL, "寄信", "案件的通知、注意事項和提醒都用電子郵件寄；寄不出去，民眾收不到結果。",
        state.mail_passed, _mail(state), "/desk/first/mail", "寄一封測試信", Permission.MANAGE_USERS,
    )  # fmt: skip
    on = [channel for channel in state.channels if channel.is_on]
    heard = [channel for channel in on if channel.pulse.heard_at is not None]
    yield item(
        Key.CHANNELS, "LINE、Messenger、Telegram", "平台要把訊息送到這裡（webhook），簽章相符才收得下。",
        bool(on) and heard == on, f"開了 {len(on)} 個，其中 {len(heard)} 個收到過簽章相符的訊息。",
        "/desk/first/channels", "看每一個管道", Permission.MANAGE_USERS,
    )  # fmt: skip
    done, told = _accounts(state.roles)
    yield item(
        Key.ACCOUNTS, "單位與帳號", "每位同仁用自己的帳號：案件依單位分派，改題庫要兩個人。",
        done, told, "/desk/users/import", "從試算表匯入", Permission.MANAGE_USERS,
    )  # fmt: skip
    yield item(
        Key.CALENDAR, "行事曆", "補班、颱風停班不登記，期限會算錯，民眾會在沒有人的時候來等。",
        state.has_calendar, _yes(state.has_calendar, "登記過停班或補班。", "還沒有登記任何一天。"),
        "/desk/calendar", "登記停班、補班", Permission.MANAGE_CALENDAR,
    )  # fmt: skip
    yield item(
        Key.ROSTER, "輪值表", "排好誰值班，空班和沒有代理人的班才看得出來。",
        state.has_roster, _yes(state.has_roster, "這一週或下一週排了人。", "這一週和下一週都還沒有排人。"),
        "/desk/roster", "排輪值表", Permission.MANAGE_ROSTER,
    )  # fmt: skip
    yield item(
        Key.PIN, "第一個值班 PIN", "志工沒有帳號，用承辦開班時的 PIN 登入服務台。",
        state.has_shift, _yes(state.has_shift, "已經開過班。", "還沒有開過班。"),
        "/desk/duty", "開班", Permission.OPEN_SHIFT,
    )  # fmt: skip
    done = state.backed_up_at is not None and now - state.backed_up_at <= _BACKUP_AGE
    yield item(
        Key.BACKUP, "備份", "硬碟壞掉時，案件和題庫只能從備份救回來。",
        done, _backup(state.backed_up_at), "/desk/first/backup", "看怎麼做", Permission.MANAGE_USERS,
    )  # fmt: skip


def _open_items(items: Collection[OpenItem], today: date) -> tuple[bool, str]:
    late = sum(item.due is not None and item.due <= today for item in items)
    undated = sum(item.due is None for item in items)
    if not items:
        return True, "沒有待確認的事。"
    return not late and not undated, f"共 {len(items)} 項：{late} 項到期，{undated} 項沒有期限。"


def _mail(state: InstallationState) -> str:
    if not state.has_mail:
        return "還沒有設定寄信的主機（LABORDESK_SMTP_URL、LABORDESK_MAIL_FROM）。"
    if state.mail_tested_at is None:
        return "設定好了，還沒有寄過測試信。"
    how = "主機收下了" if state.mail_passed else "沒有寄成"
    return f"{_local(state.mail_tested_at)} 測試，{how}。"


def _accounts(roles: Collection[Role]) -> tuple[bool, str]:
    counts = Counter(roles)
    wanted = {Role.CLERK: 1, Role.SUPERVISOR: 1, Role.CURATOR: _CURATORS}
    missing = [f"{role.label} {n - counts[role]} 位" for role, n in wanted.items() if counts[role] < n]
    if missing:
        return False, f"{sum(counts.values())} 個帳號，至少還要{'、'.join(missing)}。"
    return True, f"{sum(counts.values())} 個帳號，每種身分都有人。"


def _backup(at: datetime | None) -> str:
    return f"上一次備份：{_local(at)}。" if at else "還沒有備份過。"


def _yes(fact: bool, yes: str, no: str) -> str:
    return yes if fact else no


def _local(at: datetime) -> str:
    return f"{at.astimezone(TAIPEI):%Y-%m-%d %H:%M}"
