"""Every turn leaves one figure: what it came to, on which day, without a word of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.models import Through
from bot.usage import statistics as usage
from bot.usage.models import TurnUseRow
from bot.usage.results import TurnResult, result_of
from core.clock import local_now
from core.database import Database
from publication.schemas import QuestionSource
from tests.bot.flows.conftest import Talk, talk, vault, world

__all__ = ["talk", "vault", "world"]
CARD = [{"type": "faq_card"}]


@pytest.mark.parametrize(
    ("intent", "through", "messages", "missing", "result"),
    [
        ("faq", Through.RASA, CARD, None, TurnResult.ANSWERED),
        ("choose_option", Through.DIRECT, CARD, None, TurnResult.ANSWERED),
        ("ask_documents", Through.RASA, [], None, TurnResult.ANSWERED),
        ("related", Through.RASA, [], QuestionSource.RELATED, TurnResult.RELATED),
        ("clarify", Through.RASA, [], None, TurnResult.CLARIFIED),
        ("out_of_scope", Through.RASA, [], QuestionSource.REFUSAL, TurnResult.REFUSED),
        ("choose_option", Through.RASA, [], QuestionSource.NONE_OF_THESE, TurnResult.REFUSED),
        ("faq", Through.HUMAN, [], None, TurnResult.PERSON),
        ("out_of_scope", Through.FLOW, [], None, TurnResult.FORM),
        ("greet", Through.RASA, [], None, TurnResult.OTHER),
        ("not_helpful", Through.RASA, [], QuestionSource.NOT_HELPFUL, TurnResult.OTHER),
    ],
)
def test_what_a_turn_came_to(
    intent: str,
    through: Through,
    messages: list[dict[str, str]],
    missing: QuestionSource | None,
    result: TurnResult,
) -> None:
    assert result_of(intent, through, messages, missing) is result


async def test_a_conversation_leaves_its_figures(talk: Talk, database: Database) -> None:
    await talk.say("加班費怎麼算？")
    await talk.say("請問火星上的天氣好嗎")
    today = talk.world.clock.now.astimezone(local_now().tzinfo).date()
    async with database.transaction() as session:
        found = await usage.used(session, today, today)
        later = await usage.used(session, today + timedelta(days=1), today + timedelta(days=9))
    assert (found.days, later.turns) == ({today: 2}, 0)
    assert {use.result: use.turns for use in found.shares} == {TurnResult.ANSWERED: 1, TurnResult.REFUSED: 1}
    assert sum(use.begun for use in found.shares) == 1
    assert sum(found.answered.values()) == 1


async def test_how_long_an_answer_took_is_kept(talk: Talk, database: Database) -> None:
    await talk.say("加班費怎麼算？")
    today = talk.world.clock.now.astimezone(local_now().tzinfo).date()
    async with database.transaction() as session:
        (row,) = await session.scalars(select(TurnUseRow))
        found = await usage.answer_seconds(session, row.channel, today, today)
    assert 0 < found[0] < 60
