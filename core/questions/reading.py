"""How the answer to a question is read, one or a whole page of them (pure)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from core.questions.contact_details import read_contact, read_email, read_phone
from core.questions.days import parse_date, read_when
from core.questions.numbers import folded, parse_hours, parse_integer, parse_money
from core.questions.question import NO, YES, AnswerKind, Question, Unreadable, Values
from core.text_cleaning import plain_text

Value = date | Decimal | str
_CONSENTS = frozenset({YES, "1", "同意", "我同意", "是"})
_REFUSALS = frozenset({NO, "不同意", "我不同意", "不要", "不行"})


@dataclass(slots=True)
class Answers:
    """The questions that apply to what was typed, the values understood and what is wrong, by question."""

    asked: list[Question] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def read(question: Question, text: str, today: date) -> Value:
    """The answer to ``question``: "" where an optional one is left empty, an option by its value.

    Raises:
        Unreadable: it cannot be used; the message says what to type.
    """
    plain = plain_text(text)
    if not plain:
        if question.required:
            raise Unreadable(f"請填：{question.label}")
        return ""
    if len(plain) > question.limit:
        raise Unreadable(
            f"最多 {question.limit:,} 字，您寫了 {len(plain):,} 字。請留下重點，其他的可以用附件補充"
        )
    reader = _READERS.get(question.kind)
    value = reader(question, plain, today) if reader else plain
    if not isinstance(value, str):
        _require_within(question, value)
    return value


def reads(question: Question, text: str, today: date) -> bool:
    """Whether ``text`` can be read as an answer to ``question``."""
    try:
        return read(question, text, today) != ""
    except Unreadable:
        return False


def read_all(
    questions: Iterable[Question], texts: Mapping[str, str], today: date, known: Values | None = None
) -> Answers:
    """Read ``texts`` (by question name) in order; what is empty is left out.

    ``known`` is what else decides which questions apply.
    """
    answers = Answers(values=dict(known or {}))
    for question in questions:
        if not question.applies(answers.values):
            continue
        answers.asked.append(question)
        try:
            if (value := read(question, texts.get(question.name, ""), today)) != "":
                answers.values[question.name] = value
        except Unreadable as unreadable:
            answers.problems[question.name] = str(unreadable)
    return answers


def exact_choice(text: str, options: tuple[tuple[str, str], ...]) -> str | None:
    """The value of the option that ``text`` is: its value, number (from 1) or whole label; None otherwise."""
    cleaned = folded(text)
    for number, (value, label) in enumerate(options, start=1):
        if cleaned in (value.lower(), folded(label), str(number)):
            return value
    return None


def parse_choice(text: str, options: tuple[tuple[str, str], ...]) -> str:
    """The value of an option, chosen by value, number (from 1) or label, in part or within a sentence.

    Raises:
        Unreadable: none of the options.
    """
    if (chosen := exact_choice(text, options)) is not None:
        return chosen
    cleaned = folded(text)
    contained = [
        value
        for value, label in options
        if cleaned and (cleaned in folded(label) or folded(label) in cleaned)
    ]
    if len(contained) == 1:
        return contained[0]
    wanted = "、".join(f"{number} {label}" for number, (_, label) in enumerate(options, start=1))
    raise Unreadable(f"請打選項的編號：{wanted}")


def _read_name(text: str) -> str:
    name = " ".join(text.split())
    if not any(char.isalpha() for char in name):
        raise Unreadable("請寫您的姓名，中文或英文都可以")
    return name


def _read_consent(question: Question, text: str) -> str:
    """Only plain words are a consent: "不太同意" holds 同意 and is none."""
    if text in _REFUSALS:
        raise Unreadable("沒有您的同意，我們不能收這個案件；也可以撥 1999 或到櫃台，不必在這裡留資料")
    if text in _CONSENTS or text in dict(question.options).values():
        return YES
    raise Unreadable("請選「我看過了，同意」或「不同意」，也可以打編號")


_READERS: Mapping[AnswerKind, Callable[[Question, str, date], Value]] = {
    AnswerKind.CHOICE: lambda question, text, today: parse_choice(text, question.options),
    AnswerKind.DATE: lambda question, text, today: parse_date(text, today),
    AnswerKind.WHEN: lambda question, text, today: read_when(text, today),
    AnswerKind.MONEY: lambda question, text, today: parse_money(text),
    AnswerKind.INTEGER: lambda question, text, today: parse_integer(text),
    AnswerKind.HOURS: lambda question, text, today: parse_hours(text),
    AnswerKind.NAME: lambda question, text, today: _read_name(text),
    AnswerKind.PHONE: lambda question, text, today: read_phone(text),
    AnswerKind.EMAIL: lambda question, text, today: read_email(text),
    AnswerKind.CONTACT: lambda question, text, today: read_contact(text),
    AnswerKind.CONSENT: lambda question, text, today: _read_consent(question, text),
}


def _require_within(question: Question, value: date | Decimal) -> None:
    least: Any = question.minimum
    most: Any = question.maximum
    below, above = ("早於", "晚於") if isinstance(value, date) else ("小於", "大於")
    if least is not None and value < least:
        raise Unreadable(f"不能{below} {_bound(least)}，請再確認")
    if most is not None and value > most:
        raise Unreadable(f"不能{above} {_bound(most)}，請再確認")


def _bound(value: date | Decimal) -> str:
    return value.isoformat() if isinstance(value, date) else f"{value:,}"
