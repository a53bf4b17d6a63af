"""How long cases keep their persons: who is erased when the time of a route is over.

The periods themselves are the bureau's, see `cases.policy`.
"""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository
from cases.base import CaseBase
from cases.schemas import SYSTEM

_GUESSES_KEPT = timedelta(days=1)
# A file is written before its transaction is committed: younger ones without a row are left alone.
_UPLOAD_TIME = timedelta(hours=1)


class CaseRetention(CaseBase):
    """What is kept no longer goes."""

    async def purge(self, now: datetime, *, session: AsyncSession | None = None) -> int:
        """Erase the persons whose time is over, and what nobody needs any more; returns how many persons."""
        purged = 0
        async with self._within(session) as joined:
            for route, kept in self._policy.retention.items():
                for row in await repository.settled_before(joined, route.value, now - kept):
                    await self._store.erase(joined, row, SYSTEM, now)
                    purged += 1
            await repository.forget_guesses(joined, now - _GUESSES_KEPT)
            known = await repository.attachment_ids(joined)
        abandoned = (now - _UPLOAD_TIME).timestamp()
        await asyncio.to_thread(self._store.files.keep_only, known, abandoned)
        return purged
