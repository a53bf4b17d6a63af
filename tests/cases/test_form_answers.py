"""The questions of the intake: which apply, how answers are read, what is read back."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import form_answers
from cases.enums import Route
from cases.questions import QUESTIONS, STORY_LIMIT
from core.clock import TAIPEI
from core.questions.question import Unreadable

TODAY = date(2026, 11, 26)
ANSWERS = {
    "route": "violation",
    "category": "工資",
    "what": "沒有給加班費",
    "when": "115/3/2",
    "where": "",
    "employer": "某某食品行",
    "wish": "請去查",
    "confidential": "yes",
    "name": "王小明",
    "phone": "0912345678",
    "email": "",
    "consent": "yes",
}


def asked_one_by_one(answers: dict[str, str], **draft: str) -> list[str]:
    """The names in the order a chat asks them."""
    names = []
    while waiting := form_answers.missing(draft):
        names.append(waiting[0].name)
        draft[names[-1]] = form_answers.read(names[-1], answers[names[-1]], TODAY)
    return names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-03-02", "2026-03-02"),
        ("115/3/2", "2026-03-02"),
        ("民國115年3月2日", "2026-03-02"),
        ("昨天", "2026-11-25"),
        ("上個月", "上個月"),
        ("115年3月2日晚上十點左右", "115年3月2日晚上十點左右"),
        ("從去年開始，每個月都這樣", "從去年開始，每個月都這樣"),
        ("民國一百一十五年三月二日", "2026-03-02"),
        ("1150302", "2026-03-02"),
        ("113/2/29", "2024-02-29"),
        ("115/3/2 到 115/4/5", "115/3/2 到 115/4/5"),
        ("三月二日", "三月二日"),
    ],
)
def test_a_day_is_read_where_there_is_one_and_words_are_kept(typed: str, kept: str) -> None:
    assert form_answers.read("when", typed, TODAY) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("115/2/30", "沒有 2026 年 2 月 30 日這一天"),
        ("大約 2026-13-01 那天", "沒有 2026 年 13 月 1 日這一天"),
        ("2027-01-01", "還沒有到"),
        ("民國113年2月30日", "沒有 2024 年 2 月 30 日這一天"),
        ("114/2/29", "沒有 2025 年 2 月 29 日這一天"),
        ("民國一百一十三年二月三十日", "沒有 2024 年 2 月 30 日這一天"),
        ("1130230", "沒有 2024 年 2 月 30 日這一天"),
        ("115/3/2 到 115/4/31", "沒有 2026 年 4 月 31 日這一天"),
        ("115/3/2-115/13/5", "沒有 2026 年 13 月 5 日這一天"),
        ("今年2月30日", "沒有 2 月 30 日這一天"),
        ("六月三十一號晚上", "沒有 6 月 31 日這一天"),
        ("1899/1/1", "看起來不對"),
    ],
)
def test_a_day_that_cannot_be_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        form_answers.read("when", typed, TODAY)


def test_a_story_of_five_thousand_characters_is_taken_and_a_longer_one_told_the_limit() -> None:
    story = "苦" * STORY_LIMIT
    assert form_answers.read("what", story, TODAY) == story
    with pytest.raises(Unreadable, match="最多 5,000 字，您寫了 5,001 字"):
        form_answers.read("what", story + "苦", TODAY)


def test_scripts_and_line_ends_stay_text_and_control_characters_go() -> None:
    assert (
        form_answers.read("what", "<script>x</script>\r\n第二行\x00\u202e", TODAY)
        == "<script>x</script>\n第二行"
    )


def test_a_choice_is_taken_by_value_number_or_label() -> None:
    for typed in ("violation", "1", "檢舉公司違反勞動法令"):
        assert form_answers.read("route", typed, TODAY) == "violation"


def test_without_consent_the_way_out_is_named() -> None:
    with pytest.raises(Unreadable, match="1999"):
        form_answers.read("consent", "不同意", TODAY)
    assert form_answers.read("consent", "同意", TODAY) == "yes"


@pytest.mark.parametrize("name", ["12345", "<>", "　"])
def test_a_name_has_letters(name: str) -> None:
    with pytest.raises(Unreadable):
        form_answers.read("name", name, TODAY)


@pytest.mark.parametrize(
    ("route", "not_asked"),
    [
        (Route.VIOLATION, {"second_contact"}),
        (Route.COMPLAINT, {"second_contact", "employer", "confidential"}),
        (Route.SUGGESTION, {"second_contact", "employer", "confidential", "when", "where"}),
    ],
)
def test_only_questions_that_make_sense_are_asked(route: Route, not_asked: set[str]) -> None:
    names = asked_one_by_one(ANSWERS | {"route": route.value}, channel="web")
    assert names == [question.name for question in QUESTIONS if question.name not in not_asked]


def test_messenger_is_asked_for_a_second_contact() -> None:
    assert "second_contact" in asked_one_by_one(ANSWERS | {"second_contact": ""}, channel="facebook")


def test_the_phone_is_asked_again_when_neither_contact_was_given() -> None:
    draft = dict.fromkeys((question.name for question in QUESTIONS), "x") | {
        "route": "suggestion",
        "phone": "",
        "email": "",
    }
    assert [question.name for question in form_answers.missing(draft)] == ["phone"]
    assert form_answers.missing(draft | {"email": "a@example.com"}) == ()


def test_a_whole_page_is_read_at_once_with_every_problem() -> None:
    draft, wrong = form_answers.problems(ANSWERS | {"wish": "", "phone": ""}, TODAY)
    assert set(wrong) == {"wish", "phone"} and "至少留一個" in wrong["phone"]
    assert draft["when"] == "2026-03-02"


def test_the_statement_is_read_back_in_words_and_survives_the_way_there_and_back() -> None:
    draft, wrong = form_answers.problems(ANSWERS, TODAY)
    assert wrong == {}
    text = form_answers.read_back(draft)
    for part in ("檢舉公司違反勞動法令", "2026-03-02（民國 115 年", "要保密", "0912-345-678", "（沒有填）"):
        assert part in text
    assert "個人資料保護法" not in text
    statement = form_answers.to_statement(draft, "zh-Hant", datetime(2026, 11, 26, tzinfo=TAIPEI))
    assert form_answers.read_back(form_answers.to_draft(statement, "web")) == text


@given(st.sampled_from([question.name for question in QUESTIONS]), st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_sentence_and_reading_again_changes_nothing(
    name: str, text: str
) -> None:
    try:
        kept = form_answers.read(name, text, TODAY)
    except Unreadable as unreadable:
        assert str(unreadable)
    else:
        assert not kept or form_answers.read(name, kept, TODAY) == kept
