"""Conversations, as channels and pages use them: answer, take files, hand over, tell what came."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import repository
from bot.answered_once import AnsweredOnce
from bot.facts.expiry import expired_before
from bot.flows.service import FlowService
from bot.handover import repository as handovers
from bot.message import Json, Message, News, Record, news, shown
from bot.models import ERASED
from bot.non_text_input import Aside
from bot.policy import Policy, RasaClient
from bot.session_tokens import SessionTokens
from bot.state import DialogueState, Owner
from bot.turn_taking import TurnTaking
from cases.schemas import Upload
from core.clock import utc_now
from core.database import Database
from core.encryption import Vault, new_key
from publication import question_service
from retrieval.engine import Engine

HISTORY_TURNS = 50
# Characters of a message in the web chat, unless a form asks for a story.
TEXT_LIMIT = 1000
# So long a reply that the record does not keep can be shown again.
SHOWN_FOR = timedelta(hours=1)


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
        self._turns = TurnTaking(database, engine, Policy(rasa), self._flows, clock)
        self.tokens = SessionTokens(key)
        self._answered = AnsweredOnce(database, self._flows, clock)

    async def reply(
        self, token: str | None, text: str, client_id: str | None = None, channel: str = "webchat"
    ) -> ChatReply:
        """Answer ``text`` of a web chat; see `answer`.

        Raises:
            BadToken: ``token`` was not issued here.
        """
        conversation_id = self.tokens.open(token)
        body = await self.answer(conversation_id, channel, text, client_id)
        return self._replied(conversation_id, body)

    async def send_file(self, token: str, upload: Upload, client_id: str) -> ChatReply:
        """Take a file of a web chat; see `attach`.

        Raises:
            BadToken: ``token`` was not issued here.
        """
        conversation_id = self.tokens.open(token)
        body = await self.attach(conversation_id, "webchat", upload, client_id)
        return self._replied(conversation_id, body)

    def _replied(self, conversation_id: str, body: Json) -> ChatReply:
        token = self.tokens.sign(conversation_id)
        return ChatReply(token, body["messages"], body["state"], body.get("turn"))

    async def answer(
        self,
        conversation_id: str,
        channel: str,
        text: str,
        client_id: str | None,
        *,
        record: Record | None = None,
        about: str | None = None,
    ) -> Json:
        """Take one turn; a ``client_id`` that was answered before gets the same answer again.

        ``record`` and ``about``: see `Message`. A message without an id gets one: what is noted of it
        elsewhere can be found again and erased.
        """
        message = Message(conversation_id, channel, text, client_id or uuid.uuid4().hex, record, about)
        return await self._answered.once(message, lambda: self._turns.take(message), is_new=client_id is None)

    async def text_limit(self, token: str | None) -> int:
        """How many characters the next message of a web chat may have: more while a form asks for a story.

        Raises:
            BadToken: ``token`` was not issued here.
        """
        if not token:
            return TEXT_LIMIT
        conversation_id = self.tokens.open(token)
        async with self._database.transaction() as session:
            row = await repository.find(session, conversation_id)
            draft = await self._flows.under_way(session, conversation_id, self._clock())
        asks = row is not None and row.owner == Owner.BOT
        return max(TEXT_LIMIT, (self._flows.text_limit(draft) if asks else None) or 0)

    async def wants_files(self, conversation_id: str) -> bool:
        """Whether a form is under way that takes files."""
        async with self._database.transaction() as session:
            return await self._flows.takes_files(session, conversation_id, self._clock())

    async def person_answers(self, conversation_id: str) -> bool:
        """Whether somebody at the desk has the conversation."""
        async with self._database.transaction() as session:
            return await handovers.is_taken(session, conversation_id)

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
        return await self._answered.once(message, lambda: self._turns.take_file(message, upload))

    async def aside(
        self, conversation_id: str, channel: str, aside: Aside, client_id: str, record: Record | None = None
    ) -> Json:
        """Answer what is no message to understand; see `TurnTaking.take_aside`."""
        message = Message(conversation_id, channel, "", client_id, record)
        return await self._answered.once(message, lambda: self._turns.take_aside(message, aside))

    async def asked(self, conversation_id: str) -> str | None:
        """The name of the question that a form under way waits for, None without one."""
        async with self._database.transaction() as session:
            draft = await self._flows.under_way(session, conversation_id, self._clock())
        return draft.step if draft else None

    async def hand_to_human(self, conversation_id: str, channel: str, until: datetime) -> None:
        """A person answers on the platform itself: the bot is silent until ``until``."""
        now = self._clock()
        async with self._database.transaction() as session:
            row = await repository.conversation(session, conversation_id, channel, now)
            await handovers.end_open(session, conversation_id, "elsewhere", now)
            row.owner, row.owner_until, row.updated_at = Owner.HUMAN, until, now

    async def hand_back(self, conversation_id: str, channel: str) -> None:
        """The platform gave the conversation back: the bot answers, unless somebody at the desk does."""
        now = self._clock()
        async with self._database.transaction() as session:
            row = await repository.conversation(session, conversation_id, channel, now)
            if await handovers.open_handover(session, conversation_id) is None:
                row.owner, row.owner_until, row.updated_at = Owner.BOT, None, now

    async def in_form(self, conversation_id: str) -> bool:
        """Whether a form is under way, so that the next text would be an answer in it."""
        async with self._database.transaction() as session:
            return await self._flows.under_way(session, conversation_id, self._clock()) is not None

    async def language(self, conversation_id: str, channel: str) -> str | None:
        """The language in which a conversation was last held, None when it is not known."""
        async with self._database.transaction() as session:
            row = await repository.conversation(session, conversation_id, channel, utc_now())
            return DialogueState.from_slots(row.state).language

    async def erase(self, conversation_id: str, client_id: str) -> None:
        """Erase the words of a message that the citizen took back."""
        async with self._database.transaction() as session:
            turn = await repository.turn_of(session, conversation_id, client_id)
            if turn is not None:
                turn.text = ERASED
            await question_service.forget(session, question_service.origin_of(conversation_id, client_id))

    async def history(self, token: str) -> list[Json]:
        """The last turns as the chat shows them, oldest first.

        Raises:
            BadToken: ``token`` was not issued here.
        """
        return (await self.recall(token)).turns

    async def recall(self, token: str) -> News:
        """The last turns as in `history`, with the newest turn and the owner.

        Raises:
            BadToken: ``token`` was not issued here.
        """
        conversation_id = self.tokens.open(token)
        async with self._database.transaction() as session:
            row = await repository.find(session, conversation_id)
            turns = await repository.last_turns(session, conversation_id, HISTORY_TURNS)
        last = turns[-1].id if turns else 0
        return News(shown(turns, self._flows.unsealed), last, row.owner if row else Owner.BOT)

    async def news(self, token: str, after: int) -> News:
        """What staff and system said after the turn ``after``, in which a person was asked for.

        Raises:
            BadToken: ``token`` was not issued here.
        """
        conversation_id = self.tokens.open(token)
        async with self._database.transaction() as session:
            row = await repository.find(session, conversation_id)
            turns = await repository.turns_after(session, conversation_id, after)
        last = turns[-1].id if turns else after
        return News(news(turns), last, row.owner if row else Owner.BOT)

    async def forget_draft(self, session: AsyncSession, conversation_id: str, flow: str) -> None:
        """The form of a conversation was sent on a page: its draft is not offered any more."""
        await self._flows.forget(session, conversation_id, flow)

    async def tidy(self, now: datetime) -> None:
        """Forget what was shown but is not kept, facts of conversations that are over, and old drafts."""
        async with self._database.transaction() as session:
            await repository.unseal_before(session, now - SHOWN_FOR)
            await repository.forget_facts_before(session, expired_before(now))
            await self._flows.purge(session, now)
