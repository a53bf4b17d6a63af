"""From a turn without an answer to the learning queue."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import repository
from bot.models import DELETED, ERASED, Through, TurnRow
from bot.turn import Unanswered
from bot.understanding import ANSWER, CLARIFY, MISS, RELATED
from publication import question_service
from publication.schemas import QuestionSource

# How far back the question is looked for that 以上皆非 or 沒幫助 is about.
_RECENT = 10
_QUESTIONS = frozenset({ANSWER, RELATED, CLARIFY, MISS})
# These are about the message itself, the others about the question before it.
_OWN = frozenset({QuestionSource.REFUSAL, QuestionSource.RELATED})


async def note(
    session: AsyncSession,
    conversation_id: str,
    client_id: str,
    channel: str,
    text: str,
    unanswered: Unanswered,
    now: datetime,
) -> None:
    """Keep the question in the transaction that records its turn; ``text`` is masked.

    A refusal and a related entry are about the message itself, 以上皆非 and 沒幫助 about the question
    before them.
    """
    asked, message = text, client_id
    if unanswered.source not in _OWN:
        turns = await repository.last_turns(session, conversation_id, _RECENT)
        before = next((turn for turn in reversed(turns) if _is_question(turn)), None)
        if before is None:
            return
        asked, message = before.text, before.client_id or ""
    origin = question_service.origin_of(conversation_id, message) if message else ""
    question_service.note(
        session,
        asked,
        unanswered.source,
        unanswered.candidates,
        unanswered.generation,
        channel,
        now,
        origin,
    )


async def forget(session: AsyncSession, conversation_id: str) -> None:
    """Delete everything that was noted of a conversation."""
    for message in await repository.message_ids(session, conversation_id):
        await question_service.forget(session, question_service.origin_of(conversation_id, message))


def _is_question(turn: TurnRow) -> bool:
    if turn.text in (ERASED, DELETED) or turn.through == Through.FLOW:  # what a form was told is no question
        return False
    return turn.reply["state"]["intent"] in _QUESTIONS
