"""Tags of the cases: put on and taken off by the case team, audited."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.base import CaseBase
from cases.schemas import Actor
from cases.tags import service as tags
from cases.tags.service import Kind, Tag


class Tagging(CaseBase):
    """Who is not of the team may tag a case while no unit has it."""

    async def tag(
        self, case_id: str, tag_id: int, actor: Actor, now: datetime, *, session: AsyncSession | None = None
    ) -> str:
        """Put a tag on a case; returns its name.

        Raises:
            NoSuchCase, NotAllowed, BadTag.
        """
        async with self._within(session) as joined:
            await self._taggable(joined, case_id, actor)
            name = await tags.put(joined, tag_id, Kind.CASE, case_id, now)
            self._store.audit(joined, case_id, actor, "tag", now, name)
            return name

    async def untag(
        self, case_id: str, tag_id: int, actor: Actor, now: datetime, *, session: AsyncSession | None = None
    ) -> str:
        """Take a tag off a case; returns its name.

        Raises:
            NoSuchCase, NotAllowed, BadTag.
        """
        async with self._within(session) as joined:
            await self._taggable(joined, case_id, actor)
            name = await tags.take_off(joined, tag_id, Kind.CASE, case_id)
            self._store.audit(joined, case_id, actor, "untag", now, name)
            return name

    async def tags_of(
        self, case_ids: Sequence[str], *, session: AsyncSession | None = None
    ) -> Mapping[str, tuple[Tag, ...]]:
        """The tags of each case that has any."""
        async with self._within(session) as joined:
            return await tags.carried(joined, Kind.CASE, case_ids)

    async def _taggable(self, session: AsyncSession, case_id: str, actor: Actor) -> None:
        row = await self._row(session, case_id, lock=True)
        if row.unit:
            self._require_team(await self._store.load(session, row), actor, "改標籤")
