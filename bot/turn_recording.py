"""The transaction that records a turn: memory, facts, figures, words and reply, all of them or none."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic

from sqlalchemy.ext.asyncio import AsyncSession

from bot import learning_queue, repository
from bot.flows.service import FlowService
from bot.message import Json, Message, TurnOutcome
from bot.models import ConversationRow
from bot.state import DialogueState
from bot.turn_outcomes import recorded, replied
from bot.usage import repository as usage
from bot.usage.results import result_of
from core.clock import TAIPEI
from core.database import Database

Decide = Callable[[AsyncSession, ConversationRow], Awaitable[TurnOutcome]]


class TurnRecorder:
    """Locks a conversation, lets the turn be decided, and writes it."""

    def __init__(self, database: Database, flows: FlowService, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._flows = flows
        self._clock = clock

    async def record(self, message: Message, decide: Decide) -> Json:
        """What ``decide`` finds under the lock of the conversation, written with all that follows from it."""
        now = self._clock()
        async with self._database.transaction() as session:
            row = await repository.conversation(session, message.conversation_id, message.channel, now)
            outcome = await decide(session, row)
            begins, day = not row.state, now.astimezone(TAIPEI).date()
            turns = DialogueState.from_slots(row.state).turns + 1
            row.state = replace(outcome.state, turns=turns).as_slots()
            if outcome.facts is not None:
                row.facts = self._flows.seal_facts(outcome.facts)
            result = result_of(
                outcome.intent,
                outcome.through,
                outcome.messages,
                outcome.unanswered.source if outcome.unanswered else None,
            )
            seconds = monotonic() - message.begun
            usage.note(session, day, message.channel, result, outcome.state.topic, begins, seconds)
            row.updated_at = now
            state = {"owner": row.owner, "intent": outcome.intent, "faq_id": outcome.state.topic}
            if outcome.danger:
                state["danger"] = outcome.danger
            body = {"messages": outcome.messages, "state": state}
            kept = {**body, "messages": recorded(outcome)}
            await repository.unseal(session, row.id)
            turn = repository.add_turn(
                session,
                row.id,
                message.client_id,
                outcome.said,
                kept,
                outcome.through,
                now,
                None if kept == body else self._flows.seal(outcome.messages),
            )
            await session.flush()
            if outcome.file is not None:
                self._flows.keep_sent(session, row.id, turn.id, outcome.file, now)
            if outcome.unanswered is not None:
                asked = (row.id, message.client_id or "", message.channel, outcome.said)
                await learning_queue.note(session, *asked, outcome.unanswered, now)
            if message.record is not None:
                await message.record(session, body)
            in_form = outcome.state.flow is not None  # without one there is no draft to look at
            takes_files = in_form and await self._flows.takes_files(session, row.id, now)
        return replied(body, turn.id, takes_files)
