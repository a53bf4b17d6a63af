"""The list of tags, and which of them something carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy.ext.asyncio import AsyncSession

from cases.tags import repository
from cases.tags.models import TagRow
from core.database import Database
from core.errors import Problem

NAME_LIMIT = 20


class Taggable(StrEnum):
    """What can carry a tag."""

    CASE = "case"
    CONVERSATION = "conversation"


class BadTag(Problem):
    """The tag cannot be kept or put there."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; a ``retired`` one is put on nothing new."""

    id: int
    name: str
    retired: bool


async def tags(database: Database) -> tuple[Tag, ...]:
    """All tags, by name; those that are retired last."""
    async with database.transaction() as session:
        return tuple(map(_tag, await repository.tags(session)))


async def keep(session: AsyncSession, name: str, tag_id: int | None = None, retired: bool = False) -> str:
    """Add a tag, or change the one with ``tag_id``; returns the name that it has now.

    Raises:
        BadTag: the name is empty, too long or taken, or there is no such tag.
    """
    name = " ".join(name.split()).lstrip("#@")
    if not 1 <= len(name) <= NAME_LIMIT:
        raise BadTag(f"標籤的名稱請寫 1 到 {NAME_LIMIT} 個字。")
    same = await repository.by_name(session, name)
    if same is not None and same.id != tag_id:
        raise BadTag(f"已經有「{name}」這個標籤{'（停用中，可以恢復）' if same.retired else ''}。")
    if tag_id is None:
        session.add(TagRow(name=name, retired=False))
    else:
        row = await _known(session, tag_id)
        row.name, row.retired = name, retired
    await session.flush()
    return name


async def put(session: AsyncSession, tag_id: int, kind: Taggable, subject: str, now: datetime) -> str:
    """Put a tag on something; returns its name.

    Raises:
        BadTag: there is no such tag, or it is retired.
    """
    row = await _known(session, tag_id)
    if row.retired:
        raise BadTag(f"「{row.name}」已經停用，請選別的標籤。")
    await repository.put(session, tag_id, kind, subject, now)
    return row.name


async def take_off(session: AsyncSession, tag_id: int, kind: Taggable, subject: str) -> str:
    """Take a tag off; returns its name.

    Raises:
        BadTag: there is no such tag.
    """
    row = await _known(session, tag_id)
    await repository.take_off(session, tag_id, kind, subject)
    return row.name


async def carried(
    session: AsyncSession, kind: Taggable, subjects: Sequence[str]
) -> Mapping[str, tuple[Tag, ...]]:
    """The tags of each of ``subjects`` that has any."""
    found: dict[str, list[Tag]] = {}
    for subject, row in await repository.of_subjects(session, kind, subjects):
        found.setdefault(subject, []).append(_tag(row))
    return {subject: tuple(those) for subject, those in found.items()}


async def subjects(session: AsyncSession, tag_id: int, kind: Taggable) -> tuple[str, ...]:
    """The ids of what carries a tag."""
    return tuple(await session.scalars(repository.subjects_with(tag_id, kind)))


async def _known(session: AsyncSession, tag_id: int) -> TagRow:
    row = await repository.tag(session, tag_id)
    if row is None:
        raise BadTag("沒有這個標籤，請重新選。")
    return row


def _tag(row: TagRow) -> Tag:
    return Tag(row.id, row.name, row.retired)
