"""An answer that may be about something else, facts told in a topic, figures that are put right."""

from dataclasses import replace

import pytest

from bot.blocks import Choices, FaqCard, Option
from bot.compound_messages import COMPLAIN, PERSON, also_meant
from bot.facts import FactKind, hear
from bot.facts.corrections import put_right
from bot.facts.model import Facts, LaborRole
from bot.in_process_turn import situation
from bot.state import DialogueState
from bot.turn import Situation, Turn
from bot.understanding import ANSWER, Understanding
from retrieval.engine import Engine
from tests.bot.conftest import NOW, Chat, texts_of
from tests.bot.facts.conftest import Talk

TODAY = NOW.date()


@pytest.fixture
def told(engine: Engine) -> Talk:
    return Talk(engine)


def guessed(engine: Engine, confidence: float) -> tuple[Situation, Turn]:
    """An answer that is right with ``confidence``."""
    at = situation(engine, "你好", DialogueState(), NOW)
    meant = Understanding("x", ANSWER, confidence, ("sick-leave", "personal-leave", "annual-leave"))
    return replace(at, understanding=meant), Turn((), DialogueState("sick-leave"))


def test_beside_a_guess_stands_what_else_may_be_meant_and_a_person(engine: Engine) -> None:
    at, turn = guessed(engine, 0.6)
    offered = also_meant(at, turn).state.choices
    assert [at.catalogue.asking(one.value) is not None for one in offered] == [True, True, False]
    assert offered[-1].value == PERSON


def test_beside_a_sure_answer_stands_nothing_else(engine: Engine) -> None:
    assert also_meant(*guessed(engine, 0.95)).state.choices == ()


def test_beside_a_doubtful_point_of_the_topic_stands_what_else_may_be_meant(engine: Engine) -> None:
    at, turn = guessed(engine, 0.6)
    going_on = replace(at.understanding, intent="ask_documents", continues=True)
    offered = also_meant(
        replace(at, understanding=going_on), replace(turn, state=replace(turn.state, point="documents"))
    )
    assert [at.catalogue.asking(one.value) is not None for one in offered.state.choices] == [True, True]


def test_who_goes_on_with_the_topic_rather_surely_is_shown_nothing_else(engine: Engine) -> None:
    at, turn = guessed(engine, 0.75)
    going_on = replace(at.understanding, continues=True)
    assert also_meant(replace(at, understanding=going_on), turn).state.choices == ()


def test_yes_after_a_guess_takes_none_of_the_others(engine: Engine) -> None:
    at, turn = guessed(engine, 0.6)
    chat = Chat(engine, also_meant(at, turn).state)
    assert not any(isinstance(block, FaqCard) for block in chat.say("好").blocks)


def test_one_tap_goes_from_a_guess_to_what_was_meant(engine: Engine) -> None:
    at, turn = guessed(engine, 0.6)
    chat = Chat(engine, also_meant(at, turn).state)
    assert chat.say("2").state.topic == "annual-leave"


def test_yes_takes_the_complaint_that_was_offered_last(engine: Engine) -> None:
    question = engine.catalogue["overtime-pay"].question
    state = DialogueState("sick-leave", choices=(Option(question, question), Option(COMPLAIN, COMPLAIN)))
    assert Chat(engine, state).say("好").state.flow == "complaint"


def test_what_a_calculation_cannot_read_is_no_question_for_a_point(told: Talk) -> None:
    told.say("資遣費試算")
    assert "請打成" in texts_of(told.say("很久以前就在這裡了"))


def test_a_fact_told_in_a_topic_is_noted_for_it(told: Talk) -> None:
    told.say("資遣費怎麼計算？")
    turn = told.say("月薪三萬六")
    assert "資遣費怎麼計算" in texts_of(turn)
    assert told.facts.get(FactKind.WAGE) == "36000"


