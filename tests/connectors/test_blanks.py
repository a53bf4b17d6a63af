"""A text of blanks has no words: it is answered at most once, and never by the dialogue."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.models import ConversationRow, TurnRow
from bot.state import Owner
from connectors.event_handler import EventHandler
from connectors.webchat.messages import ChatBody
from core.clock import utc_now
from tests.connectors.conftest import Desk, MakeDesk
from tests.connectors.payloads import arrive, load, names
from tests.one_database import database  # noqa: F401
from tests.platforms import PLATFORMS

USER = "1001"
# The last three show nothing and are no white space (idoknow/Campux#132: such messages were answered).
BLANKS = [" ", "\u3000", "\u00a0", "\0", "\u200b", " \n\t", "", "\u3164", "\u2800", "\u115f\u200d"]
_STORED = [(kind, name) for kind in PLATFORMS for name in names(kind().name, "blank_*")]


@pytest.mark.parametrize(("kind", "name"), _STORED, ids=lambda value: getattr(value, "__name__", value))
async def test_a_message_without_words_gets_one_short_answer_at_most(
    make_desk: MakeDesk, kind: Any, name: str
) -> None:
    platform = kind()
    platform.address = platform.start()
    desk = make_desk(platform)
    assert await arrive(desk, load(platform.name, name)) == 200
    said = [text for sent in platform.sent for text in sent.texts]
    assert len(said) == 1 and "只看得懂文字" in said[0]
    assert platform.violations == []
    platform.stop()


@pytest.mark.parametrize("text", BLANKS)
async def test_blanks_never_reach_the_dialogue(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    async def answer(*_: object) -> None:
        raise AssertionError("the dialogue was asked")

    monkeypatch.setattr(EventHandler, "_answer", answer)
    await desk.post(desk.platform.text_event(USER, text))
    await desk.settle()
    assert len(desk.platform.texts_to(USER)) <= 1
    assert {(row.state, row.attempts) for row in await desk.inbox()} == {("done", 1)}


async def test_blanks_while_a_person_answers_are_not_answered_by_us(desk: Desk) -> None:
    await desk.post(desk.platform.text_event(USER, "你好"))
    await desk.settle()
    await _hand_over(desk)
    before = desk.platform.texts_to(USER)
    await desk.post(desk.platform.text_event(USER, "\u3000"))
    await desk.settle()
    assert desk.platform.texts_to(USER) == before
    async with desk.database.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(TurnRow)) == 2


async def _hand_over(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        row = (await session.scalars(select(ConversationRow))).one()
        row.owner, row.owner_until = Owner.HUMAN, utc_now() + timedelta(hours=1)


@pytest.mark.parametrize("text", [blank for blank in BLANKS if blank])
def test_the_web_chat_refuses_blanks_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="文字是空的"):
        ChatBody(text=text)
