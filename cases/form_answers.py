"""How the answers of the intake are read, what is still missing, and how they are read back (pure).

A draft is a mapping of question names to answers as `read` gave them: plain text, an option's value, ""
where a question was skipped. It also holds ``channel``, on which some questions depend.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime

from cases.contact_details import read_contact, read_email, read_phone
from cases.questions import (
    BY_NAME,
    CALLBACK,
    NO,
    OTHER,
    PRIVACY_NOTICE,
    QUESTIONS,
    YES,
    AnswerKind,
    Draft,
    Question,
)
from cases.schemas import Route, Statement
from cases.text_cleaning import plain_text
from knowledge.calculators.base import day_text
from knowledge.calculators.parsing import Unreadable, parse_choice, parse_date, with_digits

__all__ = [
    "BY_NAME",
    "CALLBACK",
    "OTHER",
    "PRIVACY_NOTICE",
    "QUESTIONS",
    "AnswerKind",
    "Draft",
    "Question",
    "Unreadable",
]

NOT_GIVEN = "（沒有填）"
NO_CONTACT = "電話和電子郵件請至少留一個，不然同仁無法回覆您"
_DATE_INSIDE = re.compile(
    r"(?<!\d)(?:民國|西元)?\s*\d{2,4}\s*[年/.\-]\s*\d{1,2}\s*[月/.\-]\s*\d{1,2}(?!\d)\s*[日號]?"
)
_COMPACT_DATE = re.compile(r"^\d{7,8}$")
_MONTH_AND_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日號]")
_LEAP_YEAR = 2024
_CONSENTS = frozenset({YES, "1", "同意", "我同意", "是"})
_REFUSALS = frozenset({NO, "不同意", "我不同意", "不要", "不行"})


def _read_when(text: str, today: date) -> str:
    """A date, or words that hold none that is impossible: "115/3/2 到 115/4/5", "上個月"."""
    plain = with_digits(unicodedata.normalize("NFKC", text))
    inside = _DATE_INSIDE.findall(plain) or _COMPACT_DATE.findall(plain)
    days = [parse_date(found, today) for found in inside]
    for month, day in _MONTH_AND_DAY.findall(plain):
        _require_day(int(month), int(day))
    if not days:
        return _relative(text, today)
    if days[0] > today:
        raise Unreadable(f"{days[0].isoformat()} 還沒有到，請填已經發生的日期")
    return days[0].isoformat() if inside == [plain] else text


def _relative(text: str, today: date) -> str:
    try:
        return parse_date(text, today).isoformat()
    except Unreadable:
        return text


def _require_day(month: int, day: int) -> None:
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise Unreadable(f"沒有 {month} 月 {day} 日這一天，請再確認") from None


def _read_name(text: str, today: date) -> str:
    name = " ".join(text.split())
    if not any(char.isalpha() for char in name):
        raise Unreadable("請寫您的姓名，中文或英文都可以")
    return name


def _read_consent(text: str, today: date) -> str:
    """Only plain words are a consent: "不太同意" holds 同意 and is none."""
    if text in _REFUSALS:
        raise Unreadable("沒有您的同意，我們不能收這個案件；也可以撥 1999 或到櫃台，不必在這裡留資料")
    if text in _CONSENTS or text in dict(BY_NAME["consent"].options).values():
        return YES
    raise Unreadable("請選「我看過了，同意」或「不同意」，也可以打編號")


_READERS: Mapping[AnswerKind, Callable[[str, date], str]] = {
    AnswerKind.WHEN: _read_when,
    AnswerKind.NAME: _read_name,
    AnswerKind.PHONE: lambda text, today: read_phone(text),
    AnswerKind.EMAIL: lambda text, today: read_email(text),
    AnswerKind.CONTACT: lambda text, today: read_contact(text),
    AnswerKind.CONSENT: _read_consent,
}


def read(name: str, text: str, today: date) -> str:
    """The answer to question ``name`` as it is kept: "" when an optional one is left empty.

    Raises:
        Unreadable: it cannot be used; the message says what to type.
        KeyError: there is no such question.
    """
    question = BY_NAME[name]
    plain = plain_text(text)
    if not plain:
        if question.required:
            raise Unreadable(f"請填：{question.label}")
        return ""
    if len(plain) > question.limit:
        raise Unreadable(
            f"最多 {question.limit:,} 字，您寫了 {len(plain):,} 字。請留下重點，其他的可以用附件補充"
        )
    if question.kind is AnswerKind.CHOICE:
        return parse_choice(plain, question.options)
    reader = _READERS.get(question.kind)
    return reader(plain, today) if reader else plain


def asked(draft: Draft) -> tuple[Question, ...]:
    """The questions that apply to ``draft``, in order."""
    return tuple(question for question in QUESTIONS if question.applies(draft))


def missing(draft: Draft) -> tuple[Question, ...]:
    """The questions still to be answered, in order: the first is the one to ask next.

    Without phone and e-mail the phone is asked again; a skipped optional question is answered by "".
    """
    absent = [q for q in asked(draft) if q.name not in draft or (q.required and not draft[q.name])]
    if "phone" in draft and "email" in draft and not (draft["phone"] or draft["email"]):
        absent.append(BY_NAME["phone"])
    return tuple(absent)


def problems(texts: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    """A whole page of typed ``texts`` read at once: the draft, and what is wrong by question name."""
    draft = {"channel": texts.get("channel", "web")}
    wrong: dict[str, str] = {}
    for question in QUESTIONS:
        if not question.applies(draft):
            continue
        try:
            draft[question.name] = read(question.name, texts.get(question.name, ""), today)
        except Unreadable as unreadable:
            wrong[question.name] = str(unreadable)
    if not wrong.keys() & {"phone", "email"} and not (draft.get("phone") or draft.get("email")):
        wrong["phone"] = NO_CONTACT
    return draft, wrong


def shown(question: Question, answer: str) -> str:
    """An answer as it is read back."""
    if not answer:
        return NOT_GIVEN
    if question.kind is AnswerKind.WHEN:
        try:
            return day_text(date.fromisoformat(answer))
        except ValueError:
            return answer
    return dict(question.options).get(answer, answer)


def read_back(draft: Draft) -> str:
    """The statement as it is read to the citizen to confirm or correct (行政程序法 §169)."""
    return "\n".join(
        f"{number}. {label}\n{answer}" for number, (label, answer) in enumerate(lines(draft), start=1)
    )


def lines(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Every question of the statement with its answer in words."""
    return tuple(
        (question.label, shown(question, draft.get(question.name, "")))
        for question in asked(draft)
        if question.kind is not AnswerKind.CONSENT
    )


def to_statement(draft: Draft, language: str, consented_at: datetime) -> Statement:
    """The statement of a draft from which nothing is `missing`."""
    return Statement(
        route=Route(draft["route"]),
        category=draft["category"],
        what=draft["what"],
        when=draft.get("when", ""),
        where=draft.get("where", ""),
        employer=draft.get("employer", ""),
        wish=draft.get("wish", ""),
        confidential=draft.get("confidential", YES) == YES,
        name=draft["name"],
        phone=draft.get("phone", ""),
        email=draft.get("email", ""),
        second_contact=draft.get("second_contact", ""),
        language=language,
        consented_at=consented_at,
    )


def to_draft(statement: Statement, channel: str) -> dict[str, str]:
    """The answers of a statement, e.g. to read it back once more."""
    answers = {q.name: str(getattr(statement, q.name)) for q in QUESTIONS if hasattr(statement, q.name)}
    return answers | {
        "channel": channel,
        "route": statement.route.value,
        "confidential": YES if statement.confidential else NO,
    }
