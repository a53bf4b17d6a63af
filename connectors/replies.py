"""Replies to events, queued in the transaction that records the turn; with its reply an event is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Text
from bot.responses import load_responses
from bot.service import ConversationService
from connectors import repository
from connectors.contract import ChatConnector, EventKind, InboundMessage, Rendered
from connectors.delayed_replies import fetched
from connectors.ids import conversation_id
from connectors.models import DeliveryState, EventState, InboxRow, LaneRow
from core.clock import utc_now
from core.database import Database

_HEARD = frozenset(
    {
        EventKind.TEXT,
        EventKind.START,
        EventKind.ATTACHMENT,
        EventKind.BLANK,
        EventKind.EDITED,
        EventKind.GROUP,
    }
)


@dataclass(frozen=True, slots=True)
class Work:
    """One event in the hands of a worker; ``taken_back`` says that the user wants it unsaid."""

    lane: LaneRow
    event_id: int
    platform_id: str
    payload: dict[str, Any]
    occurred_at: datetime
    received_at: datetime
    attempts: int
    taken_back: bool = False
    told_to_wait: bool = False


class Replies:
    """What is queued for the user of a lane, and the end of the event that it answers."""

    def __init__(
        self, database: Database, conversation: ConversationService, chats: Mapping[str, ChatConnector]
    ) -> None:
        self._database = database
        self._conversation = conversation
        self._chats = chats

    async def say(self, chat: ChatConnector, text: Text, message: InboundMessage, work: Work) -> None:
        """A sentence that is no turn of the conversation."""
        async with self._database.transaction() as session:
            await self.queue(session, work, message, chat.render([text]))

    async def give_up(self, work: Work, reason: str) -> None:
        """The event cannot be handled: keep it as a dead letter and tell the citizen honestly."""
        chat = self._chats.get(work.lane.channel)
        told = chat.render([await self.sentence("utter_trouble", work)]).requests if chat else ()
        async with self._database.transaction() as session:
            row = await session.get_one(InboxRow, work.event_id)
            if row.state != EventState.PENDING:
                return
            row.state, row.reason = EventState.DEAD, reason
            repository.enqueue(session, work.lane, told, utc_now(), event_id=row.id)

    async def sentence(self, name: str, work: Work) -> Text:
        """The fixed sentence ``name`` in the language of the conversation."""
        language = await self._conversation.language(
            conversation_id(work.lane.channel, work.lane.user_id), work.lane.channel
        )
        return Text(load_responses().pick(name, language=language))

    async def fetch(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        """The citizen comes for what was held; where nothing was, that is said."""
        async with self._database.transaction() as session:
            waits = bool(await repository.held(session, work.lane.id))
        nothing = [] if waits else [await self.sentence("utter_no_result_yet", work)]
        async with self._database.transaction() as session:
            await self.queue(session, work, message, chat.render(nothing))

    async def queue(
        self,
        session: AsyncSession,
        work: Work,
        message: InboundMessage,
        rendered: Rendered,
        is_urgent: bool = False,
    ) -> None:
        """Queue the reply; it is held where its free way was used to say that it comes later."""
        if (await session.get_one(InboxRow, work.event_id)).state != EventState.PENDING:
            return  # answered meanwhile, by a worker that took the lane over
        await repository.remember_buttons(session, rendered.tokens)
        free, requests = self._chats[work.lane.channel].free_reply, rendered.requests
        is_held = free is not None and work.told_to_wait and not is_urgent
        if free is not None and not is_held:
            requests = await fetched(session, work.lane.id, requests, free)
        repository.enqueue(
            session,
            work.lane,
            requests,
            utc_now(),
            event_id=work.event_id,
            reply_token=None if work.told_to_wait else message.reply_token,
            token_at=work.received_at,
            state=DeliveryState.HELD if is_held else DeliveryState.QUEUED,
        )
        await _done(session, work, message)

    async def finish(self, work: Work, message: InboundMessage | None) -> None:
        """The event is done without a reply."""
        async with self._database.transaction() as session:
            await _done(session, work, message)


async def _done(session: AsyncSession, work: Work, message: InboundMessage | None) -> None:
    row = await session.get_one(InboxRow, work.event_id)
    row.state, row.payload = EventState.DONE, {}
    if message is not None:
        lane = await session.get_one(LaneRow, work.lane.id)
        if message.kind in _HEARD:
            # Ours, not the platform's clock: what has just come in opens the window, however it is dated.
            lane.heard_at = max(lane.heard_at or row.received_at, row.received_at)
            lane.stopped_at = None
        elif message.kind is EventKind.STOP:
            lane.stopped_at = row.occurred_at
