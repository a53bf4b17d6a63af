"""One event of a lane becomes a turn of the conversation and its reply in the outbox, in one transaction."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import Text, from_json
from bot.responses import load_responses
from bot.service import ConversationService
from cases.schemas import Upload
from connectors import repository
from connectors.contract import Connector, File, InboundMessage, Kind, Rendered
from connectors.ids import conversation_id, short_id
from connectors.models import EventState, InboxRow, LaneRow
from core.clock import utc_now
from core.database import Database

# What a person who has just opened the chat is taken to say.
GREETING = "你好"
# How long the bot keeps silent after a person of the page has written.
HUMAN_FOR = timedelta(hours=12)
_HEARD = frozenset({Kind.TEXT, Kind.START, Kind.ATTACHMENT})
# So long an answer waits for the platform to show that the message arrived, and for all its files:
# together less than a lane is leased for.
_SHOWN_SECONDS, _FILES_SECONDS = 3.0, 12.0
# What `bot.models.TurnRow.client_id` holds.
_CLIENT_ID = 64
_EVENTS = Counter("labordesk_events_total", "Webhook events handled", ["channel", "kind"])
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Work:
    """One event in the hands of a worker; ``taken_back`` says that the user wants it unsaid."""

    lane: LaneRow
    event_id: int
    platform_id: str
    payload: dict[str, Any]
    received_at: datetime
    attempts: int
    taken_back: bool = False


class Turns:
    """Handles events; what it raises, the lane counts as a failed attempt."""

    def __init__(
        self, database: Database, conversation: ConversationService, connectors: Mapping[str, Connector]
    ) -> None:
        self._database = database
        self._conversation = conversation
        self._connectors = connectors
        self._background: set[asyncio.Task[None]] = set()

    async def handle(self, work: Work) -> None:
        """Understand the event and do what it asks for; afterwards it is done."""
        if work.taken_back:
            await self._finish(work, None)
            return
        connector = self._connectors[work.lane.channel]
        message = connector.read(work.payload)
        _EVENTS.labels(message.channel, message.kind).inc()
        match message.kind:
            case Kind.TEXT | Kind.START:
                await self._acknowledge(connector, message, work.attempts)
                await self._answer(connector, message, work)
            case Kind.ATTACHMENT:
                await self._attach(connector, message, work)
            case Kind.UNSEND:
                await self._forget(message, work)
            case Kind.HUMAN:
                until = utc_now() + HUMAN_FOR
                await self._conversation.hand_to_human(self._id(work), message.channel, until)
                await self._finish(work, message)
            case _:
                await self._finish(work, message)

    async def give_up(self, work: Work, reason: str) -> None:
        """The event cannot be handled: keep it as a dead letter and tell the citizen honestly."""
        connector = self._connectors[work.lane.channel]
        rendered = connector.render([await self._sentence("utter_trouble", work)])
        async with self._database.transaction() as db:
            row = await db.get_one(InboxRow, work.event_id)
            if row.state != EventState.PENDING:
                return
            row.state, row.reason = EventState.DEAD, reason
            repository.enqueue(db, work.lane, rendered.requests, utc_now(), event_id=row.id)

    async def _sentence(self, name: str, work: Work) -> Text:
        language = await self._conversation.language(self._id(work), work.lane.channel)
        return Text(load_responses().pick(name, language=language))

    def _id(self, work: Work) -> str:
        return conversation_id(work.lane.channel, work.lane.user_id)

    async def _acknowledge(self, connector: Connector, message: InboundMessage, attempts: int) -> None:
        if attempts > 1:
            return
        if message.callback_id:  # a pressed button keeps spinning until it is answered
            with suppress(TimeoutError):
                async with asyncio.timeout(_SHOWN_SECONDS):
                    await connector.acknowledge(message)
            return
        task = asyncio.create_task(connector.acknowledge(message))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _answer(self, connector: Connector, message: InboundMessage, work: Work) -> None:
        text = GREETING if message.kind is Kind.START else await self._words(message)

        # Who writes below a photo has to know that the words alone were read.
        unseen = await self._sentence("utter_attachment", work) if message.kind is Kind.ATTACHMENT else None

        async def record(db: AsyncSession, body: dict[str, Any]) -> None:
            blocks = from_json(body["messages"])
            told = [unseen, *blocks] if unseen and blocks else blocks
            await self._reply(db, work, message, connector.render(told))

        await self._conversation.answer(
            self._id(work),
            message.channel,
            text,
            short_id(work.platform_id, _CLIENT_ID),
            record=record,
            again=work.attempts > 1,
        )

    async def _attach(self, connector: Connector, message: InboundMessage, work: Work) -> None:
        """Files go one by one to the form under way; only the last one is answered.

        Where no form takes them, what is written below them is answered as any other text.
        """
        mine = self._id(work)
        wanted = message.files if await self._conversation.wants_files(mine) else ()
        if message.text and not wanted:
            await self._answer(connector, message, work)
            return
        uploads = await self._uploads(connector, wanted) or [None]

        async def record(db: AsyncSession, body: dict[str, Any]) -> None:
            await self._reply(db, work, message, connector.render(from_json(body["messages"])))

        for number, upload in enumerate(uploads, start=1):
            key = f"{short_id(work.platform_id, _CLIENT_ID - 4)}#{number}"
            last = record if number == len(uploads) else None
            await self._conversation.attach(mine, message.channel, upload, key, last)

    @staticmethod
    async def _uploads(connector: Connector, files: Sequence[File]) -> list[Upload | None]:
        """Every file, None for one that cannot be had in time."""
        uploads: list[Upload | None] = [None] * len(files)
        with suppress(TimeoutError):
            async with asyncio.timeout(_FILES_SECONDS):
                for number, file in enumerate(files):
                    if content := await connector.content(file):
                        uploads[number] = Upload(file.name, content)
        return uploads

    async def _words(self, message: InboundMessage) -> str:
        if message.token is None:
            return message.text
        async with self._database.transaction() as db:
            return await repository.button_value(db, message.token) or GREETING

    async def _reply(self, db: AsyncSession, work: Work, message: InboundMessage, rendered: Rendered) -> None:
        if (await db.get_one(InboxRow, work.event_id)).state != EventState.PENDING:
            return  # answered meanwhile, by a worker that took the lane over
        await repository.remember_buttons(db, rendered.tokens)
        repository.enqueue(
            db,
            work.lane,
            rendered.requests,
            utc_now(),
            event_id=work.event_id,
            reply_token=message.reply_token,
            token_at=work.received_at,
        )
        await _done(db, work, message)

    async def _finish(self, work: Work, message: InboundMessage | None) -> None:
        async with self._database.transaction() as db:
            await _done(db, work, message)

    async def _forget(self, message: InboundMessage, work: Work) -> None:
        """The citizen took a message back: its words are erased; see `Work.taken_back` for the answer."""
        async with self._database.transaction() as db:
            target = await repository.event_of_message(db, work.lane.id, message.message_id or "")
            if target is not None:
                target.payload = {}
        if target is not None:
            await self._conversation.erase(self._id(work), short_id(target.event_id, _CLIENT_ID))
        await self._finish(work, None)


async def _done(db: AsyncSession, work: Work, message: InboundMessage | None) -> None:
    row = await db.get_one(InboxRow, work.event_id)
    row.state, row.payload = EventState.DONE, {}
    if message is not None:
        lane = await db.get_one(LaneRow, work.lane.id)
        if message.kind in _HEARD:
            lane.heard_at = max(lane.heard_at or row.occurred_at, row.occurred_at)
            lane.stopped_at = None
        elif message.kind is Kind.STOP:
            lane.stopped_at = row.occurred_at
