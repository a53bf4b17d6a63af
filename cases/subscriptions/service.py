"""Following a topic and leaving it.

A chat follows at once, on the person's own word; an e-mail address only after the link that was
sent to it was used. Every message says how to leave.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import Ways
from cases.subscriptions import repository, topic_service
from cases.subscriptions.models import SubscriptionRow, SubscriptionState, TopicRow
from cases.subscriptions.topic_service import Topic
from core.database import Database
from core.encryption import Vault
from core.errors import BadLink, Problem
from core.masking import pseudonym

LINK_DAYS = timedelta(days=7)
_NO_MAIL = "現在不能用電子郵件訂閱。請在 LINE 或 Telegram 對我們說「訂閱」，或撥 1999。"
_AGAIN = timedelta(hours=1)


class Followed(StrEnum):
    """What a wish to follow a topic met; ``impossible`` = this channel cannot carry later messages."""

    DONE = "done"
    ALREADY = "already"
    IMPOSSIBLE = "impossible"


class Subscriptions:
    """Methods with ``session`` run in the caller's transaction."""

    def __init__(self, database: Database, vault: Vault, ways: Ways, key: str, public_url: str) -> None:
        """``key`` signs the links of e-mails, which lead to ``public_url``."""
        self._database = database
        self._vault = vault
        self._ways = ways
        self._key = key
        self._public_url = public_url

    async def follow(
        self, session: AsyncSession, topic_id: str, conversation_id: str, now: datetime
    ) -> Followed:
        """A chat follows a topic from now on.

        Raises:
            NoSuchTopic: no such topic is offered.
        """
        await topic_service.get(session, topic_id)
        if not self._ways.lasts(conversation_id):
            return Followed.IMPOSSIBLE
        row = await repository.ask(session, topic_id, conversation_id, now, conversation_id=conversation_id)
        if row.state == SubscriptionState.ACTIVE:
            return Followed.ALREADY
        row.state, row.consented_at, row.ended_at = SubscriptionState.ACTIVE, now, None
        return Followed.DONE

    async def leave(
        self, session: AsyncSession, conversation_id: str, now: datetime, topic_id: str | None = None
    ) -> tuple[Topic, ...]:
        """A chat leaves a topic, or all; returns those that it had followed."""
        left = []
        for row, topic in await repository.followed(session, conversation_id):
            if topic_id in (None, topic.id):
                row.state, row.ended_at = SubscriptionState.ENDED, now
                left.append(Topic(topic.id, topic.name))
        return tuple(left)

    async def followed(self, session: AsyncSession, conversation_id: str) -> tuple[Topic, ...]:
        """What a chat follows."""
        return tuple(
            Topic(row.id, row.name) for _, row in await repository.followed(session, conversation_id)
        )

    async def forget(self, session: AsyncSession, conversation_id: str) -> None:
        """Erase a chat from the followers."""
        await repository.forget(session, conversation_id)

    async def ask_by_mail(self, topic_id: str, address: str, now: datetime) -> None:
        """Send a link that makes ``address`` follow a topic, at most once an hour.

        Nothing tells whether the address follows it already.

        Raises:
            NoSuchTopic: no such topic is offered.
            Problem: no e-mail can be sent to this address.
        """
        if not self._ways.reach_by_mail(address).ok:
            raise Problem(_NO_MAIL)
        async with self._database.transaction() as session:
            topic = await topic_service.get(session, topic_id)
            person = f"email:{pseudonym(self._key, 'subscriber', address.lower())}"
            known = await repository.subscription(session, topic_id, person)
            if known and (known.state == SubscriptionState.ACTIVE or now - known.asked_at < _AGAIN):
                return
            row = await repository.ask(session, topic_id, person, now, email=self._vault.seal(address))
            row.state, row.asked_at = SubscriptionState.ASKED, now
            row.email = self._vault.seal(address)
            token = _signer(self._key, leaving=False).dumps(row.id)
            link = f"{self._public_url}/subscriptions/confirm?token={token}"
            text = (
                f"您好：\n有人用這個地址訂閱「{topic.name}」。如果是您，請在 7 天內打開網頁確認：\n{link}\n\n"
                "如果不是您，不用理會這封信，我們不會再寄。\n高雄市政府勞工局"
            )
            await self._ways.mail(session, address, f"請確認訂閱：{topic.name}", text, now)

    async def linked(self, token: str, leaving: bool) -> Topic:
        """The topic of a link in an e-mail.

        Raises:
            BadLink: not a link of ours, or too old.
        """
        async with self._database.transaction() as session:
            row = await self._open_link(session, token, leaving)
            topic = await session.get_one(TopicRow, row.topic_id)
        return Topic(topic.id, topic.name)

    async def use_link(self, token: str, leaving: bool, now: datetime) -> Topic:
        """Follow or leave as the link in an e-mail says; using it twice does no harm.

        Raises:
            BadLink: not a link of ours, or too old.
        """
        async with self._database.transaction() as session:
            row = await self._open_link(session, token, leaving)
            topic = await session.get_one(TopicRow, row.topic_id)
            if leaving:
                row.state, row.ended_at = SubscriptionState.ENDED, now
            elif row.state == SubscriptionState.ASKED:
                row.state, row.consented_at, row.ended_at = SubscriptionState.ACTIVE, now, None
        return Topic(topic.id, topic.name)

    async def _open_link(self, session: AsyncSession, token: str, leaving: bool) -> SubscriptionRow:
        signer = _signer(self._key, leaving)
        seconds = None if leaving else int(LINK_DAYS.total_seconds())
        try:
            row = await session.get(
                SubscriptionRow, int(signer.loads(token, max_age=seconds)), with_for_update=True
            )
        except (BadSignature, ValueError, TypeError):
            row = None
        if row is None or row.email is None:
            raise BadLink("這個連結不正確或已經過期，請重新訂閱。")
        return row


def leave_link(key: str, public_url: str, subscription_id: int) -> str:
    """The page on which a follower by e-mail leaves; the link does not expire."""
    return f"{public_url}/subscriptions/leave?token={_signer(key, leaving=True).dumps(subscription_id)}"


def _signer(key: str, leaving: bool) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="subscription-leave" if leaving else "subscription-confirm")
