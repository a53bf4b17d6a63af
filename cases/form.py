"""The questions of the intake, in order, and how answers are read: one source for chat, web page and desk.

A draft is a mapping of question names to answers as `read` gave them: plain text, an option's value, ""
where a question was skipped. It also holds ``channel``, on which some questions depend.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cases.contact import EMAIL_LIMIT, PHONE_LIMIT, read_contact, read_email, read_phone
from cases.schemas import Route, Statement
from knowledge.calculators.base import day_text
from knowledge.calculators.parsing import Unreadable, parse_choice, parse_date
from knowledge.catalogue import CATEGORIES

__all__ = [
    "QUESTIONS",
    "Draft",
    "Kind",
    "Question",
    "Unreadable",
    "missing",
    "read",
    "read_back",
    "to_statement",
]

STORY_LIMIT = 5000
TEXT_LIMIT = 300
NAME_LIMIT = 60
CALLBACK = "回電"  # category of cases that only ask to be called; not offered in the form
OTHER = "其他"
YES, NO = "yes", "no"
Draft = Mapping[str, str]

PRIVACY_NOTICE = (
    "高雄市政府勞工局依個人資料保護法第 8 條告知您：\n"
    "一、目的：辦理您的陳情、檢舉或爭議，並跟您聯絡。\n"
    "二、類別：姓名、電話、電子郵件，以及您寫的內容和附件。\n"
    "三、期間、地區、對象及方式：辦理期間及法定保存期間，在本國，由承辦的機關以書面或電子方式使用；"
    "案件要移送其他機關時才會提供給該機關，並會通知您。\n"
    "四、您可以請求查詢、閱覽、給複本、補充、更正、停止蒐集處理利用、刪除（同法第 3 條）："
    "用案號和查詢碼在「查詢進度」辦理，或撥 1999。\n"
    "五、您可以不提供；但沒有姓名或聯絡方式，本局可能無法處理（行政程序法第 173 條）。"
)


class Kind(StrEnum):
    """What kind of answer a question expects; a page chooses its control by it."""

    CHOICE = "choice"
    TEXT = "text"
    LONG_TEXT = "long_text"
    WHEN = "when"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    CONTACT = "contact"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``label`` as asked, ``help`` with an example, ``options`` as (value, label).

    ``only_if`` names another answer and the values of it that make this question apply. ``personal``
    answers identify the citizen: they are never logged, and not repeated in a chat.
    """

    name: str
    label: str
    help: str = ""
    required: bool = True
    kind: Kind = Kind.TEXT
    options: tuple[tuple[str, str], ...] = ()
    only_if: tuple[str, frozenset[str]] | None = None
    limit: int = TEXT_LIMIT
    personal: bool = False

    def applies(self, draft: Draft) -> bool:
        """Whether the question makes sense after the answers in ``draft``."""
        return self.only_if is None or draft.get(self.only_if[0]) in self.only_if[1]


_ABOUT_EMPLOYER = ("route", frozenset({Route.VIOLATION.value, Route.DISPUTE.value}))
_WITH_FACTS = ("route", frozenset(route.value for route in Route if route is not Route.SUGGESTION))

