"""Announcing something to the followers of a topic: queued once each, and what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import DeliveryStatus, Fate, Purpose, Ways, Words, joined
from cases.quiet_hours import QuietHours
from cases.subscriptions import repository, topic_service
from cases.subscriptions.models import (
    AnnouncementRow,
    CopyRow,
    SubscriptionRow,
    SubscriptionState,
    TopicRow,
)
from cases.subscriptions.service import leave_link
from core.database import Database
from core.encryption import Vault
from core.errors import NotFound, Problem

TEXT_LIMIT = 1000
_FOLLOWED_AT_ONCE = 500
_LEAVE = "不想再收到：回覆「取消訂閱」。"
_SETTLED = {
    Fate.ARRIVED: DeliveryStatus.ARRIVED,
    Fate.FAILED: DeliveryStatus.FAILED,
    Fate.UNKNOWN: DeliveryStatus.UNKNOWN,
}
_REASONS = {Fate.FAILED: "平台拒收或送不出去", Fate.UNKNOWN: "送出後斷線，不確定是否送達"}
log = structlog.get_logger()


# A second click on the same announcement within this time is the first one.
_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an announcement would reach now: counts by channel, and by reason for the others."""

    reached: dict[str, int]
    unreached: dict[str, int]


@dataclass(frozen=True, slots=True)
class AnnouncementReport:
    """Whom an announcement reached: counts by state, and by reason for those it did not."""

    counts: dict[str, int]
    unreached: dict[str, int]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An announcement that is no more: what it was, so that it can be written anew."""

    topic_id: str
    text: str


class Announcements:
    """Several processes may work at it; each copy is handed over once."""

    def __init__(
        self, database: Database, vault: Vault, ways: Ways, key: str, public_url: str, quiet: QuietHours
    ) -> None:
        """``key`` signs the links to leave, which lead to ``public_url``."""
        self._database = database
        self._vault = vault
        self._ways = ways
        self._key = key
        self._public_url = public_url
        self._quiet = quiet

    async def announce(
        self, topic_id: str, text: str, author: str, now: datetime, hold: timedelta = timedelta()
    ) -> int:
        """See `announce`."""
        return await announce(self._database, topic_id, text, author, now, self._quiet, hold)

    async def take_back(self, announcement_id: int, author: str, now: datetime) -> TakenBack:
        """See `take_back`."""
        return await take_back(self._database, announcement_id, author, now)

    async def send_next(self, now: datetime) -> bool:
        """Hand over the next copy that is due; False when there is none."""
        held: int | None = None
        try:
            async with self._database.transaction() as session:
                copy = await repository.next_copy(session, now)
                held = copy.id if copy else None
                if copy is not None and self._quiet.contain(now):
                    copy.due_at = self._quiet.next_open(now)
                elif copy is not None:
                    await self._hand_over(session, copy, now)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:
            # A copy that we stumble over must not hold up the others.
            if held is None:
                raise
            log.error("announcement_failed", copy=held, kind=type(error).__name__)
            async with self._database.transaction() as session:
                failed = await session.get_one(CopyRow, held)
                failed.state, failed.reason, failed.settled_at = DeliveryStatus.FAILED, "系統錯誤", now
        return held is not None

    async def _hand_over(self, session: AsyncSession, copy: CopyRow, now: datetime) -> None:
        row = await session.get_one(SubscriptionRow, copy.subscription_id)
        announcement = await session.get_one(AnnouncementRow, copy.announcement_id)
        topic = await session.get_one(TopicRow, announcement.topic_id)
        text = headed(topic.name, announcement.text)
        ids: tuple[int, ...] = ()
        if row.state != SubscriptionState.ACTIVE:
            copy.reason = "已取消訂閱"
        elif row.conversation_id is not None:
            reach = await self._ways.reach(session, row.conversation_id, now, Purpose.TOPIC)
            copy.reason = reach.reason
            words = Words(with_leave(text))
            if reach.ok:
                ids = await self._ways.tell(session, row.conversation_id, words, now, Purpose.TOPIC)
        else:
            address = self._vault.open(row.email or "")
            reach = self._ways.reach_by_mail(address)
            copy.reason = reach.reason
            link = leave_link(self._key, self._public_url, row.id)
            body = f"{text}\n\n不想再收到，請打開這個網頁取消訂閱：\n{link}\n高雄市政府勞工局"
            if reach.ok:
                ids = await self._ways.mail(session, address, f"{topic.name}通知", body, now)
        copy.outbox_ids = list(ids)
        copy.state = DeliveryStatus.HANDED if ids else DeliveryStatus.SKIPPED
        copy.settled_at = None if ids else now

    async def follow_up(self, now: datetime) -> None:
        """Note what became of the copies that were handed over."""
        async with self._database.transaction() as session:
            copies = await repository.handed(session, _FOLLOWED_AT_ONCE)
            fates = await self._ways.fates(session, {number for copy in copies for number in copy.outbox_ids})
            for copy in copies:
                fate = joined([fates.get(number, Fate.FAILED) for number in copy.outbox_ids])
                if fate is not Fate.OPEN:
                    copy.state, copy.settled_at = _SETTLED[fate], now
                    copy.reason = copy.reason if fate is Fate.ARRIVED else _REASONS[fate]

    async def audience(self, topic_id: str, now: datetime) -> Audience:
        """Whom an announcement of a topic would reach now, and why not the others."""
        reached: Counter[str] = Counter()
        unreached: Counter[str] = Counter()
        await self._ways.refresh(now)
        async with self._database.transaction() as session:
            for row in await repository.followers(session, topic_id):
                if row.conversation_id is not None:
                    channel = row.conversation_id.partition(":")[0]
                    reach = await self._ways.reach(session, row.conversation_id, now, Purpose.TOPIC)
                else:
                    channel = "email"
                    reach = self._ways.reach_by_mail(self._vault.open(row.email or ""))
                if reach.ok:
                    reached[channel] += 1
                else:
                    unreached[reach.reason] += 1
        return Audience(dict(reached), dict(unreached))

    def starts_at(self, now: datetime) -> datetime:
        """When it would go out: now, or after the quiet hours."""
        return self._quiet.next_open(now)

    async def report(self, announcement_id: int) -> AnnouncementReport:
        """See `report`."""
        return await report(self._database, announcement_id)


def headed(topic: str, text: str) -> str:
    """An announcement under the name of its topic."""
    return f"【{topic}】\n{text}"


def with_leave(text: str) -> str:
    """What a chat gets: it says how to leave."""
    return f"{text}\n\n{_LEAVE}"


async def announce(
    database: Database,
    topic_id: str,
    text: str,
    author: str,
    now: datetime,
    quiet: QuietHours,
    hold: timedelta = timedelta(),
) -> int:
    """Tell the followers of a topic something, once each; returns the number of the announcement.

    Nothing leaves before ``hold`` is over; in quiet hours it waits for their end. Announced twice within
    minutes it is announced once.

    Raises:
        NoSuchTopic: no such topic.
        Problem: a text that is empty or too long.
    """
    text = checked(text)
    async with database.transaction() as session:
        topic = await topic_service.get(session, topic_id)
        if again := await repository.announced(session, topic.id, text, now - _AGAIN):
            return again
        row = AnnouncementRow(
            topic_id=topic.id, text=text, author=author, created_at=now, due_at=quiet.next_open(now + hold)
        )
        session.add(row)
        await session.flush()
        count = await repository.fan_out(session, row)
    log.info("announced", announcement=row.id, topic=topic.id, followers=count)
    return row.id


def may_take_back(row: AnnouncementRow, who: str, now: datetime) -> bool:
    """Whether ``who`` made an announcement of which nothing has left yet."""
    return row.author == who and now < row.due_at


async def take_back(database: Database, announcement_id: int, who: str, now: datetime) -> TakenBack:
    """Undo an announcement as if it had not been, as long as nothing of it has left.

    Raises:
        NotFound: no such announcement.
        Problem: it has begun to leave, or somebody else made it.
    """
    async with database.transaction() as session:
        row = await session.get(AnnouncementRow, announcement_id, with_for_update=True)
        if row is None:
            raise NotFound("沒有這一則通知，可能已經收回。")
        if not may_take_back(row, who, now) or not await repository.withdraw(session, row):
            raise Problem("已經來不及收回：通知已經開始送出，或不是您發的。", HTTPStatus.CONFLICT)
        taken_back = TakenBack(row.topic_id, row.text)
    log.info("announcement_taken_back", announcement=announcement_id, topic=taken_back.topic_id)
    return taken_back


def checked(text: str) -> str:
    """``text`` without surrounding white space.

    Raises:
        Problem: it is empty or too long.
    """
    text = text.strip()
    if not 1 <= len(text) <= TEXT_LIMIT:
        raise Problem(f"通知內容要 1 到 {TEXT_LIMIT} 字。")
    return text


async def latest(session: AsyncSession, limit: int) -> Sequence[AnnouncementRow]:
    """The latest announcements, the newest first."""
    return await repository.announcements(session, limit)


async def report(database: Database, announcement_id: int) -> AnnouncementReport:
    """Whom an announcement reached so far, and why it did not reach the others.

    Raises:
        NotFound: no such announcement.
    """
    async with database.transaction() as session:
        if await session.get(AnnouncementRow, announcement_id) is None:
            raise NotFound("沒有這一則通知。")
        found = await repository.report(session, announcement_id)
    counts: dict[str, int] = {}
    unreached: dict[str, int] = {}
    for (state, reason), count in sorted(found.items()):
        counts[state] = counts.get(state, 0) + count
        if state in (DeliveryStatus.SKIPPED, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN):
            unreached[reason] = unreached.get(reason, 0) + count
    return AnnouncementReport(counts, unreached)
