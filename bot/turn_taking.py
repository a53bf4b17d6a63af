"""Who takes a message: a person, a form under way, or the bot."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot import non_text_input, repository
from bot.blocks import as_json
from bot.dialogue import perform
from bot.facts import NO_FACTS, FactChanges, Facts
from bot.facts.expiry import are_expired
from bot.flows import words
from bot.flows.base import FlowDraft, FlowMessage
from bot.flows.service import FlowService
from bot.handover import repository as handovers
from bot.handover.archive.files import of_person
from bot.in_process_turn import situation, usual_turn
from bot.message import Json, Message, TurnOutcome
from bot.models import ConversationRow, Through
from bot.next_steps import with_next
from bot.non_text_input import FILE, WORDS_ONLY, Aside
from bot.policy import Policy
from bot.policy.service import PolicyDecision, decide_here
from bot.responses import load_responses
from bot.state import DialogueState, Owner
from bot.translations import key
from bot.turn import Situation, Turn
from bot.turn_outcomes import left_queue, of_flow, silent
from bot.turn_recording import TurnRecorder
from bot.understanding import CHOOSE, CRISIS, MISS, Context, Understanding
from bot.understanding.fixed import pressed
from cases.schemas import Upload
from core.clock import TAIPEI
from core.database import Database
from core.masking import mask
from retrieval.engine import Engine

WORDS_BEFORE = 5
IN_FORM, LEAVE_QUEUE, SILENCE = ("action_form",), ("action_leave_queue",), ("action_stay_silent",)
# Heard even while somebody at the platform's own inbox is thought to answer.
_CALLS = frozenset(map(key, ("重新開始", "我要找真人", "找真人")))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A conversation as it was before the turn."""

    row: ConversationRow
    draft: FlowDraft | None
    caught: str | None
    before: tuple[str, ...]
    facts: Facts


