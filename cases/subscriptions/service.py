"""Following a topic, leaving it, and announcing something to its followers.

A chat follows at once, on the person's own word; an e-mail address only after the link that was
sent to it was used. Every message says how to leave with one word.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import structlog
import yaml
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.ext.asyncio import AsyncSession

from cases.quiet import QuietHours
from cases.subscriptions import repository
from cases.subscriptions.models import (
    AnnouncementRow,
    CopyRow,
    SubscriptionRow,
    SubscriptionState,
    TopicRow,
)
from cases.ways import Fate, Passage, Purpose, Ways, Words, joined
from core.database import Database
from core.encryption import Vault
from core.errors import NotFound, Problem
from core.privacy import pseudonym

TEXT_LIMIT = 1000
LINK_DAYS = timedelta(days=7)
_AGAIN = timedelta(hours=1)
_FOLLOWED_AT_ONCE = 500
_LEAVE = "不想再收到：回覆「取消訂閱」。"
_SETTLED = {Fate.ARRIVED: Passage.ARRIVED, Fate.FAILED: Passage.FAILED, Fate.UNKNOWN: Passage.UNKNOWN}
log = structlog.get_logger()


class Followed(StrEnum):
    """What a wish to follow a topic met; ``impossible`` = this channel cannot carry later messages."""

    DONE = "done"
    ALREADY = "already"
    IMPOSSIBLE = "impossible"


class BadLink(Problem):
    """A link to confirm or to leave that was not made here, or is too old."""


class NoSuchTopic(NotFound):
    """No topic with this id."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that can be followed."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """Whom an announcement reached: counts by state, and by reason for those it did not."""

    counts: dict[str, int]
    unreached: dict[str, int]


