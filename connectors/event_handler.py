"""What each kind of event asks for: a turn of the conversation and its reply, in one transaction."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Text, from_json
from bot.non_text_input import NO_DOCUMENT, START, WORDS_ONLY
from bot.responses import load_responses
from bot.service import ConversationService
from connectors import repository
from connectors.buttons import heard
from connectors.contract import ChatConnector, Connector, EventKind, InboundMessage, chats_of
from connectors.delayed_replies import RESULT
from connectors.ids import conversation_id, short_id
from connectors.incoming_files import uploads_of
from connectors.models import LaneRow
from connectors.replies import Replies, Work
from connectors.repository import dead_letters
from connectors.staff_takeover import silent_until
from core.clock import utc_now
from core.database import Database
from retrieval.analysis.text import clean

# What a button is taken to say that nobody knows any more.
GREETING = "你好"
# So long an answer waits for the platform to show that the message arrived: together with the time for its
# files less than a lane is leased for.
_SHOWN_SECONDS = 3.0
# What `bot.models.TurnRow.client_id` holds.
_CLIENT_ID = 64
_EVENTS = Counter("labordesk_events_total", "Webhook events handled", ["channel", "kind"])
log = structlog.get_logger()


class EventHandler:
    """Handles events; what it raises, the lane counts as a failed attempt."""

    def __init__(
        self, database: Database, conversation: ConversationService, connectors: Mapping[str, Connector]
    ) -> None:
        self._database = database
        self._conversation = conversation
        self._connectors, self._chats = connectors, chats_of(connectors)
        self._replies = Replies(database, conversation, self._chats)
        self._background: set[asyncio.Task[None]] = set()

    async def handle(self, work: Work) -> None:
        """Understand the event and do what it asks for; afterwards it is done."""
        if work.taken_back:
            await self._replies.finish(work, None)
            return
        message = _without_blanks(self._connectors[work.lane.channel].read(work.payload))
        _EVENTS.labels(message.channel, message.kind).inc()
        if message.kind is EventKind.BOUNCED:
            async with self._database.transaction() as session:
                await dead_letters.returned(session, message.message_id or "", message.text, utc_now())
            await self._replies.finish(work, message)
        elif (chat := self._chats.get(work.lane.channel)) and message.user_id:
            await self._hear(chat, message, work)
        else:
            await self._replies.finish(work, message)

    async def _hear(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        match message.kind:
            case EventKind.TEXT | EventKind.START:
                if (
                    message.kind is EventKind.START
                ):  # who begins anew waits for nobody at the platform's inbox
                    await self._conversation.hand_back(self._id(work), message.channel)
                await self._acknowledge(chat, message, work.attempts)
                await self._answer(chat, message, work)
            case EventKind.ATTACHMENT:
                await self._attach(chat, message, work)
            case EventKind.BLANK:
                await self._point_out(chat, message, work)
            case EventKind.EDITED:
                await self._reread(chat, message, work)
            case EventKind.GROUP:
                await self._decline(chat, message, work)
            case EventKind.UNSEND:
                await self._forget(message, work)
            case EventKind.RETURNED:
                await self._conversation.hand_back(self._id(work), message.channel)
                await self._replies.finish(work, message)
            case EventKind.HUMAN:
                until = silent_until(work.occurred_at, work.received_at)
                if until > utc_now():
                    await self._conversation.hand_to_human(self._id(work), message.channel, until)
                await self._replies.finish(work, message)
            case _:
                await self._replies.finish(work, message)

    async def _reread(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        """What a text was changed to is answered as a text of its own; no answer in a form changes by it."""
        if await self._conversation.in_form(self._id(work)):
            await self._replies.say(chat, await self._replies.sentence("utter_edited", work), message, work)
        else:
            await self._answer(chat, message, work)

    async def _decline(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        """In a chat of several people personal matters are not answered; how to write to us is told once."""
        async with self._database.transaction() as session:
            lane = await session.get_one(LaneRow, work.lane.id)
            is_known = lane.heard_at is not None and lane.stopped_at is None
        if is_known:
            await self._replies.finish(work, message)
        else:
            await self._replies.say(chat, Text(load_responses().pick("utter_group")), message, work)

    async def give_up(self, work: Work, reason: str) -> None:
        """See `Replies.give_up`."""
        await self._replies.give_up(work, reason)

    @staticmethod
    def _id(work: Work) -> str:
        return conversation_id(work.lane.channel, work.lane.user_id)

    async def _acknowledge(self, chat: ChatConnector, message: InboundMessage, attempts: int) -> None:
        if attempts > 1:
            return
        if message.callback_id:  # a pressed button keeps spinning until it is answered
            with suppress(TimeoutError):
                async with asyncio.timeout(_SHOWN_SECONDS):
                    await chat.acknowledge(message)
            return
        task = asyncio.create_task(chat.acknowledge(message))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _answer(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        if chat.free_reply and message.kind is EventKind.TEXT and message.text.strip() == RESULT:
            await self._replies.fetch(chat, message, work)
            return
        text, about = heard(START if message.kind is EventKind.START else await self._words(message))

        # Who writes below a photo has to know that the words alone were read.
        unseen = (
            await self._replies.sentence("utter_attachment", work)
            if message.kind is EventKind.ATTACHMENT
            else None
        )

        async def record(session: AsyncSession, body: dict[str, Any]) -> None:
            blocks = from_json(body["messages"])
            told = [unseen, *blocks] if unseen and blocks else blocks
            await self._replies.queue(session, work, message, chat.render(told), "danger" in body["state"])

        await self._conversation.answer(
            self._id(work),
            message.channel,
            text,
            short_id(work.platform_id, _CLIENT_ID),
            record=record,
            about=about,
        )

    async def _attach(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        """Files go one by one to the form under way; only the last one of a message or an album is answered.

        The person who answers gets them as well, with what is written below. Where nobody takes them, what
        is written below them is answered as any other text; a position with an address answers the question
        where it happened.
        """
        mine = self._id(work)
        to_person = await self._conversation.person_answers(mine)
        takes_files = to_person or await self._conversation.wants_files(mine)
        wanted = message.files if takes_files else ()
        if message.place and await self._conversation.asked(mine) == "where":
            message = replace(message, kind=EventKind.TEXT, text=message.place)
        if message.text and not wanted:
            await self._answer(chat, message, work)
            return
        goes_on = bool(message.album) and await self._album_goes_on(chat, message, work)
        if not wanted:
            await (self._replies.finish(work, message) if goes_on else self._no_words(chat, message, work))
            return
        uploads = await uploads_of(chat, wanted)

        async def record(session: AsyncSession, body: dict[str, Any]) -> None:
            told = [] if goes_on else from_json(body["messages"])
            await self._replies.queue(session, work, message, chat.render(told))

        caption = to_person and bool(message.text)
        for number, upload in enumerate(uploads, start=1):
            key = f"{short_id(work.platform_id, _CLIENT_ID - 4)}#{number}"
            last = record if number == len(uploads) and not caption else None
            await self._conversation.attach(mine, message.channel, upload, key, last)
        if caption:
            await self._answer(chat, message, work)

    async def _album_goes_on(self, chat: ChatConnector, message: InboundMessage, work: Work) -> bool:
        """Whether more of the same album waits in this lane."""
        async with self._database.transaction() as session:
            waiting = await repository.waiting_payloads(session, work.lane.id, work.event_id)
        return any(chat.read(payload).album == message.album for payload in waiting)

    async def _no_words(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        """A sticker, a voice, a position, a contact, or a file that nobody asked for."""

        async def record(session: AsyncSession, body: dict[str, Any]) -> None:
            await self._replies.queue(session, work, message, chat.render(from_json(body["messages"])))

        wants_files = await self._conversation.wants_files(self._id(work))
        aside = NO_DOCUMENT if wants_files else WORDS_ONLY
        key = short_id(work.platform_id, _CLIENT_ID)
        await self._conversation.aside(self._id(work), message.channel, aside, key, record)

    async def _point_out(self, chat: ChatConnector, message: InboundMessage, work: Work) -> None:
        """Say once that there was nothing to read; a form that waits for files goes on waiting."""
        if await self._conversation.wants_files(self._id(work)):
            await self._replies.finish(work, message)
        else:
            await self._no_words(chat, message, work)

    async def _words(self, message: InboundMessage) -> str:
        if message.token is None:
            return message.text
        async with self._database.transaction() as session:
            return await repository.button_value(session, message.token) or message.text or GREETING

    async def _forget(self, message: InboundMessage, work: Work) -> None:
        """The citizen took a message back: its words are erased; see `Work.taken_back` for the answer."""
        async with self._database.transaction() as session:
            target = await repository.event_of_message(session, work.lane.id, message.message_id or "")
            if target is not None:
                target.payload = {}
        if target is not None:
            await self._conversation.erase(self._id(work), short_id(target.event_id, _CLIENT_ID))
        await self._replies.finish(work, None)


def _without_blanks(message: InboundMessage) -> InboundMessage:
    """Blanks are no words: no question for the dialogue, no caption of a photo, no answer in a form."""
    if message.token is not None or clean(message.text):
        return message
    return replace(message, kind=EventKind.BLANK if message.kind is EventKind.TEXT else message.kind, text="")
