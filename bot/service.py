"""Conversations: signed web sessions, every message answered once, turns of one never overlapping."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from bot import repository
from bot.answering import Answering
from bot.exchange import Json, Message, News, Record, news, shown
from bot.flows.service import FlowService
from bot.handover import repository as handovers
from bot.models import ERASED, Owner, TurnRow
from bot.rasa_client import RasaClient
from bot.state import DialogueState
from bot.turn_taking import TurnTaking, with_turn
from cases.schemas import Upload
from core.clock import utc_now
from core.database import Database
from core.encryption import Vault, new_key
from knowledge import questions
from retrieval.engine import Engine

HISTORY_TURNS = 50
# Characters of a message in the web chat, unless a form asks for a story.
TEXT_LIMIT = 1000
# So long a reply that the record does not keep can be shown again.
SHOWN_FOR = timedelta(hours=1)


class BadToken(ValueError):
    """A session token that was not issued here."""


@dataclass(frozen=True, slots=True)
class ChatReply:
    """The answer to one message: signed session, blocks as JSON, and the state for clients.

    ``turn`` is there while a person answers: `ConversationService.news` tells what came after it.
    """

    session: str
    messages: list[dict[str, Any]]
    state: dict[str, Any]
    turn: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The body of the public contract."""
        body: Json = {"session": self.session, "messages": self.messages, "state": self.state}
        return body if self.turn is None else body | {"turn": self.turn}


