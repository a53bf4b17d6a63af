"""Tags of the cases: put on and taken off by the case team, audited."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.base import CaseBase
from cases.schemas import Actor
from cases.tags import service as tags
from cases.tags.service import Tag, Taggable


class CaseTags(CaseBase):
    """Who is not of the team may tag a case while no unit has it."""

    async def tag(
        self, case_id: str, tag_id: int, actor: Actor, now: datetime, *, session: AsyncSession | None = None
    ) -> str:
        """Put a tag on a case; returns its name.

        Raises:
            NoSuchCase, ActionNotAllowed, BadTag.
        """
        async with self._tagging(case_id, actor, session) as joined:
            name = await tags.put(joined, tag_id, Taggable.CASE, case_id, now)
            self._store.audit(joined, case_id, actor, "tag", now, name)
            return name

    async def untag(
        self, case_id: str, tag_id: int, actor: Actor, now: datetime, *, session: AsyncSession | None = None
    ) -> str:
        """Take a tag off a case; returns its name.

        Raises:
            NoSuchCase, ActionNotAllowed, BadTag.
        """
        async with self._tagging(case_id, actor, session) as joined:
            name = await tags.take_off(joined, tag_id, Taggable.CASE, case_id)
            self._store.audit(joined, case_id, actor, "untag", now, name)
            return name

    async def tags_of(
        self, case_ids: Sequence[str], *, session: AsyncSession | None = None
    ) -> Mapping[str, tuple[Tag, ...]]:
        """The tags of each case that has any."""
        async with self._within(session) as joined:
            return await tags.carried(joined, Taggable.CASE, case_ids)

    @asynccontextmanager
    async def _tagging(
        self, case_id: str, actor: Actor, session: AsyncSession | None
    ) -> AsyncIterator[AsyncSession]:
        """The transaction in which ``actor`` changes the tags of a case, who may do so."""
        async with self._within(session) as joined:
            row = await self._row(joined, case_id, lock=True)
            if row.unit:
                self._require_team(await self._store.load(joined, row), actor, "改標籤")
            yield joined
