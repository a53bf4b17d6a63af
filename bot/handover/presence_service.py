"""What staff see of the inbox while they have it open: who is there, who looks at what, what can be sent."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover import repository
from bot.handover.queue_service import Queue
from bot.handover.schemas import Agent, Standpoint
from bot.models import ConversationRow
from cases.messaging import Purpose, Reach

# A page that has not been heard of for so long is closed.
OPEN_FOR = timedelta(seconds=45)
_WEB_CHAT = "webchat"


class Watching(Queue):
    """Collision warnings and reachability."""

    async def look(self, staff: Agent, conversation_id: str, now: datetime) -> None:
        """``staff`` has a conversation open."""
        async with self._database.transaction() as session:
            if conversation_id in await repository.conversations(session, [conversation_id]):
                await repository.viewing(session, conversation_id, staff.id, staff.name, now)

    async def look_away(self, staff: Agent, conversation_id: str) -> None:
        """``staff`` has closed a conversation."""
        async with self._database.transaction() as session:
            await repository.unview(session, conversation_id, staff.id)

    async def standpoint(self, conversation_id: str, now: datetime) -> Standpoint:
        """Where a conversation is now."""
        async with self._database.transaction() as session:
            handover = await repository.open_handover(session, conversation_id)
            seen = await repository.viewers(session, now - OPEN_FOR)
            last = await repository.newest_turn(session, conversation_id)
        return Standpoint(
            handover.state if handover else None,
            handover.staff if handover else None,
            tuple(Agent(row.staff, row.name) for row in seen if row.conversation_id == conversation_id),
            last,
        )

    async def reach(self, conversation_id: str, now: datetime) -> Reach:
        """Whether words of staff arrive now, and why not."""
        async with self._database.transaction() as session:
            row = (await repository.conversations(session, [conversation_id])).get(conversation_id)
            return await self._reach(session, row, now) if row else Reach(False, "沒有這段對話")

    async def _reach(self, session: AsyncSession, row: ConversationRow, now: datetime) -> Reach:
        if row.channel == _WEB_CHAT or self._ways is None:
            return Reach(True, "對方的網頁開著才看得到")
        return await self._ways.reach(session, row.id, now, Purpose.REPLY)