class Subscriptions:
    """Methods with ``db`` run in the caller's transaction."""

    def __init__(
        self, database: Database, vault: Vault, ways: Ways, key: str, public_url: str, quiet: QuietHours
    ) -> None:
        self._database = database
        self._vault = vault
        self._ways = ways
        self._key = key
        self._public_url = public_url
        self._quiet = quiet
        self._confirming = URLSafeTimedSerializer(key, salt="subscription-confirm")
        self._leaving = URLSafeTimedSerializer(key, salt="subscription-leave")

    async def seed(self) -> None:
        """Offer the first topics where there are none yet."""
        records = yaml.safe_load(Path(__file__).with_name("topics.yml").read_text("utf-8"))
        async with self._database.transaction() as db:
            if not await repository.topics(db, only_active=False):
                await repository.add_topics(db, [record | {"active": True} for record in records])

    async def save_topic(self, topic_id: str, name: str, words: list[str], active: bool) -> None:
        """Add or change a topic; one that is not active is no longer offered, its followers stay.

        Raises:
            Problem: an id or a name that cannot be used.
        """
        if not topic_id.replace("_", "").isalnum() or not topic_id.isascii() or len(topic_id) > 40:
            raise Problem("主題代號只能用英文、數字與底線，最多 40 字。")
        if not 1 <= len(name) <= 40:
            raise Problem("主題名稱要 1 到 40 字。")
        async with self._database.transaction() as db:
            taken = [row for row in await repository.topics(db, only_active=False) if row.name == name]
            if any(row.id != topic_id for row in taken):
                raise Problem("已經有同名的主題。")
            row = await db.get(TopicRow, topic_id)
            if row is None:
                row = TopicRow(id=topic_id)
                db.add(row)
            row.name, row.words, row.active = name, words, active

    async def topics(self, db: AsyncSession) -> tuple[Topic, ...]:
        """What can be followed."""
        return tuple(Topic(row.id, row.name) for row in await repository.topics(db))

    async def find(self, db: AsyncSession, said: str) -> Topic | None:
        """The topic that ``said`` names, by its name or one of its words, the longest first."""
        text = _plain(said)
        named = [
            (len(_plain(word)), row)
            for row in await repository.topics(db)
            for word in (row.name, *row.words)
            if _plain(word) in text
        ]
        if not named:
            return None
        row = max(named, key=lambda found: found[0])[1]
        return Topic(row.id, row.name)

    async def follow(
        self, db: AsyncSession, topic_id: str, conversation_id: str, now: datetime
    ) -> Followed:
        """A chat follows a topic from now on.

        Raises:
            NoSuchTopic: no such topic is offered.
        """
        await self._topic(db, topic_id)
        if not self._ways.lasts(conversation_id):
            return Followed.IMPOSSIBLE
        row = await repository.ask(db, topic_id, conversation_id, now, conversation_id=conversation_id)
        if row.state == SubscriptionState.ACTIVE:
            return Followed.ALREADY
        row.state, row.consented_at, row.ended_at = SubscriptionState.ACTIVE, now, None
        return Followed.DONE

    async def leave(
        self, db: AsyncSession, conversation_id: str, now: datetime, topic_id: str | None = None
    ) -> tuple[Topic, ...]:
        """A chat leaves a topic, or all; returns those that it had followed."""
        left = []
        for row, topic in await repository.followed(db, conversation_id):
            if topic_id in (None, topic.id):
                row.state, row.ended_at = SubscriptionState.ENDED, now
                left.append(Topic(topic.id, topic.name))
        return tuple(left)

    async def followed(self, db: AsyncSession, conversation_id: str) -> tuple[Topic, ...]:
        """What a chat follows."""
        return tuple(Topic(row.id, row.name) for _, row in await repository.followed(db, conversation_id))

    async def forget(self, db: AsyncSession, conversation_id: str) -> None:
        """Erase a chat from the followers."""
        await repository.forget(db, conversation_id)

    async def ask_by_mail(self, topic_id: str, address: str, now: datetime) -> None:
        """Send a link that makes ``address`` follow a topic, at most once an hour.

        Nothing tells whether the address follows it already.

        Raises:
            NoSuchTopic: no such topic is offered.
            Problem: no e-mail can be sent to this address.
        """
        reach = self._ways.reach_by_mail(address)
        if not reach.ok:
            raise Problem(f"無法寄信到這個地址：{reach.reason}。")
        async with self._database.transaction() as db:
            topic = await self._topic(db, topic_id)
            person = f"email:{pseudonym(self._key, 'subscriber', address.lower())}"
            known = await repository.subscription(db, topic_id, person)
            if known and (known.state == SubscriptionState.ACTIVE or now - known.asked_at < _AGAIN):
                return
            row = await repository.ask(db, topic_id, person, now, email=self._vault.seal(address))
            row.state, row.asked_at = SubscriptionState.ASKED, now
            row.email = self._vault.seal(address)
            link = f"{self._public_url}/subscriptions/confirm?token={self._confirming.dumps(row.id)}"
            text = (
                f"您好：\n有人用這個地址訂閱「{topic.name}」。如果是您，請在 7 天內打開下面的網頁確認：\n{link}\n\n"
                "如果不是您，不用理會這封信，我們不會再寄。\n高雄市政府勞工局"
            )
            await self._ways.mail(db, address, f"請確認訂閱：{topic.name}", text, now)

    async def linked(self, token: str, leaving: bool) -> Topic:
        """The topic of a link in an e-mail.

        Raises:
            BadLink: not a link of ours, or too old.
        """
        async with self._database.transaction() as db:
            row = await self._open_link(db, token, leaving)
            topic = await db.get_one(TopicRow, row.topic_id)
        return Topic(topic.id, topic.name)

    async def use_link(self, token: str, leaving: bool, now: datetime) -> Topic:
        """Follow or leave as the link in an e-mail says; using it twice does no harm.

        Raises:
            BadLink: not a link of ours, or too old.
        """
        async with self._database.transaction() as db:
            row = await self._open_link(db, token, leaving)
            topic = await db.get_one(TopicRow, row.topic_id)
            if leaving:
                row.state, row.ended_at = SubscriptionState.ENDED, now
            elif row.state == SubscriptionState.ASKED:
                row.state, row.consented_at, row.ended_at = SubscriptionState.ACTIVE, now, None
        return Topic(topic.id, topic.name)

    async def _open_link(self, db: AsyncSession, token: str, leaving: bool) -> SubscriptionRow:
        signer, seconds = (
            (self._leaving, None) if leaving else (self._confirming, int(LINK_DAYS.total_seconds()))
        )
        try:
            row = await db.get(SubscriptionRow, int(signer.loads(token, max_age=seconds)), with_for_update=True)
        except (BadSignature, ValueError, TypeError):
            row = None
        if row is None or row.email is None:
            raise BadLink("這個連結不正確或已經過期，請重新訂閱。")
        return row

    async def announce(self, topic_id: str, text: str, author: str, now: datetime) -> int:
        """Tell the followers of a topic something, once each; returns the number of the announcement.

        In quiet hours it waits for their end.

        Raises:
            NoSuchTopic: no such topic.
            Problem: a text that is empty or too long.
        """
        text = text.strip()
        if not 1 <= len(text) <= TEXT_LIMIT:
            raise Problem(f"通知內容要 1 到 {TEXT_LIMIT} 字。")
        async with self._database.transaction() as db:
            topic = await self._topic(db, topic_id)
            row = AnnouncementRow(
                topic_id=topic.id, text=text, author=author, created_at=now, due_at=self._quiet.next_open(now)
            )
            db.add(row)
            await db.flush()
            count = await repository.fan_out(db, row)
        log.info("announced", announcement=row.id, topic=topic.id, followers=count)
        return row.id

    async def send_next(self, now: datetime) -> bool:
        """Hand over the next copy that is due; False when there is none."""
        async with self._database.transaction() as db:
            copy = await repository.next_copy(db, now)
            if copy is None:
                return False
            if self._quiet.contain(now):
                copy.due_at = self._quiet.next_open(now)
            else:
                await self._hand_over(db, copy, now)
        return True

    async def _hand_over(self, db: AsyncSession, copy: CopyRow, now: datetime) -> None:
        row = await db.get_one(SubscriptionRow, copy.subscription_id)
        announcement = await db.get_one(AnnouncementRow, copy.announcement_id)
        topic = await db.get_one(TopicRow, announcement.topic_id)
        text = f"【{topic.name}】\n{announcement.text}"
        ids: tuple[int, ...] = ()
        if row.state != SubscriptionState.ACTIVE:
            copy.reason = "已取消訂閱"
        elif row.conversation_id is not None:
            reach = await self._ways.reach(db, row.conversation_id, now, Purpose.TOPIC)
            copy.reason = reach.reason
            words = Words(f"{text}\n\n{_LEAVE}")
            if reach.ok:
                ids = await self._ways.tell(db, row.conversation_id, words, now, Purpose.TOPIC)
        else:
            address = self._vault.open(row.email or "")
            reach = self._ways.reach_by_mail(address)
            copy.reason = reach.reason
            link = f"{self._public_url}/subscriptions/leave?token={self._leaving.dumps(row.id)}"
            body = f"{text}\n\n不想再收到，請打開這個網頁取消訂閱：\n{link}\n高雄市政府勞工局"
            if reach.ok:
                ids = await self._ways.mail(db, address, f"{topic.name}通知", body, now)
        copy.outbox_ids = list(ids)
        copy.state = Passage.HANDED if ids else Passage.SKIPPED
        copy.settled_at = None if ids else now

    async def follow_up(self, now: datetime) -> None:
        """Note what became of the copies that were handed over."""
        async with self._database.transaction() as db:
            copies = await repository.handed(db, _FOLLOWED_AT_ONCE)
            fates = await self._ways.fates(db, {number for copy in copies for number in copy.outbox_ids})
            for copy in copies:
                fate = joined([fates.get(number, Fate.FAILED) for number in copy.outbox_ids])
                if fate is not Fate.OPEN:
                    copy.state, copy.settled_at = _SETTLED[fate], now
                    copy.reason = copy.reason if fate is Fate.ARRIVED else _REASONS[fate]

    async def report(self, announcement_id: int) -> Report:
        """Whom an announcement reached so far, and why it did not reach the others.

        Raises:
            NotFound: no such announcement.
        """
        async with self._database.transaction() as db:
            if await db.get(AnnouncementRow, announcement_id) is None:
                raise NotFound("沒有這一則通知。")
            found = await repository.report(db, announcement_id)
        counts: dict[str, int] = {}
        unreached: dict[str, int] = {}
        for (state, reason), count in sorted(found.items()):
            counts[state] = counts.get(state, 0) + count
            if state in (Passage.SKIPPED, Passage.FAILED, Passage.UNKNOWN):
                unreached[reason] = unreached.get(reason, 0) + count
        return Report(counts, unreached)

    async def _topic(self, db: AsyncSession, topic_id: str) -> TopicRow:
        row = await db.get(TopicRow, topic_id)
        if row is None or not row.active:
            offered = "、".join(topic.name for topic in await repository.topics(db))
            raise NoSuchTopic(f"沒有這個主題。可以訂閱的有：{offered or '（沒有）'}。")
        return row


_REASONS = {Fate.FAILED: "平台拒收或送不出去", Fate.UNKNOWN: "送出後斷線，不確定是否送達"}


def _plain(text: str) -> str:
    """Letters for comparing: one width, no spaces, no marks."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
