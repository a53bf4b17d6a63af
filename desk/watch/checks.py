"""From signs to troubles (pure): what is wrong, how bad it is, what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.statistics import Pulse, Traffic

MANY_QUESTIONS = 20
QUOTA_LOW, QUOTA_OUT = 0.7, 0.9
SILENCE = timedelta(hours=4)
# A channel is silent when so many events as usual did not come, or after so long in any case.
MISSED_EVENTS, LONG_SILENCE = 10, timedelta(days=4)
# A strange request or two are nobody's trouble.
MANY_REFUSED = 3
_LOOK_BACK_DAYS = 7
CHANNELS = {"line": "LINE", "facebook": "Messenger", "telegram": "Telegram", "email": "電子郵件"}
_INDEX_BEHIND = timedelta(minutes=10)


class Level(StrEnum):
    """How soon somebody has to act."""

    URGENT = "urgent"
    SOON = "soon"

    @property
    def label(self) -> str:
        """The level as staff read it."""
        return {"urgent": "馬上處理", "soon": "今天處理"}[self]


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of the service; moments in UTC.

    ``quota`` is the used share of LINE's push budget, None without LINE; ``is_open`` = the desk's hours;
    ``listens`` = the channels that bring events.
    """

    traffic: Traffic
    overdue: int
    to_contact: int
    questions: int
    silent_staff: int
    is_rasa_ready: bool
    quota: float | None
    published_at: datetime | None
    changed_at: datetime | None
    is_open: bool
    listens: frozenset[str]
    dead_links: int = 0
    moved_links: int = 0
    late_tasks: tuple[str, ...] = ()
    unconfirmed: int = 0
    stopped_webhooks: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong; ``kind`` names it in the metrics, ``path`` leads to where it is mended."""

    kind: str
    level: Level
    count: int
    what: str
    to_do: str
    path: str = ""


# Every kind there is, so that a metric goes back to zero.
KINDS = (
    "dead_events",
    "failed_deliveries",
    "unknown_deliveries",
    "stuck_deliveries",
    "overdue_cases",
    "citizens_to_contact",
    "open_questions",
    "silent_staff",
    "rasa_away",
    "line_quota",
    "index_behind",
    "no_events",
    "paused_channel",
    "refused_webhooks",
    "dead_links",
    "moved_links",
    "late_tasks",
    "unconfirmed_withdrawals",
    "stopped_webhooks",
)


def troubles(signs: Signs, now: datetime) -> list[Trouble]:
    """What is wrong, the urgent first."""
    found = [*_traffic(signs.traffic), *_people(signs), *_service(signs, now)]
    return sorted(found, key=lambda trouble: trouble.level is not Level.URGENT)


def _traffic(traffic: Traffic) -> Iterator[Trouble]:
    counted = (
        ("dead_events", traffic.dead, "則民眾的訊息處理失敗，沒有回覆", Level.URGENT),
        ("failed_deliveries", traffic.failed, "則回覆或通知送不出去（最近 7 天）", Level.URGENT),
        ("unknown_deliveries", traffic.unknown, "則不確定有沒有送到（最近 7 天）", Level.SOON),
        ("stuck_deliveries", traffic.stuck, "則等了 10 分鐘以上還沒送出", Level.URGENT),
    )
    to_do = "請資訊人員執行 labordesk outbox list 看原因，排除後 labordesk outbox replay。"
    for kind, count, what, level in counted:
        if count:
            yield Trouble(kind, level, count, f"{count} {what}", to_do)


def _people(signs: Signs) -> Iterator[Trouble]:
    if signs.overdue:
        what = f"{signs.overdue} 件案件已逾回覆期限"
        to_do = "請承辦單位今天答覆民眾，並說明遲延的原因。"
        yield Trouble("overdue_cases", Level.URGENT, signs.overdue, what, to_do)
    if signs.to_contact:
        what = f"{signs.to_contact} 位民眾的通知送不到"
        to_do = "請承辦打電話或寄信，完成後在案件的待辦註記。"
        yield Trouble("citizens_to_contact", Level.URGENT, signs.to_contact, what, to_do)
    if signs.questions >= MANY_QUESTIONS:
        what = f"{signs.questions} 個沒有答到的問題還沒處理"
        to_do = "請題庫同仁在學習佇列分派或處理。"
        yield Trouble("open_questions", Level.SOON, signs.questions, what, to_do, "/desk/learning")
    if signs.unconfirmed:
        what = f"{signs.unconfirmed} 題緊急下架超過一天沒有第二位同仁確認，民眾一直看不到"
        to_do = "請題庫管理或督導今天確認，或恢復上架。"
        yield Trouble(
            "unconfirmed_withdrawals", Level.URGENT, signs.unconfirmed, what, to_do, "/desk/withdrawals"
        )
    if signs.silent_staff:
        what = f"{signs.silent_staff} 份注意事項還沒有人確認"
        yield Trouble("silent_staff", Level.SOON, signs.silent_staff, what, "請當面提醒。", "/desk/digest")


def _service(signs: Signs, now: datetime) -> Iterator[Trouble]:
    if not signs.is_rasa_ready:
        to_do = "民眾仍有回答（由備援直接回覆）。五分鐘後還是這樣，請資訊人員看 rasa 的記錄。"
        yield Trouble("rasa_away", Level.SOON, 1, "對話引擎（Rasa）沒有回應", to_do)
    if signs.late_tasks:
        what = f"{len(signs.late_tasks)} 項背景工作停住了（{'、'.join(signs.late_tasks)}）"
        to_do = "請資訊人員看記錄裡的 task_failed，排除後重新啟動 app。"
        yield Trouble("late_tasks", Level.URGENT, len(signs.late_tasks), what, to_do)
    if signs.quota is not None and signs.quota >= QUOTA_LOW:
        level = Level.URGENT if signs.quota >= QUOTA_OUT else Level.SOON
        to_do = "請暫緩大量通知，或向 LINE 加購；用完以後案件通知改寄電子郵件。"
        what = f"LINE 這個月的推播已用 {signs.quota:.0%}"
        yield Trouble("line_quota", level, round(signs.quota * 100), what, to_do)
    behind = signs.changed_at and signs.changed_at - (signs.published_at or signs.changed_at)
    if behind and behind > _INDEX_BEHIND:
        to_do = "請題庫同仁到「發布」再發布一次；不行時請資訊人員執行 labordesk build。"
        what = "題庫改了，民眾看到的還是舊的"
        yield Trouble("index_behind", Level.URGENT, 1, what, to_do, "/desk/curation/publish")
    if signs.stopped_webhooks:
        what = f"{signs.stopped_webhooks} 個系統一直收不下事件通知，已停用"
        to_do = "請系統管理在「介接」看送出紀錄，請對方修好後恢復，再重送漏掉的。"
        yield Trouble(
            "stopped_webhooks", Level.SOON, signs.stopped_webhooks, what, to_do, "/desk/integrations"
        )
    yield from _links(signs)
    yield from _channels(signs, now)


def _channels(signs: Signs, now: datetime) -> Iterator[Trouble]:
    """Each channel by itself: a busy one must not hide a dead one."""
    pulses = signs.traffic.pulses
    stopped = [name for name, pulse in pulses.items() if pulse.paused_at is not None]
    if stopped:
        reasons = "；".join(f"{_named(name)}：{pulses[name].reason}" for name in stopped)
        what = f"{_names(stopped)} 不讓我們送訊息，回覆先留著（{reasons}）"
        to_do = "請資訊人員更新這個平台的權杖並重新啟動，或到平台看粉絲專頁有沒有被限制；恢復後會自動補送。"
        yield Trouble("paused_channel", Level.URGENT, len(stopped), what, to_do)
    doubted = [name for name in pulses if name in signs.listens and pulses[name].refused >= MANY_REFUSED]
    if doubted:
        what = f"{_names(doubted)} 送來的訊息簽章一直不符，沒有收下"
        to_do = "請資訊人員核對這個平台的密鑰（channel secret、app secret、secret token）是否換過。"
        yield Trouble("refused_webhooks", Level.URGENT, len(doubted), what, to_do)
    silent = {name: pulse.heard_at for name, pulse in pulses.items() if _is_silent(name, pulse, signs, now)}
    if signs.is_open and silent:
        hours = int((now - min(at for at in silent.values() if at)).total_seconds() // 3600)
        to_do = "請用手機傳一則訊息測試；沒有回覆時，請資訊人員看這個平台的 webhook 設定。"
        what = f"{hours} 小時沒有收到 {_names(silent)} 的訊息"
        yield Trouble("no_events", Level.URGENT, hours, what, to_do)


def _is_silent(name: str, pulse: Pulse, signs: Signs, now: datetime) -> bool:
    """Whether less than usual came in for longer than chance explains, or nothing anywhere."""
    if name not in signs.listens or pulse.heard_at is None:
        return False
    since = now - pulse.heard_at
    expected = pulse.events * (since / timedelta(days=_LOOK_BACK_DAYS))
    others = (signs.traffic.pulses.get(other) for other in signs.listens)
    nowhere = all(o is None or o.heard_at is None or now - o.heard_at > SILENCE for o in others)
    return since > SILENCE and (nowhere or expected >= MISSED_EVENTS or since > LONG_SILENCE)


def _named(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def _names(channels: Iterable[str]) -> str:
    return "、".join(map(_named, channels))


def _links(signs: Signs) -> Iterator[Trouble]:
    to_do = "請題庫同仁執行 labordesk links --last 看清單，到題庫改成新的網址，或寫要找哪一頁。"
    if signs.dead_links:
        what = f"題庫有 {signs.dead_links} 個網址失效"
        yield Trouble("dead_links", Level.SOON, signs.dead_links, what, to_do, "/desk/curation")
    if signs.moved_links:
        what = f"題庫有 {signs.moved_links} 個網址搬家了"
        yield Trouble("moved_links", Level.SOON, signs.moved_links, what, to_do, "/desk/curation")
