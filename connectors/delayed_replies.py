"""Who waits too long for a free reply is told so with it, and comes back for the answer with another.

A push is paid for, so in a burst the reply token buys a word and a button (看結果) before it runs out. The
answer is held until the citizen presses the button or writes anything else, which brings a fresh token.
"""

import asyncio
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.responses import load_responses
from bot.service import ConversationService
from connectors import repository
from connectors.contract import Connector, EventKind, FreeReply, Payload, chats_of
from connectors.ids import conversation_id
from connectors.models import InboxRow, LaneRow
from connectors.outbox import Outbox
from core.clock import utc_now
from core.database import Database

# What the button says.
RESULT = "看結果"
# When this share of a token's life is over without an answer, it is spent on the word.
_LATE = 0.6
_AT_ONCE, _SECONDS = 8, 1.0
_EXPECTING = frozenset(
    {EventKind.TEXT, EventKind.START, EventKind.ATTACHMENT, EventKind.BLANK, EventKind.EDITED}
)
_TOLD = Counter("labordesk_told_to_wait_total", "Citizens told to come back for their answer", ["channel"])
log = structlog.get_logger()


class DelayedReplies:
    """Looks after all channels of one process; lanes that somebody works on are left to them."""

    def __init__(
        self,
        database: Database,
        conversation: ConversationService,
        connectors: Mapping[str, Connector],
        outbox: Outbox,
    ) -> None:
        self._database = database
        self._conversation = conversation
        self._connectors = connectors
        self._outbox = outbox

    async def run(self, lease: timedelta) -> None:
        """Tell whoever has to wait until cancelled; at once where nobody can."""
        channels = [(name, c.free_reply) for name, c in chats_of(self._connectors).items() if c.free_reply]
        while channels:
            try:
                for name, free in channels:
                    await self._look(name, free, lease)
            except (SQLAlchemyError, OSError) as error:
                log.warning("waiting_room_without_database", kind=type(error).__name__)
            await asyncio.sleep(_SECONDS)

    async def _look(self, channel: str, free: FreeReply, lease: timedelta) -> None:
        lanes: list[LaneRow] = []
        received = _aging(free, utc_now())
        while len(lanes) < _AT_ONCE:
            async with self._database.transaction() as session:
                lane = await repository.claim_aging(
                    session, uuid.uuid4().hex, utc_now(), lease, channel, received
                )
            if lane is None:
                break
            lanes.append(lane)
        await asyncio.gather(*(self._tell(lane, free, received) for lane in lanes))

    async def _tell(self, lane: LaneRow, free: FreeReply, received: tuple[datetime, datetime]) -> None:
        mine = conversation_id(lane.channel, lane.user_id)
        try:
            language = await self._conversation.language(mine, lane.channel)
            text = load_responses().pick("utter_wait_for_result", language=language)
            async with self._database.transaction() as session:
                row = await repository.aging_event(session, lane.id, received)
                told = row is not None and await self._note(session, lane, row, free.invite(text, RESULT))
            if told:
                await self._outbox.deliver_next(lane)
        finally:
            async with self._database.transaction() as session:
                await repository.release(session, lane.id, str(lane.leased_by))

    async def _note(self, session: AsyncSession, lane: LaneRow, row: InboxRow, word: Payload) -> bool:
        """Queue the word, unless they know already or nothing is to be answered; whether it was queued."""
        message = self._connectors[lane.channel].read(row.payload)
        knows = await repository.is_told_to_wait(session, lane.id)
        row.told_to_wait = True
        if knows or message.kind not in _EXPECTING or not message.reply_token:
            return False
        if await repository.next_delivery(session, lane.id) is not None:
            row.told_to_wait = False  # an earlier answer is on its way and has to come first
            return False
        repository.enqueue(
            session, lane, [word], utc_now(), reply_token=message.reply_token, token_at=row.received_at
        )
        _TOLD.labels(lane.channel).inc()
        return True


async def fetched(
    session: AsyncSession, lane_id: int, requests: tuple[Payload, ...], free: FreeReply
) -> tuple[Payload, ...]:
    """What was held for a citizen, who is back, and then ``requests``."""
    waiting = await repository.held(session, lane_id)
    for row in waiting:
        await session.delete(row)
    return free.join([*(row.payload for row in waiting), *requests]) if waiting else requests


def _aging(free: FreeReply, now: datetime) -> tuple[datetime, datetime]:
    """From when until when the events were received whose tokens still live but will not for long."""
    return now - free.life, now - free.life * _LATE