def test_figures_are_no_wish_to_calculate_a_deadline(told: Talk) -> None:
    told.say("雇主可以不經預告直接開除我嗎？")
    told.say("i worked 2 years 4 months, 36000 a month")
    assert told.state.calculation is None
    assert {FactKind.WAGE, FactKind.SENIORITY} <= set(told.facts)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("改成45000", "45000"),
        ("打錯了，是三萬八", "三萬八"),
        ("不對 應該是 4萬", "4萬"),
        ("change it to 41000", "41000"),
        ("sorry, it's 2.5 hours", "2.5 hours"),
        ("ganti jadi 30 ribu", "30 ribu"),
        ("是 3 小時", None),
        ("45000", None),
        ("改成別的日子可以嗎", None),
        ("可以改成月薪四萬五然後週休二日的合約嗎，會不會影響年資", None),
    ],
)
def test_a_figure_that_is_put_right_is_read_without_its_name(text: str, figure: str | None) -> None:
    assert put_right(text) == figure


def test_a_bare_figure_puts_the_one_known_amount_right() -> None:
    known = Facts({FactKind.WAGE: "42000", FactKind.AGE: "38", FactKind.SENIORITY: "30"})
    assert dict(hear("改成45000", known, TODAY).told) == {FactKind.WAGE: "45000"}


def test_a_bare_figure_puts_nothing_right_where_two_amounts_are_known() -> None:
    known = Facts({FactKind.WAGE: "42000", FactKind.AVERAGE_WAGE: "43000"})
    assert not hear("改成45000", known, TODAY)


@pytest.mark.parametrize(
    "text", ["saya mau ganti majikan", "paspor saya dipegang majikan", "majikan saya galak"]
)
def test_whose_employer_is_told_of_is_no_employer(text: str) -> None:
    assert FactKind.ROLE not in hear(text, Facts(), TODAY).told


@pytest.mark.parametrize("text", ["saya majikan", "saya adalah majikan", "saya ini majikan"])
def test_an_indonesian_employer_is_still_heard(text: str) -> None:
    assert hear(text, Facts(), TODAY).told[FactKind.ROLE] == LaborRole.EMPLOYER


def test_an_answer_before_is_put_right_while_a_calculation_asks_on(told: Talk) -> None:
    for said in ("加班費試算", "平日", "月薪", "36000"):
        told.say(said)
    assert "加班幾小時" in texts_of(told.say("改成39000"))
    assert "39,000 元" in texts_of(told.say("2"))


def test_an_answer_is_put_right_after_the_result(told: Talk) -> None:
    for said in ("加班費試算", "平日", "月薪", "36000", "2"):
        told.say(said)
    assert "3 小時" in texts_of(told.say("改成3小時"))


def test_hours_that_are_told_ahead_are_kept_for_their_question(told: Talk) -> None:
    told.say("加班費試算")
    assert "那一天是哪一種日子" in texts_of(told.say("兩小時"))
    for said in ("平日", "月薪"):
        told.say(said)
    assert "加班費約" in texts_of(told.say("36000"))


def test_a_question_that_mentions_an_option_is_not_its_answer(told: Talk) -> None:
    told.say("加班費試算")
    turn = told.say("平日老闆一直叫我們加班又不給錢怎麼辦")
    assert any(isinstance(block, FaqCard) for block in turn.blocks)
    assert "那一天是哪一種日子" in texts_of(turn)


def test_what_is_asked_in_a_calculation_is_asked_about_what_it_calculates(told: Talk) -> None:
    told.say("婚假有幾天？什麼時候要休完？")
    told.say("資遣費試算")
    assert told.state.topic == "severance-pay"


def test_the_second_one_is_the_second_matter(engine: Engine) -> None:
    chat = Chat(engine)
    first = chat.say("產假可以請幾天，另外陪產假又是幾天")
    offered = [block for block in first.blocks if isinstance(block, Choices)]
    second = chat.say("第二個呢")
    card = next(block for block in second.blocks if isinstance(block, FaqCard))
    assert card.entry.question == offered[-1].options[0].value
