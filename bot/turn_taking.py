"""Who takes a message: a person, a form under way, or the bot; and the transaction that records the turn."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncSession

from bot import learning, repository
from bot.answering import SESSION_TURNS, Answering
from bot.blocks import Block, Text, as_json
from bot.direct import situation, usual_turn
from bot.exchange import Json, Message, Outcome
from bot.flows import words
from bot.flows.base import Draft, FlowTurn, Said
from bot.flows.service import FlowService
from bot.handover import repository as handovers
from bot.models import ConversationRow, Owner, Through
from bot.rasa_client import RasaReply
from bot.responses import load_responses
from bot.state import DialogueState
from bot.turn import Situation
from bot.understanding import MISS, Understanding
from bot.usage import repository as usage
from bot.usage.results import result_of
from cases.schemas import Upload
from core.clock import TAIPEI
from core.database import Database
from core.privacy import mask
from retrieval.engine import Engine

WORDS_BEFORE = 5
FILE = "〔附件〕"
Decide = Callable[[AsyncSession, ConversationRow], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A conversation as it was before the turn."""

    row: ConversationRow
    draft: Draft | None
    caught: str | None
    before: tuple[str, ...]


class TurnTaking:
    """Looks first, asks Rasa outside of any transaction, then decides and records under the lock."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        answering: Answering,
        flows: FlowService,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._database = database
        self._engine = engine
        self._answering = answering
        self._flows = flows

    async def take(self, message: Message) -> Json:
        """One turn."""
        seen = await self._look(message)
        state = DialogueState.from_slots(seen.row.state)
        if seen.row.owner != Owner.BOT:
            at = await self._understood(message.text, state)
            return await self._record(message, partial(_while_owned, message, at, self._clock()))
        if seen.draft or seen.caught:
            at = await self._understood(message.text, state)
            said = self._said(message, seen, at)
            if seen.draft is None or self._flows.listens(said, seen.draft):
                return await self._record(message, partial(self._in_flow, said, seen))
        # The form is left: a move that keeps the memory must not begin it again.
        answer, through = await self._answering.answer(seen.row, replace(state, flow=None), message.text)
        return await self._record(message, partial(self._as_answered, message, seen, answer, through))

    async def take_file(self, message: Message, upload: Upload | None) -> Json:
        """A file: a form keeps it, a person sees that it came, the bot says what it can read."""
        seen = await self._look(message)
        at = self._without_words(DialogueState.from_slots(seen.row.state), Understanding("", MISS, 0.0))
        return await self._record(message, partial(self._file, self._said(message, seen, at), seen, upload))

    async def _look(self, message: Message) -> _Seen:
        now = self._clock()
        async with self._database.transaction() as db:
            row = await repository.conversation(db, message.conversation_id, message.channel, now)
            lapsed = row.owner_until is not None and row.owner_until < now
            if lapsed and await handovers.open_handover(db, row.id) is None:
                row.owner, row.owner_until = Owner.BOT, None
            row.needs_sync = row.needs_sync or message.again
            draft = await self._flows.under_way(db, row.id, self._clock())
            caught = None if draft else await self._flows.caught(db, row, message.text, now)
            before = await repository.words_before(db, row.id, WORDS_BEFORE)
        return _Seen(row, draft, caught, before)

    def _without_words(self, state: DialogueState, understanding: Understanding) -> Situation:
        now = self._clock().astimezone(TAIPEI)
        return Situation(understanding, state, self._engine.catalogue, load_responses(), now)

    async def _understood(self, text: str, state: DialogueState) -> Situation:
        now = self._clock().astimezone(TAIPEI)
        return await asyncio.to_thread(situation, self._engine, text, state, now)

    def _said(self, message: Message, seen: _Seen, at: Situation) -> Said:
        key = message.client_id or uuid.uuid4().hex
        usual, written = partial(usual_turn, at), at.understanding.language
        if seen.draft is not None or at.state.language:
            # An answer, a name above all, is no wish for another language.
            at = at.speaking(at.state.language)
        return Said(seen.row, message.text, at, usual, key, self._clock(), seen.before, written)

    async def _in_flow(self, said: Said, seen: _Seen, db: AsyncSession, row: ConversationRow) -> Outcome:
        """The form under way takes the message, or the one that it is plainly for begins."""
        said = replace(said, conversation=row)
        # Another process may have taken a turn meanwhile.
        draft = await self._flows.under_way(db, row.id, self._clock()) or seen.draft
        if draft is not None:
            turn = await self._flows.take(db, draft, said)
        else:
            turn = await self._flows.begin(db, seen.caught or "", said)
        state = replace(said.at.state, language=said.at.language)
        return _of_flow(turn, said, state, Through.FLOW)

    async def _as_answered(
        self,
        message: Message,
        seen: _Seen,
        answer: RasaReply,
        through: Through,
        db: AsyncSession,
        row: ConversationRow,
    ) -> Outcome:
        """The ordinary answer; when it begins a form, the form's first question follows."""
        if row.owner != Owner.BOT:  # a person has come meanwhile
            return _silent(message, row)
        at = self._without_words(answer.state, Understanding(message.text, answer.intent, 1.0))
        said = replace(self._said(message, seen, at), conversation=row)
        if seen.draft is not None:
            await self._flows.leave(db, seen.draft, said)
        begins = answer.state.flow
        state = replace(answer.state, flow=None)
        if begins is None or not self._flows.knows(begins):
            in_rasa = through == Through.RASA and begins is None
            return Outcome(
                answer.messages,
                state,
                answer.intent,
                through,
                mask(message.text),
                in_rasa=in_rasa,
                unanswered=answer.unanswered,
            )
        turn = await self._flows.begin(db, begins, said)
        outcome = _of_flow(turn, said, state, through)
        kept = None if outcome.kept is None else [*answer.messages, *outcome.kept]
        messages = [*answer.messages, *outcome.messages]
        return replace(outcome, messages=messages, kept=kept, unanswered=answer.unanswered)

    async def _file(
        self, said: Said, seen: _Seen, upload: Upload | None, db: AsyncSession, row: ConversationRow
    ) -> Outcome:
        said = replace(said, conversation=row)
        if row.owner != Owner.BOT:
            return Outcome([], said.at.state, "", Through(row.owner), FILE)
        if seen.draft is None or not self._flows.takes_files(seen.draft):
            told = as_json([said.say("utter_attachment")])
            return Outcome(told, said.at.state, "", Through.DIRECT, FILE)
        turn = await self._flows.attach(db, seen.draft, said, upload)
        return replace(_of_flow(turn, said, said.at.state, Through.FLOW), said=FILE)

    async def _record(self, message: Message, decide: Decide) -> Json:
        now = self._clock()
        async with self._database.transaction() as db:
            row = await repository.conversation(db, message.conversation_id, message.channel, now)
            outcome = await decide(db, row)
            row.state = outcome.state.as_slots()
            row.needs_sync = not outcome.in_rasa
            restarted = row.turns_since_start >= SESSION_TURNS
            result = result_of(
                outcome.intent,
                outcome.through,
                outcome.messages,
                outcome.unanswered.source if outcome.unanswered else None,
            )
            begins, day = row.turns_since_start == 0, now.astimezone(TAIPEI).date()
            seconds = monotonic() - message.begun
            usage.note(db, day, message.channel, result, outcome.state.topic, begins, seconds)
            row.turns_since_start = 1 if restarted else row.turns_since_start + 1
            row.updated_at = now
            state = {"owner": row.owner, "intent": outcome.intent, "faq_id": outcome.state.topic}
            body = {"messages": outcome.messages, "state": state}
            kept = {**body, "messages": outcome.messages if outcome.kept is None else outcome.kept}
            await repository.unseal(db, row.id)
            turn = repository.add_turn(
                db,
                row.id,
                message.client_id,
                outcome.said,
                kept,
                outcome.through,
                now,
                None if outcome.kept is None else self._flows.seal(outcome.messages),
            )
            await db.flush()
            if outcome.unanswered is not None:
                asked = (row.id, message.client_id or "", message.channel, outcome.said)
                await learning.note(db, *asked, outcome.unanswered, now)
            if message.record is not None:
                await message.record(db, body)
        return with_turn(body, turn.id)