class ConversationService:
    """What channels and pages call."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        rasa: RasaClient,
        key: str,
        flows: FlowService | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Without ``flows`` no form begins."""
        self._clock = clock
        self._database = database
        passing_key = new_key()
        self._flows = flows or FlowService(Vault(lambda: [passing_key]), ())
        self._turns = TurnTaking(database, engine, Answering(engine, rasa), self._flows, clock)
        self._signer = URLSafeSerializer(key, salt="webchat-session")
        self._lanes: dict[str, tuple[asyncio.Lock, int]] = {}

    def open(self, token: str | None) -> str:
        """The conversation id of ``token``, or a new one.

        Raises:
            BadToken: the token was not issued here.
        """
        if not token:
            return uuid.uuid4().hex
        try:
            return str(self._signer.loads(token))
        except BadSignature:
            raise BadToken("對話代碼不正確：請不要帶 session，重新開始對話。") from None

    async def reply(
        self, session: str | None, text: str, client_id: str | None = None, channel: str = "webchat"
    ) -> ChatReply:
        """Answer ``text`` of a web chat; see `answer`.

        Raises:
            BadToken: ``session`` was not issued here.
        """
        conversation_id = self.open(session)
        token = str(self._signer.dumps(conversation_id))
        body = await self.answer(conversation_id, channel, text, client_id)
        return ChatReply(token, body["messages"], body["state"], body.get("turn"))

    async def answer(
        self,
        conversation_id: str,
        channel: str,
        text: str,
        client_id: str | None,
        *,
        record: Record | None = None,
        again: bool = False,
    ) -> Json:
        """Take one turn; a ``client_id`` that was answered before gets the same answer again.

        ``record`` and ``again``: see `Message`. A message without an id gets one: what is noted of it
        elsewhere can be found again and erased.
        """
        message = Message(conversation_id, channel, text, client_id or uuid.uuid4().hex, record, again)
        return await self._once(message, lambda: self._turns.take(message))

    async def text_limit(self, session: str | None) -> int:
        """How many characters the next message of a web chat may have: more while a form asks for a story.

        Raises:
            BadToken: ``session`` was not issued here.
        """
        if not session:
            return TEXT_LIMIT
        conversation_id = self.open(session)
        async with self._database.transaction() as db:
            row = await repository.find(db, conversation_id)
            draft = await self._flows.under_way(db, conversation_id, self._clock())
        asks = row is not None and row.owner == Owner.BOT
        return max(TEXT_LIMIT, (self._flows.text_limit(draft) if asks else None) or 0)

    async def wants_files(self, conversation_id: str) -> bool:
        """Whether a form is under way that takes files."""
        async with self._database.transaction() as db:
            return self._flows.takes_files(await self._flows.under_way(db, conversation_id, self._clock()))

    async def attach(
        self,
        conversation_id: str,
        channel: str,
        upload: Upload | None,
        client_id: str,
        record: Record | None = None,
    ) -> Json:
        """Take a file, None where its content cannot be had; see `TurnTaking.take_file`."""
        message = Message(conversation_id, channel, "", client_id, record)
        return await self._once(message, lambda: self._turns.take_file(message, upload))

    async def hand_to_human(self, conversation_id: str, channel: str, until: datetime) -> None:
        """A person answers on the platform itself: the bot is silent until ``until``."""
        now = self._clock()
        async with self._database.transaction() as db:
            row = await repository.conversation(db, conversation_id, channel, now)
            await handovers.end_open(db, conversation_id, "elsewhere", now)
            row.owner, row.owner_until, row.updated_at = Owner.HUMAN, until, now

    async def language(self, conversation_id: str, channel: str) -> str | None:
        """The language in which a conversation was last held, None when it is not known."""
        async with self._database.transaction() as db:
            row = await repository.conversation(db, conversation_id, channel, utc_now())
            return DialogueState.from_slots(row.state).language

    async def erase(self, conversation_id: str, client_id: str) -> None:
        """Erase the words of a message that the citizen took back."""
        async with self._database.transaction() as db:
            turn = await repository.turn_of(db, conversation_id, client_id)
            if turn is not None:
                turn.text = ERASED
            await questions.forget(db, questions.origin_of(conversation_id, client_id))

    async def history(self, session: str) -> list[Json]:
        """The last turns as the chat shows them, oldest first.

        Raises:
            BadToken: ``session`` was not issued here.
        """
        return (await self.recall(session)).turns

    async def recall(self, session: str) -> News:
        """The last turns as in `history`, with the newest turn and the owner.

        Raises:
            BadToken: ``session`` was not issued here.
        """
        conversation_id = self.open(session)
        async with self._database.transaction() as db:
            row = await repository.find(db, conversation_id)
            turns = await repository.last_turns(db, conversation_id, HISTORY_TURNS)
        last = turns[-1].id if turns else 0
        return News(shown(turns, self._flows.unsealed), last, row.owner if row else Owner.BOT)

    async def news(self, session: str, after: int) -> News:
        """What staff and system said after the turn ``after``, in which a person was asked for.

        Raises:
            BadToken: ``session`` was not issued here.
        """
        conversation_id = self.open(session)
        async with self._database.transaction() as db:
            row = await repository.find(db, conversation_id)
            turns = await repository.turns_after(db, conversation_id, after)
        last = turns[-1].id if turns else after
        return News(news(turns), last, row.owner if row else Owner.BOT)

    async def tidy(self, now: datetime) -> None:
        """Forget what was shown but is not kept, and drafts that were left alone."""
        async with self._database.transaction() as db:
            await repository.unseal_before(db, now - SHOWN_FOR)
            await self._flows.purge(db, now)

    async def _once(self, message: Message, take: Callable[[], Awaitable[Json]]) -> Json:
        async with self._lane(message.conversation_id):
            known = await self._recorded(message)
            if known is None:
                return await take()
            if message.record is not None:
                async with self._database.transaction() as db:
                    await message.record(db, known)
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
        async with self._database.transaction() as db:
            turn = await repository.turn_of(db, message.conversation_id, message.client_id)
        return self._replayed(turn) if turn else None

    def _replayed(self, turn: TurnRow) -> Json:
        body = dict(turn.reply)
        if turn.sealed:
            body["messages"] = self._flows.unsealed(turn.sealed)
        return with_turn(body, turn.id)
