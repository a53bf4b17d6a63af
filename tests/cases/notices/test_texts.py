"""The words of notices: each names what the law asks for, none tells what a channel must not carry."""

import re
from collections.abc import Mapping
from datetime import date

import pytest

from cases.notices.texts import FACTS, day, letter, load, rating, translations
from cases.schemas import Action, NoticeKind
from cases.states import RULES
from cases.survey.service import SCORES
from knowledge.translation import Language

SECRET = "王小明在大大公司"
VALUES = {
    "number": "K1151126-0001-7",
    "unit": "勞動條件科",
    "due": "2026 年 12 月 28 日（星期一）",
    "status": "https://labor.example/cases/status",
    "until": "2026-12-10",
    "to": "臺南市政府勞工局",
    "into": "K1151120-0003-2",
    "ground": "行政程序法第 173 條第 2 款",
    "remedy": "可以申請勞資爭議調解",
    "reason": "需要函詢其他機關",
}


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_names_the_case_and_where_to_look(kind: NoticeKind) -> None:
    found = letter(kind, VALUES)
    assert VALUES["number"] in found.text and VALUES["number"] in found.subject
    assert VALUES["status"] in found.text and "1999" in found.text
    assert found.mail.startswith(found.text) and "高雄市政府勞工局" in found.mail


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (NoticeKind.RECEIVED, {"due"}),
        (NoticeKind.TO_SUPPLEMENT, {"until"}),
        (NoticeKind.ACCEPTED, {"unit", "due", "remedy"}),
        (NoticeKind.TRANSFERRED, {"to", "remedy"}),
        (NoticeKind.NOT_HANDLED, {"ground", "remedy"}),
        (NoticeKind.ANSWERED, {"unit", "remedy"}),
        (NoticeKind.EXTENDED, {"due", "reason", "unit"}),
        (NoticeKind.REOPENED, {"due"}),
    ],
)
def test_a_notice_names_what_the_law_asks_for(kind: NoticeKind, named: set[str]) -> None:
    text = letter(kind, VALUES).text
    assert [name for name in named if VALUES[name] not in text] == []


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_line_without_its_value_is_left_out(kind: NoticeKind) -> None:
    text = letter(kind, {"number": "K1", "status": "https://labor.example/cases/status"}).text
    assert "{" not in text and "：\n" not in text and "「」" not in text


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_was_told_in_confidence_is_in_no_notice(kind: NoticeKind) -> None:
    found = letter(kind, VALUES | dict.fromkeys(("what", "text", "explanation", "result"), SECRET))
    assert SECRET not in found.mail


@pytest.mark.parametrize("action", Action)
def test_free_text_of_an_action_is_no_fact_of_a_notice(action: Action) -> None:
    rule = RULES[action]
    assert not {"what", "text", "explanation", "result", "approver"} & set(rule.required) & FACTS


def test_braces_in_a_value_stay_text() -> None:
    assert "{number}{0}" in letter(NoticeKind.TRANSFERRED, VALUES | {"to": "{number}{0}"}).text


def test_an_invitation_to_the_survey_goes_by_mail_only() -> None:
    found = letter(NoticeKind.CLOSED, VALUES | {"survey": "https://labor.example/cases/survey?token=x"})
    assert "token=x" in found.mail and "token=x" not in found.text


def test_dates_are_written_out() -> None:
    assert day(date(2026, 12, 28)) == "2026 年 12 月 28 日（星期一）"


def test_the_file_holds_a_text_for_every_notice() -> None:
    assert set(NoticeKind) <= load().keys()


def _facts(texts: Mapping[str, Mapping[str, object]], name: str) -> set[str]:
    """What a text names; a day is written with its Chinese weekday in one, in figures in the others."""
    return {field.replace("due_on", "due") for field in re.findall(r"{(\w+)}", str(texts[name]["lines"]))}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", [*NoticeKind, "survey"])
def test_a_translated_notice_tells_the_same_facts(language: Language, name: str) -> None:
    assert _facts(translations()[language].texts, name) == _facts(load(), name)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", NoticeKind)
def test_who_writes_another_language_is_told_in_it_with_the_chinese_after_it(
    language: Language, kind: NoticeKind
) -> None:
    values = VALUES | {"due_on": "2026-12-28"}
    found, chinese = letter(kind, values, language), letter(kind, values)
    assert found.text.endswith(f"\n\n{chinese.text}")
    assert "譯文待審" in found.text.removesuffix(chinese.text)
    assert found.text.count(VALUES["number"]) >= 2
    assert found.subject.endswith(f" / {chinese.subject}")


def test_a_language_without_translations_is_told_in_chinese() -> None:
    assert letter(NoticeKind.CLOSED, VALUES, "ja") == letter(NoticeKind.CLOSED, VALUES)


@pytest.mark.parametrize("language", translations())
def test_a_rating_is_asked_for_in_the_persons_language_beside_the_chinese(language: str) -> None:
    text, marks = rating("K1", language)
    official, none = rating("K1")
    assert text.endswith(official) and text != official and none == ()
    assert text.count("K1") == 2 and len(set(marks)) == len(SCORES)
