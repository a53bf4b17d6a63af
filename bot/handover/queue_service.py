"""The queue for people: joining it, what is told about it, and what becomes of those nobody serves."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover import repository
from bot.handover.base import HandoverBase
from bot.handover.models import HandoverRow
from bot.handover.schemas import Availability, HandoverState, QueuePosition
from bot.handover.system_events import tell
from bot.handover.wait_estimate import expected_wait
from bot.models import ConversationRow
from bot.state import Owner
from core.calendar_service import read_calendar
from core.clock import TAIPEI
from core.system_events import SystemEvent

PRESENT_FOR = timedelta(minutes=2)
# So long a queue without anybody there is kept, before the citizens are told.
PATIENCE = timedelta(minutes=10)
TALKS = 20


class Queue(HandoverBase):
    """The side of those who wait."""

    async def standing(self, session: AsyncSession, now: datetime) -> Availability:
        """Whether people answer now, and if not, when."""
        local, calendar = now.astimezone(TAIPEI), await read_calendar(session)
        is_open = self._hours.is_open(local, calendar.is_closed)
        opening = None if is_open else self._hours.next_opening(local, calendar.is_closed)
        return Availability(is_open, await repository.present(session, now - PRESENT_FOR), opening)

    async def request(self, session: AsyncSession, row: ConversationRow, now: datetime) -> QueuePosition:
        """Put a conversation into the queue, in the caller's transaction; once more changes nothing."""
        waiting = await repository.open_handover(session, row.id)
        if waiting is None:
            waiting = HandoverRow(
                conversation_id=row.id, state=HandoverState.WAITING, requested_at=now, outcome=""
            )
            session.add(waiting)
            await session.flush()
            row.owner, row.owner_until = Owner.QUEUE, None
            tell(session, SystemEvent.CONVERSATION_WAITING, waiting, row.channel, now)
        place = await repository.position(session, waiting)
        present = await repository.present(session, now - PRESENT_FOR)
        return QueuePosition(
            place, expected_wait(place, present, await repository.recent_talks(session, TALKS))
        )

    async def close_expired(self, now: datetime) -> int:
        """Put conversations whose person has gone back into the queue, and dissolve a queue that nobody
        serves (closed, or nobody there for `PATIENCE`); returns how many were changed."""
        async with self._database.transaction() as session:
            standing = await self.standing(session, now)
            waiting = [
                row.conversation_id for row in await repository.queue(session, [HandoverState.WAITING])
            ]
            gone = await repository.overdue(session, now)
            served = standing.is_open and await repository.present(session, now - PATIENCE) > 0
        changed = 0
        for conversation_id in gone:
            changed += await self._requeue(conversation_id, now)
        for conversation_id in () if served else waiting:
            changed += await self._dissolve(conversation_id, standing, now)
        return changed

    async def _requeue(self, conversation_id: str, now: datetime) -> bool:
        async with self._database.transaction() as session:
            row = await repository.locked(session, conversation_id)
            handover = await repository.open_handover(session, conversation_id)
            lapsed = row is not None and row.owner_until is not None and row.owner_until < now
            if row is None or handover is None or not lapsed or handover.state != HandoverState.TAKEN:
                return False
            handover.state, handover.staff, handover.taken_at = HandoverState.WAITING, None, None
            row.owner, row.owner_until = Owner.QUEUE, None
            tell(session, SystemEvent.CONVERSATION_WAITING, handover, row.channel, now)
            await self._tell(session, row, "utter_handover_requeued", now)
        return True

    async def _dissolve(self, conversation_id: str, standing: Availability, now: datetime) -> bool:
        async with self._database.transaction() as session:
            row = await repository.locked(session, conversation_id)
            handover = await repository.open_handover(session, conversation_id)
            waited = handover is not None and now - handover.requested_at > PATIENCE
            if row is None or handover is None or handover.state != HandoverState.WAITING:
                return False
            if standing.is_open and not waited:
                return False
            name = "utter_handover_nobody" if standing.is_open else "utter_handover_closed"
            await self._end(session, row, handover, "unserved", name, now)
        return True
