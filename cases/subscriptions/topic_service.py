"""The topics that staff offer."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from cases.subscriptions import repository
from cases.subscriptions.models import TopicRow
from core.database import Database
from core.errors import NotFound, Problem

_FIRST = Path(__file__).with_name("topics.yml")


class NoSuchTopic(NotFound):
    """No topic with this id."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that can be followed."""

    id: str
    name: str


async def seed(database: Database) -> None:
    """Offer the first topics where there are none yet."""
    records = yaml.safe_load(_FIRST.read_text("utf-8"))
    async with database.transaction() as session:
        if not await repository.topics(session, only_active=False):
            await repository.add_topics(session, [record | {"active": True} for record in records])


async def save(database: Database, topic_id: str, name: str, words: list[str], active: bool) -> None:
    """Add or change a topic; one that is not active is no longer offered, its followers stay.

    Raises:
        Problem: an id or a name that cannot be used.
    """
    if not topic_id.replace("_", "").isalnum() or not topic_id.isascii() or len(topic_id) > 40:
        raise Problem("主題代號只能用英文、數字與底線，最多 40 字。")
    if not 1 <= len(name) <= 40:
        raise Problem("主題名稱要 1 到 40 字。")
    async with database.transaction() as session:
        taken = [row for row in await repository.topics(session, only_active=False) if row.name == name]
        if any(row.id != topic_id for row in taken):
            raise Problem("已經有同名的主題。")
        row = await session.get(TopicRow, topic_id)
        if row is None:
            row = TopicRow(id=topic_id)
            session.add(row)
        row.name, row.words, row.active = name, words, active


async def offered(session: AsyncSession) -> tuple[Topic, ...]:
    """What can be followed."""
    return tuple(Topic(row.id, row.name) for row in await repository.topics(session))


async def find(session: AsyncSession, said: str) -> Topic | None:
    """The topic that ``said`` names, by its name or one of its words, the longest first."""
    text = _plain(said)
    named = [
        (len(_plain(word)), row)
        for row in await repository.topics(session)
        for word in (row.name, *row.words)
        if _plain(word) in text
    ]
    if not named:
        return None
    row = max(named, key=lambda found: found[0])[1]
    return Topic(row.id, row.name)


async def get(session: AsyncSession, topic_id: str) -> Topic:
    """A topic that is offered.

    Raises:
        NoSuchTopic: there is none of this id; the sentence lists those that there are.
    """
    row = await session.get(TopicRow, topic_id)
    if row is None or not row.active:
        names = "、".join(topic.name for topic in await offered(session))
        raise NoSuchTopic(f"沒有這個主題。可以訂閱的有：{names or '（沒有）'}。")
    return Topic(row.id, row.name)


def _plain(text: str) -> str:
    """Letters for comparing: one width, no spaces, no marks."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