QUESTIONS: tuple[Question, ...] = (
    Question(
        "route",
        "您想要勞工局做什麼？",
        "選錯沒有關係，同仁會幫您轉到正確的程序並告訴您。",
        kind=Kind.CHOICE,
        options=tuple((route.value, route.label) for route in Route if route.is_filed),
    ),
    Question(
        "category",
        "跟哪一方面有關？",
        "選最接近的一項。",
        kind=Kind.CHOICE,
        options=tuple((name, name) for name in (*CATEGORIES, OTHER)),
    ),
    Question(
        "what",
        "發生了什麼事？",
        f"用您自己的話寫，最多 {STORY_LIMIT:,} 字。請不要寫身分證字號。",
        kind=Kind.LONG_TEXT,
        limit=STORY_LIMIT,
    ),
    Question(
        "when",
        "什麼時候發生的？",
        "例如 115/3/2、2026-03-02，記不清楚可以寫「上個月」。",
        required=False,
        kind=Kind.WHEN,
        only_if=_WITH_FACTS,
    ),
    Question(
        "where",
        "在哪裡發生的？",
        "公司或工地的地址；不清楚可以寫附近的地標。",
        required=False,
        only_if=_WITH_FACTS,
    ),
    Question("employer", "公司（雇主）的名稱", "招牌、薪資單或勞保上的名稱都可以。", only_if=_ABOUT_EMPLOYER),
    Question(
        "wish",
        "您希望勞工局幫您做到什麼？",
        "例如：查有沒有違法、拿回加班費。",
        kind=Kind.LONG_TEXT,
        limit=1000,
    ),
    Question(
        "confidential",
        "要不要對公司保密您的身分？",
        "選保密：給公司的文件不會出現您的姓名和聯絡方式。走調解時公司一定會知道是誰申請的。",
        kind=Kind.CHOICE,
        options=((YES, "要保密"), (NO, "可以讓公司知道")),
        only_if=_ABOUT_EMPLOYER,
    ),
    Question(
        "name",
        "您的姓名",
        "請寫真實姓名；沒有真實姓名的案件可以不處理（行政程序法第 173 條）。",
        kind=Kind.NAME,
        limit=NAME_LIMIT,
        personal=True,
    ),
    Question(
        "phone",
        "聯絡電話",
        "手機，或市話加區碼和分機，例如 07-812-4613 轉 424。電話和電子郵件至少留一個。",
        required=False,
        kind=Kind.PHONE,
        limit=PHONE_LIMIT,
        personal=True,
    ),
    Question(
        "email",
        "電子郵件",
        "例如 name@example.com。電話和電子郵件至少留一個。",
        required=False,
        kind=Kind.EMAIL,
        limit=EMAIL_LIMIT,
        personal=True,
    ),
    Question(
        "second_contact",
        "另一個聯絡方式（不是 Messenger）",
        "Messenger 過了 24 小時就不能主動傳訊息給您，電話和電子郵件都留比較保險；只有一種就不用填。",
        required=False,
        kind=Kind.CONTACT,
        only_if=("channel", frozenset({"facebook"})),
        limit=EMAIL_LIMIT,
        personal=True,
    ),
    Question(
        "consent",
        "您同意我們為了辦這件事使用以上資料嗎？",
        PRIVACY_NOTICE,
        kind=Kind.CONSENT,
        options=((YES, "我看過了，同意"),),
    ),
)
BY_NAME: Mapping[str, Question] = {question.name: question for question in QUESTIONS}
_NO_CONTACT = "電話和電子郵件請至少留一個，不然同仁無法回覆您"
_DATE_INSIDE = re.compile(
    r"(?<!\d)(?:民國|西元)?\s*\d{2,4}\s*[年/.\-]\s*\d{1,2}\s*[月/.\-]\s*\d{1,2}(?!\d)\s*[日號]?"
)
_REFUSALS = frozenset({"不同意", "不要", "不行", "no"})


def plain_text(text: str) -> str:
    """``text`` as the citizen wrote it, in NFC with plain line ends, without control characters.

    Markup and scripts stay as the text they are: they are escaped where they are shown.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        char for char in lines if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    ).strip()


def _read_when(text: str, today: date) -> str:
    inside = _DATE_INSIDE.search(unicodedata.normalize("NFKC", text))
    try:
        day = parse_date(inside[0] if inside else text, today)
    except Unreadable:
        if inside:  # it looks like a date, and is none
            raise
        return text
    if day > today:
        raise Unreadable(f"{day.isoformat()} 還沒有到，請填已經發生的日期")
    return day.isoformat() if not inside or inside[0].strip() == text else text


def _read_name(text: str, today: date) -> str:
    name = " ".join(text.split())
    if not any(char.isalpha() for char in name):
        raise Unreadable("請寫您的姓名，中文或英文都可以")
    return name


def _read_consent(text: str, today: date) -> str:
    if text in _REFUSALS:
        raise Unreadable("沒有您的同意，我們不能收這個案件；也可以撥 1999 或到櫃台，不必在這裡留資料")
    return parse_choice(text, (*BY_NAME["consent"].options, (YES, "同意")))


_READERS: Mapping[Kind, Callable[[str, date], str]] = {
    Kind.WHEN: _read_when,
    Kind.NAME: _read_name,
    Kind.PHONE: lambda text, today: read_phone(text),
    Kind.EMAIL: lambda text, today: read_email(text),
    Kind.CONTACT: lambda text, today: read_contact(text),
    Kind.CONSENT: _read_consent,
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
    if question.kind is Kind.CHOICE:
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
        wrong["phone"] = _NO_CONTACT
    return draft, wrong


def shown(question: Question, answer: str) -> str:
    """An answer as it is read back."""
    if not answer:
        return "（沒有填）"
    if question.kind is Kind.WHEN:
        try:
            return day_text(date.fromisoformat(answer))
        except ValueError:
            return answer
    return dict(question.options).get(answer, answer)


def read_back(draft: Draft) -> str:
    """The statement as it is read to the citizen to confirm or correct (行政程序法 §169)."""
    lines = [
        f"{number}. {question.label}\n{shown(question, draft.get(question.name, ''))}"
        for number, question in enumerate(_statement_questions(draft), start=1)
    ]
    return "\n".join(lines)


def _statement_questions(draft: Draft) -> tuple[Question, ...]:
    return tuple(question for question in asked(draft) if question.kind is not Kind.CONSENT)


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
