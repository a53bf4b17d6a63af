"""One way to draw a question, whatever page asks it: its label, its help, what is wrong, and its control."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.questions.question import YES, AnswerKind, Question
from web.templating import make_templates

PARTIAL: Any = make_templates("web").env.get_template("partials/question.html").module
OPTIONS = (("monthly", "月薪"), ("hourly", "時薪"))


def _drawn(kind: AnswerKind, problem: str = "", typed: str = "", **more: Any) -> str:
    asked = {name: more.pop(name) for name in [*more] if name in Question.__dataclass_fields__}
    question = Question("asked", "請問", kind, **asked)
    texts, problems = ({"asked": typed} if typed else {}), ({"asked": problem} if problem else {})
    return re.sub(r"\s+", " ", str(PARTIAL.question(question, texts, problems, **more)))


def test_what_was_typed_is_kept_and_escaped_and_what_is_wrong_describes_the_control() -> None:
    page = _drawn(AnswerKind.PHONE, "看不懂 <這個>", '"><b>')
    assert 'value="&#34;&gt;&lt;b&gt;"' in page and "看不懂 &lt;這個&gt;" in page
    assert 'aria-describedby="asked-help"' in page and 'id="asked-help"' in page
    assert 'aria-invalid="true"' in page


def test_a_question_without_help_and_problem_is_described_by_nothing() -> None:
    assert "aria-describedby" not in _drawn(AnswerKind.TEXT) and "請問（可以不填）" not in _drawn(
        AnswerKind.TEXT
    )
    assert "請問（可以不填）" in _drawn(AnswerKind.TEXT, required=False)


def test_few_options_are_all_shown_and_many_are_a_list_to_open() -> None:
    few = _drawn(AnswerKind.CHOICE, typed="hourly", options=OPTIONS)
    assert few.count('type="radio"') == 2 and 'value="hourly" checked' in few
    many = _drawn(AnswerKind.CHOICE, typed="hourly", options=OPTIONS, few=1)
    assert "<select" in many and 'value="hourly" selected' in many


def test_a_consent_is_a_box_below_what_is_consented_to() -> None:
    page = _drawn(AnswerKind.CONSENT, "請勾選", help="告知事項", options=((YES, "同意"),))
    assert page.index("告知事項") < page.index("請勾選") < page.index('type="checkbox"')


def test_the_same_question_may_stand_in_several_forms_of_a_page() -> None:
    page = _drawn(AnswerKind.TEXT, help="寫全名", prefix="transfer-")
    assert 'for="transfer-asked"' in page and 'id="transfer-asked"' in page and 'name="asked"' in page
    assert 'aria-describedby="transfer-asked-help"' in page


@pytest.mark.parametrize(
    ("kind", "bounds", "control"),
    [
        (AnswerKind.INTEGER, (Decimal(1), Decimal(60)), 'type="number" min="1" max="60"'),
        (AnswerKind.DATE, (date(2026, 3, 1), None), 'type="date" min="2026-03-01"'),
    ],
)
def test_the_browser_checks_where_it_is_asked_to(
    kind: AnswerKind, bounds: tuple[object, object], control: str
) -> None:
    page = _drawn(kind, minimum=bounds[0], maximum=bounds[1], native=True)
    assert control in page and " required" in page
    free = _drawn(kind, minimum=bounds[0], maximum=bounds[1])
    assert 'type="text"' in free and " required" not in free and 'maxlength="40"' in free


def test_a_long_text_brings_what_its_page_hangs_on_it() -> None:
    page = _drawn(AnswerKind.LONG_TEXT, native=True, rows=2, limit=500, attributes={"data-slash": '/a"b'})
    assert 'rows="2"' in page and 'maxlength="500"' in page and 'data-slash="/a&#34;b"' in page


def test_whose_data_are_asked_for_decides_what_the_browser_fills_in() -> None:
    assert 'autocomplete="tel"' in _drawn(AnswerKind.PHONE)
    assert 'autocomplete="off"' in _drawn(AnswerKind.PHONE, own=False)


def test_options_may_be_buttons_that_answer_at_once() -> None:
    page = str(PARTIAL.pressed(Question("pay", "?", AnswerKind.CHOICE, options=OPTIONS)))
    assert page.count("<button") == 2 and 'name="pay" value="hourly">時薪</button>' in page
