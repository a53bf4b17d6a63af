"""An entry on the topic of a question is no answer to it: it is shown as a link, with whom to ask."""

from dataclasses import replace

from bot.blocks import Choices, FaqCard
from bot.in_process_turn import situation, usual_turn
from bot.state import DialogueState
from bot.turn import Turn
from bot.understanding import RELATED
from publication.schemas import QuestionSource
from retrieval.engine import Engine
from tests.bot.conftest import NOW, Chat, texts_of


def _related(engine: Engine) -> Turn:
    at = situation(engine, "生育給付可否匯入國外帳戶？", DialogueState(), NOW)
    understood = replace(at.understanding, intent=RELATED, candidates=("maternity-leave",), aspect=None)
    return usual_turn(replace(at, understanding=understood))


def test_the_entry_is_offered_as_a_link_and_not_as_the_answer(engine: Engine) -> None:
    turn = _related(engine)
    said = texts_of(turn)
    window = engine.catalogue.view("maternity-leave", NOW).window  # type: ignore[union-attr]
    assert "題庫沒有寫到" in said
    assert window.name in said and window.phone in said
    assert not any(isinstance(block, FaqCard) for block in turn.blocks)
    (offer,) = (block for block in turn.blocks if isinstance(block, Choices))
    assert [option.value for option in offer.options] == [engine.catalogue["maternity-leave"].question]


def test_it_is_noted_as_related_for_the_curators(engine: Engine) -> None:
    turn = _related(engine)
    assert turn.unanswered is not None
    assert (turn.unanswered.source, turn.unanswered.candidates) == (
        QuestionSource.RELATED,
        ("maternity-leave",),
    )


def test_yes_opens_the_entry(engine: Engine) -> None:
    chat = Chat(engine, _related(engine).state)
    card = chat.say("好").blocks[0]
    assert isinstance(card, FaqCard)
    assert card.entry.id == "maternity-leave"
