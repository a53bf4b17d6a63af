"""An answer is read by what its question is: its kind, its options, its limits, and whether it must be given."""

from datetime import date
from decimal import Decimal

import pytest

from core.questions.question import NO, YES, AnswerKind, Question, Unreadable
from core.questions.reading import exact_choice, parse_choice, read, read_all, reads

TODAY = date(2026, 11, 24)
OPTIONS = (("monthly", "月薪"), ("hourly", "時薪"), ("daily", "日薪（按日計酬）"))
CHOICE = Question("pay", "工資怎麼算？", AnswerKind.CHOICE, options=OPTIONS)
NOTE = Question("note", "還有嗎？", required=False, limit=1200)
CONSENT = Question("consent", "同意嗎？", AnswerKind.CONSENT, options=((YES, "我看過了，同意"),))


def _asked(kind: AnswerKind, **more: object) -> Question:
    return Question("asked", "請問", kind, **more)  # type: ignore[arg-type]


def _refused(question: Question, text: str) -> str:
    with pytest.raises(Unreadable) as refused:
        read(question, text, TODAY)
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (AnswerKind.TEXT, " 兩行\n字 ", "兩行\n字"),
        (AnswerKind.LONG_TEXT, "經過", "經過"),
        (AnswerKind.DATE, "115/3/2", date(2026, 3, 2)),
        (AnswerKind.WHEN, "115/3/2", "2026-03-02"),
        (AnswerKind.MONEY, "3萬8", Decimal(38000)),
        (AnswerKind.INTEGER, "兩個", Decimal(2)),
        (AnswerKind.HOURS, "兩小時半", Decimal("2.5")),
        (AnswerKind.NAME, " 王  小明 ", "王 小明"),
        (AnswerKind.PHONE, "0912345678", "0912-345-678"),
        (AnswerKind.EMAIL, "a@Example.com", "a@example.com"),
        (AnswerKind.CONTACT, "a@Example.com", "a@example.com"),
        (AnswerKind.CONTACT, "0912345678", "0912-345-678"),
    ],
)
def test_each_kind_is_read_in_its_way(kind: AnswerKind, typed: str, kept: object) -> None:
    assert read(_asked(kind), typed, TODAY) == kept


def test_an_option_is_kept_by_its_value() -> None:
    assert read(CHOICE, "時薪", TODAY) == "hourly"


def test_what_must_be_given_and_is_not_is_asked_for_by_its_label() -> None:
    assert _refused(CHOICE, " \n") == "請填：工資怎麼算？"
    assert read(NOTE, " \n", TODAY) == ""


def test_a_text_may_be_as_long_as_its_limit_and_is_told_by_how_much_it_is_longer() -> None:
    assert read(NOTE, "字" * 1200, TODAY) == "字" * 1200
    told = _refused(NOTE, "字" * 1201)
    assert told == "最多 1,200 字，您寫了 1,201 字。請留下重點，其他的可以用附件補充"


