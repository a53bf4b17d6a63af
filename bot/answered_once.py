"""Every message is answered once, and the turns of one conversation never overlap."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from bot import repository
from bot.flows.service import FlowService
from bot.message import Json, Message
from bot.models import TurnRow
from bot.turn_outcomes import replied
from core.database import Database


class AnsweredOnce:
    """One message of a conversation after another in this process; the database knows the others."""

    def __init__(self, database: Database, flows: FlowService, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._flows = flows
        self._clock = clock
        self._lanes: dict[str, tuple[asyncio.Lock, int]] = {}

    async def once(self, message: Message, take: Callable[[], Awaitable[Json]], is_new: bool = False) -> Json:
        """What ``take`` answers to ``message``; one that was answered before is not taken again."""
        async with self._lane(message.conversation_id):
            known = None if is_new else await self._recorded(message)
            if known is None:
                try:
                    return await take()
                except IntegrityError:
                    # Another process answered the same message at the same moment: its answer counts.
                    known = await self._recorded(message)
                    if known is None:
                        raise
            if message.record is not None:
                async with self._database.transaction() as session:
                    await message.record(session, known)
            return known

    @asynccontextmanager
    async def _lane(self, conversation_id: str) -> AsyncIterator[None]:
        lock, users = self._lanes.get(conversation_id, (asyncio.Lock(), 0))
        self._lanes[conversation_id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            _, users = self._lanes[conversation_id]
            if users == 1:
                del self._lanes[conversation_id]
            else:
                self._lanes[conversation_id] = (lock, users - 1)

    async def _recorded(self, message: Message) -> Json | None:
        if message.client_id is None:
            return None
        async with self._database.reading() as session:
            turn = await repository.turn_of(session, message.conversation_id, message.client_id)
            if turn is None:
                return None
            takes_files = await self._flows.takes_files(session, message.conversation_id, self._clock())
        return replied(self._as_sent(turn), turn.id, takes_files)

    def _as_sent(self, turn: TurnRow) -> Json:
        """The reply that was recorded, with what only its sealed copy shows."""
        return {**turn.reply, "messages": self._flows.unsealed(turn.sealed)} if turn.sealed else turn.reply