class TurnTaking:
    """Looks first, understands and asks for the decision outside of any transaction, then acts and records
    under the lock."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        policy: Policy,
        flows: FlowService,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._database = database
        self._engine = engine
        self._policy = policy
        self._flows = flows
        self._recorder = TurnRecorder(database, flows, clock)

    async def take(self, message: Message) -> Json:
        """One turn."""
        if aside := non_text_input.of_command(message.text):
            return await self.take_aside(message, aside)
        seen = await self._look(message)
        state = _about(DialogueState.from_slots(seen.row.state), message.about)
        at = await self._understood(message.text, state, seen.facts)
        said = self._said(message, seen, at)
        form = seen.caught is not None or (seen.draft is not None and self._flows.listens(said, seen.draft))
        if form and seen.draft is not None:  # what is told in a form is the form's
            said = self._said(message, seen, replace(at, facts=seen.facts, heard=FactChanges()))
        if seen.draft is not None and not self._flows.holds(said, seen.draft):
            at = replace(at, understanding=replace(at.understanding, danger=None, intent=CHOOSE))
        # The form is left: a move that keeps the memory must not begin it again.
        at = replace(at, state=replace(at.state, flow=None))
        if form and seen.draft is not None and self._flows.chooses(said, seen.draft):
            at = replace(at, understanding=replace(at.understanding, intent=CHOOSE))
        decision = await self._policy.decide(at, Owner(seen.row.owner), form)
        return await self._recorder.record(message, partial(self._acted, message, seen, said, decision))

    async def take_file(self, message: Message, upload: Upload | None) -> Json:
        """A file: a form keeps it, a person sees that it came, the bot says what it can read."""
        seen = await self._look(message)
        at = self._without_words(DialogueState.from_slots(seen.row.state), Understanding("", MISS, 0.0))
        return await self._recorder.record(
            message, partial(self._file, self._said(message, seen, at), seen, upload)
        )

    async def take_aside(self, message: Message, aside: Aside) -> Json:
        """What is no message to understand: it is answered, and a form under way asks its question again."""
        seen = await self._look(message)
        at = self._without_words(DialogueState.from_slots(seen.row.state), Understanding("", MISS, 0.0))
        return await self._recorder.record(
            message, partial(self._aside, self._said(message, seen, at), seen, aside)
        )

    async def _look(self, message: Message) -> _Seen:
        now = self._clock()
        async with self._database.transaction() as session:
            row = await repository.conversation(session, message.conversation_id, message.channel, now)
            lapsed = row.owner_until is not None and (row.owner_until < now or _calls_the_bot(message.text))
            if lapsed and await handovers.open_handover(session, row.id) is None:
                row.owner, row.owner_until = Owner.BOT, None
            draft = await self._flows.under_way(session, row.id, self._clock())
            caught = None if draft else await self._flows.caught(session, row, message.text, now)
            before = await repository.words_before(session, row.id, WORDS_BEFORE)
            facts = NO_FACTS if are_expired(row.updated_at, now) else self._flows.facts_in(row.facts)
        return _Seen(row, draft, caught, before, facts)

    def _without_words(self, state: DialogueState, understanding: Understanding) -> Situation:
        now = self._clock().astimezone(TAIPEI)
        return Situation(understanding, state, self._engine.catalogue, load_responses(), now)

    async def _understood(self, text: str, state: DialogueState, facts: Facts) -> Situation:
        now = self._clock().astimezone(TAIPEI)
        return await asyncio.to_thread(situation, self._engine, text, state, now, facts)

    def _said(self, message: Message, seen: _Seen, at: Situation) -> FlowMessage:
        key = message.client_id or uuid.uuid4().hex
        usual, written = partial(usual_turn, at), at.understanding.language
        if seen.draft is not None or at.state.language:
            # An answer, a name above all, is no wish for another language.
            at = at.speaking(at.state.language)
        return FlowMessage(seen.row, message.text, at, usual, key, self._clock(), seen.before, written)

    async def _acted(
        self,
        message: Message,
        seen: _Seen,
        said: FlowMessage,
        decision: PolicyDecision,
        session: AsyncSession,
        row: ConversationRow,
    ) -> TurnOutcome:
        """What was decided is done; anew where somebody else answers by now."""
        if row.owner != seen.row.owner:
            decision = decide_here(decision.at, Owner(row.owner), decision.in_form)
        if decision.actions == IN_FORM:
            return await self._in_flow(replace(said, conversation=row), seen, session, row)
        if decision.actions == SILENCE:
            return silent(message, row)
        if decision.actions == LEAVE_QUEUE:
            return await left_queue(message, decision.at, self._clock(), session, row)
        return await self._as_decided(message, seen, decision, session, row)

    async def _in_flow(
        self, said: FlowMessage, seen: _Seen, session: AsyncSession, row: ConversationRow
    ) -> TurnOutcome:
        """The form under way takes the message, or the one that it is plainly for begins."""
        # Another process may have taken a turn meanwhile.
        draft = await self._flows.under_way(session, row.id, self._clock()) or seen.draft
        if draft is not None:
            turn = await self._flows.take(session, draft, said)
        else:
            turn = await self._flows.begin(session, seen.caught or "", said)
        state = replace(said.at.state, language=said.at.language)
        return of_flow(turn, said, state, Through.FLOW)

    async def _as_decided(
        self,
        message: Message,
        seen: _Seen,
        decision: PolicyDecision,
        session: AsyncSession,
        row: ConversationRow,
    ) -> TurnOutcome:
        """The moves of the dialogue; when they begin a form, its first question follows."""
        intent, turn = decision.at.understanding.intent, perform(decision.actions, decision.at)
        if row.owner == Owner.BOT and not decision.in_form:
            turn = with_next(decision.at.speaking(turn.state.language), turn)
        messages = as_json(turn.blocks)
        facts = decision.at.facts if turn.facts is None else turn.facts
        begins, state = turn.state.flow, replace(turn.state, flow=None)
        danger = decision.at.understanding.danger
        if danger and seen.draft is not None and row.owner == Owner.BOT:
            return await self._held(message, seen, decision.at, session, row)
        if row.owner != Owner.BOT or decision.in_form:  # nothing is left or begun: whoever has it keeps it
            known = DialogueState.from_slots(row.state)
            kept = replace(known, language=state.language, helped=state.helped)
            through = decision.through if row.owner == Owner.BOT else Through(row.owner)
            return TurnOutcome(messages, kept, intent, through, mask(message.text), danger=danger)
        understood = Understanding(message.text, intent, 1.0, decision.at.understanding.candidates)
        at = self._without_words(turn.state, understood)
        said = replace(self._said(message, seen, at), conversation=row)
        if seen.draft is not None:
            await self._flows.leave(session, seen.draft, said)
        if begins is None or not self._flows.knows(begins):
            return TurnOutcome(
                messages,
                state,
                intent,
                decision.through,
                mask(message.text),
                unanswered=turn.unanswered,
                danger=danger,
                facts=facts,
            )
        outcome = of_flow(await self._flows.begin(session, begins, said), said, state, decision.through)
        kept_messages = None if outcome.kept is None else [*messages, *outcome.kept]
        return replace(
            outcome,
            messages=[*messages, *outcome.messages],
            kept=kept_messages,
            unanswered=turn.unanswered,
            facts=facts,
        )

    async def _held(
        self, message: Message, seen: _Seen, at: Situation, session: AsyncSession, row: ConversationRow
    ) -> TurnOutcome:
        """Help for who may be in danger; the form under way asks nothing and waits."""
        draft = await self._flows.under_way(session, row.id, self._clock()) or seen.draft
        if draft is None:
            return silent(message, row)
        if not words.asks(message.text):  # a story is told, no question is asked beside it
            at = replace(at, understanding=replace(at.understanding, intent=CRISIS, candidates=()))
        said = replace(self._said(message, seen, at), conversation=row)
        turn = await self._flows.hold(session, draft, said)
        outcome = of_flow(turn, said, turn.state or said.at.state, Through.FLOW)
        return replace(outcome, danger=at.understanding.danger)

    async def _aside(
        self, said: FlowMessage, seen: _Seen, aside: Aside, session: AsyncSession, row: ConversationRow
    ) -> TurnOutcome:
        said = replace(said, conversation=row)
        if row.owner != Owner.BOT:
            return TurnOutcome([], said.at.state, "", Through(row.owner), aside.said)
        if seen.draft is None:
            turn = with_next(said.at, Turn((said.say(aside.alone),), said.at.state))
            return TurnOutcome(as_json(turn.blocks), turn.state, aside.intent, Through.DIRECT, aside.said)
        asked = self._flows.again(said, seen.draft, said.say(aside.in_form))
        return replace(of_flow(asked, said, said.at.state, Through.FLOW), said=aside.said)

    async def _file(
        self,
        said: FlowMessage,
        seen: _Seen,
        upload: Upload | None,
        session: AsyncSession,
        row: ConversationRow,
    ) -> TurnOutcome:
        said = replace(said, conversation=row)
        if row.owner != Owner.BOT:
            kept, told = of_person(upload) if row.owner == Owner.HUMAN else (None, FILE)
            return TurnOutcome([], said.at.state, "", Through(row.owner), told, file=kept)
        if seen.draft is None or not self._flows.lets_attach(seen.draft):
            return await self._aside(said, seen, WORDS_ONLY, session, row)
        turn = await self._flows.attach(session, seen.draft, said, upload)
        return replace(of_flow(turn, said, said.at.state, Through.FLOW), said=FILE)


def _about(state: DialogueState, about: str | None) -> DialogueState:
    """The memory as it was below the entry whose button is pressed; its words are those of today."""
    entry = (about or "").partition("@")[0]
    if not entry or entry == state.topic:
        return state
    earlier = Context.of(state).after(entry, None).earlier
    return replace(
        state,
        topic=entry,
        earlier=earlier,
        considered=(),
        point=None,
        choices=(),
        pending_aspect=None,
        misses=0,
    )


def _calls_the_bot(text: str) -> bool:
    """Whether the words ask for the bot, or for somebody at the desk."""
    said, _ = pressed(text)
    command = load_responses().command(said)
    return key(said) in _CALLS or (command is not None and command[0] == "talk_to_human")