@pytest.mark.parametrize(
    ("kind", "bounds", "typed", "told"),
    [
        (AnswerKind.MONEY, (Decimal(1000), None), "999", "不能小於 1,000，請再確認"),
        (AnswerKind.MONEY, (None, Decimal(1000)), "1001", "不能大於 1,000，請再確認"),
        (AnswerKind.DATE, (date(2026, 3, 2), None), "2026-03-01", "不能早於 2026-03-02，請再確認"),
        (AnswerKind.DATE, (None, date(2026, 3, 2)), "2026-03-03", "不能晚於 2026-03-02，請再確認"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_the_bound(
    kind: AnswerKind, bounds: tuple[object, object], typed: str, told: str
) -> None:
    assert _refused(_asked(kind, minimum=bounds[0], maximum=bounds[1]), typed) == told


@pytest.mark.parametrize("typed", ["1", "10"])
def test_the_bounds_themselves_are_answers(typed: str) -> None:
    assert read(_asked(AnswerKind.INTEGER, minimum=Decimal(1), maximum=Decimal(10)), typed, TODAY) == int(
        typed
    )


@pytest.mark.parametrize("typed", [YES, "1", "同意", "我同意", "是", "我看過了，同意"])
def test_plain_words_are_a_consent(typed: str) -> None:
    assert read(CONSENT, typed, TODAY) == YES


@pytest.mark.parametrize("typed", [NO, "不同意", "我不同意", "不要", "不行"])
def test_a_refusal_of_consent_is_told_what_remains(typed: str) -> None:
    told = "沒有您的同意，我們不能收這個案件；也可以撥 1999 或到櫃台，不必在這裡留資料"
    assert _refused(CONSENT, typed) == told


@pytest.mark.parametrize("typed", ["不太同意", "好像可以", "2"])
def test_no_other_words_are_a_consent(typed: str) -> None:
    assert _refused(CONSENT, typed) == "請選「我看過了，同意」或「不同意」，也可以打編號"


@pytest.mark.parametrize("typed", ["0912", "——", "1 2"])
def test_a_name_has_a_letter(typed: str) -> None:
    assert _refused(_asked(AnswerKind.NAME), typed) == "請寫您的姓名，中文或英文都可以"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("hourly", "hourly"), ("HOURLY", "hourly"), ("２", "hourly"), ("時薪", "hourly"), ("3", "daily")],
)
def test_an_option_is_named_in_full_by_value_number_or_label(typed: str, value: str) -> None:
    assert exact_choice(typed, OPTIONS) == value


@pytest.mark.parametrize("typed", ["我領時薪", "日薪", "0", "4", ""])
def test_a_part_of_an_option_or_a_sentence_does_not_name_it_in_full(typed: str) -> None:
    assert exact_choice(typed, OPTIONS) is None


def test_an_option_may_be_named_in_part_where_no_other_is_like_it() -> None:
    assert parse_choice("按日", OPTIONS) == "daily"
    with pytest.raises(Unreadable) as refused:
        parse_choice("薪", OPTIONS)
    assert str(refused.value) == "請打選項的編號：1 月薪、2 時薪、3 日薪（按日計酬）"


def test_whether_a_text_answers_a_question() -> None:
    assert reads(CHOICE, "時薪", TODAY) and not reads(CHOICE, "年薪制", TODAY)
    assert not reads(NOTE, " ", TODAY)


def test_a_page_is_read_by_what_was_answered_before_and_what_else_is_known() -> None:
    hours = _asked(AnswerKind.HOURS, only_if=("pay", frozenset({"hourly"})))
    other = Question("other", "另一個", only_if=("channel", frozenset({"facebook"})))
    questions = (CHOICE, hours, other, NOTE)
    answers = read_all(questions, {"pay": "時薪", "asked": "8"}, TODAY, {"channel": "web"})
    assert answers.asked == [CHOICE, hours, NOTE]
    assert answers.values == {"channel": "web", "pay": "hourly", "asked": Decimal(8)}
    assert answers.problems == {}


def test_what_is_wrong_on_a_page_is_told_by_question_and_what_hangs_on_it_is_not_asked() -> None:
    hours = _asked(AnswerKind.HOURS, only_if=("pay", frozenset({"hourly"})))
    answers = read_all((CHOICE, hours), {}, TODAY)
    assert answers.asked == [CHOICE] and answers.values == {}
    assert answers.problems == {"pay": "請填：工資怎麼算？"}


def test_days_and_numbers_are_figures_and_words_are_none() -> None:
    figures = {kind for kind in AnswerKind if kind.is_figure}
    assert figures == {AnswerKind.DATE, AnswerKind.MONEY, AnswerKind.INTEGER, AnswerKind.HOURS}


def test_a_question_knows_its_values() -> None:
    assert CHOICE.values == {"monthly", "hourly", "daily"}