def with_turn(body: Json, turn: int) -> Json:
    """A reply; while a person answers it names its turn, after which clients ask for news."""
    return body if body["state"]["owner"] == Owner.BOT else {**body, "turn": turn}


def _of_flow(turn: FlowTurn, said: Said, state: DialogueState, through: Through) -> Outcome:
    """A flow's turn as an outcome; what was offered before can no longer be chosen by number."""
    under_way = turn.draft is not None and not turn.draft.paused
    state = turn.state or replace(state, choices=(), misses=0)
    if under_way:
        state = replace(state, choices=(), flow=turn.draft.flow if turn.draft else None)
    kept = None if turn.kept is None else as_json(turn.kept)
    return Outcome(
        as_json(turn.blocks),
        state if under_way else replace(state, flow=None),
        said.at.understanding.intent,
        through,
        turn.label or mask(said.text),
        kept,
    )


def _silent(message: Message, row: ConversationRow) -> Outcome:
    state = DialogueState.from_slots(row.state)
    through = Through.DIRECT if row.owner == Owner.BOT else Through(row.owner)
    return Outcome([], state, "", through, mask(message.text))


async def _while_owned(
    message: Message, at: Situation, now: datetime, db: AsyncSession, row: ConversationRow
) -> Outcome:
    """Silence, but for who may be in danger and who wants to leave the queue."""
    silent = _silent(message, row)
    blocks: tuple[Block, ...] = ()
    if words.is_crisis(at):
        blocks = usual_turn(at).blocks
    elif row.owner == Owner.QUEUE and words.is_word(message.text, words.BACK_TO_BOT):
        await handovers.end_open(db, row.id, "left", now)
        row.owner, row.owner_until = Owner.BOT, None
        spoken = at.speaking(at.state.language) if at.state.language else at
        blocks = (Text(spoken.say("utter_human_left")),)
    elif row.owner == Owner.BOT:  # handed back meanwhile
        blocks = usual_turn(at).blocks
    return replace(silent, messages=as_json(blocks), intent=at.understanding.intent if blocks else "")
