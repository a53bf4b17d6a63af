"""Questions asked one at a time: what is missing, one back, an answer put right; and a whole page at once."""

from datetime import date
from decimal import Decimal

import pytest

from core.questions.question import AnswerKind, Question, Unreadable
from core.questions.questionnaire import Questionnaire
from core.questions.reading import read, read_all

TODAY = date(2026, 11, 24)
PAY = Question("pay", "工資怎麼算？", AnswerKind.CHOICE, options=(("monthly", "月薪"), ("hourly", "時薪")))
WAGE = Question("wage", "多少元？", AnswerKind.MONEY, minimum=Decimal(1))
DAY = Question("day", "哪一天？", AnswerKind.DATE, required=False)
NOTE = Question("note", "還有嗎？", required=False)
ALL = (PAY, WAGE, DAY, NOTE)


def test_what_was_skipped_is_answered_and_a_required_question_is_not() -> None:
    assert Questionnaire(ALL, {}).missing == ALL
    assert Questionnaire(ALL, {"pay": "monthly", "wage": "", "day": ""}).missing == (WAGE, NOTE)


@pytest.mark.parametrize(("at", "before"), [("note", DAY), ("wage", PAY), ("pay", None)])
def test_one_back_is_the_question_before(at: str, before: Question | None) -> None:
    assert Questionnaire(ALL, {}).before(at) == before


def test_one_back_from_the_end_is_the_last_that_was_answered() -> None:
    assert Questionnaire(ALL, {"pay": "monthly", "wage": "36000"}).before("@confirm") == WAGE
    assert Questionnaire(ALL, {}).before("@confirm") is None


@pytest.mark.parametrize(("figure", "question"), [("2026-03-05", DAY), ("38000", WAGE), ("不知道", None)])
def test_a_figure_puts_right_the_last_answer_that_it_can_be(figure: str, question: Question | None) -> None:
    answers = {"pay": "monthly", "wage": "36000", "day": "2026-01-01", "note": "x"}
    assert Questionnaire(ALL, answers).put_right_by(figure, TODAY) == question


def test_a_page_is_read_at_once_and_what_is_empty_is_left_out() -> None:
    answers = read_all(ALL, {"pay": "時薪", "wage": "0", "note": " "}, TODAY)
    assert answers.values == {"pay": "hourly"}
    assert list(answers.problems) == ["wage"]


@pytest.mark.parametrize(("typed", "reason"), [("2026-11-01", "早於 2026-11-20"), ("2027-01-01", "晚於")])
def test_a_day_outside_its_bounds_is_refused(typed: str, reason: str) -> None:
    question = Question("until", "?", AnswerKind.DATE, minimum=date(2026, 11, 20), maximum=date(2026, 12, 31))
    with pytest.raises(Unreadable, match=reason):
        read(question, typed, TODAY)
