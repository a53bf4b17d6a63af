"""What comes of a turn that a form took, that nobody answers, or that ends the waiting for a person."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.blocks import KNOWN, Text, as_json
from bot.flows.base import FlowMessage, FlowTurn
from bot.handover import repository as handovers
from bot.message import Json, Message, TurnOutcome
from bot.models import ConversationRow, Through
from bot.next_steps import with_next
from bot.state import DialogueState, Owner
from bot.turn import Situation, Turn
from core.masking import mask


def of_flow(turn: FlowTurn, said: FlowMessage, state: DialogueState, through: Through) -> TurnOutcome:
    """A flow's turn as an outcome; what was offered before can no longer be chosen by number."""
    under_way = turn.draft is not None and not turn.draft.paused
    state = turn.state or replace(state, choices=(), misses=0)
    if not under_way and said.conversation.owner == Owner.BOT:
        state = replace(state, flow=None)
        ended = with_next(replace(said.at, state=state), Turn(turn.blocks, state))
        turn, state = replace(turn, blocks=ended.blocks), ended.state
    if under_way:
        state = replace(state, choices=(), flow=turn.draft.flow if turn.draft else None)
    kept = None if turn.kept is None else as_json(turn.kept)
    return TurnOutcome(
        as_json(turn.blocks),
        state if under_way else replace(state, flow=None),
        said.at.understanding.intent,
        through,
        turn.label or mask(said.text),
        kept,
    )


def silent(message: Message, row: ConversationRow) -> TurnOutcome:
    state = DialogueState.from_slots(row.state)
    through = Through.DIRECT if row.owner == Owner.BOT else Through(row.owner)
    return TurnOutcome([], state, "", through, mask(message.text))


async def left_queue(
    message: Message, at: Situation, now: datetime, session: AsyncSession, row: ConversationRow
) -> TurnOutcome:
    """Whoever waited does so no longer; the bot answers again."""
    await handovers.end_open(session, row.id, "left", now)
    quiet = silent(message, row)
    row.owner, row.owner_until = Owner.BOT, None
    spoken = at.speaking(at.state.language) if at.state.language else at
    told = as_json([Text(spoken.say("utter_human_left"))])
    return replace(quiet, messages=told, intent=at.understanding.intent)


def recorded(outcome: TurnOutcome) -> list[Json]:
    """The messages that the record keeps: none of them shows the person's situation."""
    messages = outcome.messages if outcome.kept is None else outcome.kept
    return [block for block in messages if block["type"] != KNOWN]


def replied(body: Json, turn: int, takes_files: bool) -> Json:
    """A reply as clients get it: it says whether a form or a person takes files now.

    While a person answers it names its turn, after which clients ask for news.
    """
    owner = body["state"]["owner"]
    if takes_files or owner == Owner.HUMAN:
        body = {**body, "state": {**body["state"], "files": True}}
    return body if owner == Owner.BOT else {**body, "turn": turn}
