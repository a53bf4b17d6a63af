"""One turn of a conversation: through Rasa, or directly when Rasa is away; always recorded."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.ext.asyncio import AsyncSession

from bot import learning, repository
from bot.blocks import as_json
from bot.direct import answer_directly
from bot.models import ERASED, ConversationRow
from bot.rasa_client import RasaClient, RasaReply, RasaUnavailable
from bot.state import DialogueState
from core.clock import local_now, utc_now
from core.database import Database
from core.privacy import mask
from knowledge import questions
from retrieval.engine import Engine

SESSION_TURNS = 20
HISTORY_TURNS = 50
_OUTAGE_SECONDS = 2.0
BOT, HUMAN = "bot", "human"
Record = Callable[[AsyncSession, dict[str, Any]], Awaitable[None]]
log = structlog.get_logger()


class BadToken(ValueError):
    """A session token that was not issued here."""


@dataclass(frozen=True, slots=True)
class ChatReply:
    """The answer to one message: signed session, blocks as JSON, and the state for clients."""

    session: str
    messages: list[dict[str, Any]]
    state: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The body of the public contract."""
        return {"session": self.session, "messages": self.messages, "state": self.state}


class ConversationService:
    """Takes messages of signed web sessions; turns of one conversation never overlap."""

    def __init__(self, database: Database, engine: Engine, rasa: RasaClient, key: str) -> None:
        self._database = database
        self._engine = engine
        self._rasa = rasa
        self._signer = URLSafeSerializer(key, salt="webchat-session")
        self._lanes: dict[str, tuple[asyncio.Lock, int]] = {}
        self._rasa_away_until = 0.0

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
        return ChatReply(token, body["messages"], body["state"])

    async def answer(
        self,
        conversation_id: str,
        channel: str,
        text: str,
        client_id: str | None,
        *,
        record: Record | None = None,
        again: bool = False,
    ) -> dict[str, Any]:
        """Take one turn; a ``client_id`` that was answered before gets the same answer again.

        ``record`` is called in the transaction that stores the turn. ``again`` says that an earlier
        attempt may have reached Rasa: it is set back to what is stored before it is asked once more.
        """
        async with self._lane(conversation_id):
            known = await self._recorded(conversation_id, client_id)
            if known is None:
                return await self._take_turn(conversation_id, channel, text, client_id, record, again)
            if record is not None:
                async with self._database.transaction() as db:
                    await record(db, known)
            return known

    async def hand_to_human(self, conversation_id: str, channel: str, until: datetime) -> None:
        """A person answers from now on: the bot is silent until ``until``."""
        now = utc_now()
        async with self._database.transaction() as db:
            row = await repository.conversation(db, conversation_id, channel, now)
            row.owner, row.owner_until, row.updated_at = HUMAN, until, now

    async def erase(self, conversation_id: str, client_id: str) -> None:
        """Erase the words of a message that the citizen took back."""
        async with self._database.transaction() as db:
            turn = await repository.turn_of(db, conversation_id, client_id)
            if turn is not None:
                turn.text = ERASED
            await questions.forget(db, questions.origin_of(conversation_id, client_id))

    async def history(self, session: str) -> list[dict[str, Any]]:
        """The last turns as the chat shows them, oldest first.

        Raises:
            BadToken: ``session`` was not issued here.
        """
        conversation_id = self.open(session)
        async with self._database.transaction() as db:
            turns = await repository.last_turns(db, conversation_id, HISTORY_TURNS)
        shown: list[dict[str, Any]] = []
        for turn in turns:
            shown.append({"role": "user", "text": turn.text})
            shown.append({"role": "bot", "messages": turn.reply["messages"]})
        return shown

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

    async def _recorded(self, conversation_id: str, client_id: str | None) -> dict[str, Any] | None:
        if client_id is None:
            return None
        async with self._database.transaction() as db:
            turn = await repository.turn_of(db, conversation_id, client_id)
        return turn.reply if turn else None

    async def _take_turn(
        self,
        conversation_id: str,
        channel: str,
        text: str,
        client_id: str | None,
        record: Record | None,
        again: bool,
    ) -> dict[str, Any]:
        async with self._database.transaction() as db:
            row = await repository.conversation(db, conversation_id, channel, utc_now())
            if row.owner_until is not None and row.owner_until < utc_now():
                row.owner, row.owner_until = BOT, None
            row.needs_sync = row.needs_sync or again
        if row.owner == BOT:
            answer, through = await self._answer(row, text)
        else:
            state = DialogueState.from_slots(row.state)
            answer, through = RasaReply([], state, intent=""), row.owner
        body = {
            "messages": answer.messages,
            "state": {
                "owner": row.owner,
                "intent": answer.intent,
                "faq_id": answer.state.topic,
            },
        }
        now = utc_now()
        async with self._database.transaction() as db:
            row = await repository.conversation(db, conversation_id, channel, now)
            row.state = answer.state.as_slots()
            row.needs_sync = through != "rasa"
            restarted = row.turns_since_start >= SESSION_TURNS
            row.turns_since_start = 1 if restarted else row.turns_since_start + 1
            row.updated_at = now
            repository.add_turn(db, conversation_id, client_id, mask(text), body, through, now)
            if answer.unanswered is not None:
                asked = (conversation_id, client_id or "", channel, mask(text))
                await learning.note(db, *asked, answer.unanswered, now)
            if record is not None:
                await record(db, body)
        return body

    async def _answer(self, row: ConversationRow, text: str) -> tuple[RasaReply, str]:
        state = DialogueState.from_slots(row.state)
        clock = asyncio.get_running_loop().time
        if clock() >= self._rasa_away_until:
            try:
                async with asyncio.timeout(self._rasa.timeout):
                    if row.needs_sync or row.turns_since_start >= SESSION_TURNS:
                        await self._rasa.begin_session(row.id, state)
                    return await self._rasa.send(row.id, text), "rasa"
            except (RasaUnavailable, TimeoutError) as error:
                # For a moment nobody waits for Rasa again: the outage costs one timeout, not all.
                self._rasa_away_until = clock() + _OUTAGE_SECONDS
                log.warning("rasa_unavailable", reason=str(error) or "timeout")
        found, turn = await asyncio.to_thread(answer_directly, self._engine, text, state, local_now())
        reply = RasaReply(as_json(turn.blocks), turn.state, found.intent, turn.unanswered)
        return reply, "direct"
