"""How the answers of the intake are read, what is still missing, and how they are read back (pure).

A draft is a mapping of question names to answers as `read` gave them: plain text, an option's value, ""
where a question was skipped. It also holds ``channel``, on which some questions depend.
"""

from collections.abc import Mapping
from datetime import date, datetime

from cases.questions import BY_NAME, QUESTIONS, Draft
from cases.schemas import Route, Statement
from core.questions import reading
from core.questions.question import NO, YES, AnswerKind, Question
from core.questions.questionnaire import Questionnaire
from core.questions.wording import shown

NO_CONTACT = "電話和電子郵件請至少留一個，不然同仁無法回覆您"


def read(name: str, text: str, today: date) -> str:
    """The answer to question ``name`` as it is kept: "" when an optional one is left empty.

    Raises:
        Unreadable: it cannot be used; the message says what to type.
        KeyError: there is no such question.
    """
    return str(reading.read(BY_NAME[name], text, today))


def asked(draft: Draft) -> tuple[Question, ...]:
    """The questions that apply to ``draft``, in order."""
    return tuple(question for question in QUESTIONS if question.applies(draft))


def missing(draft: Draft, questions: tuple[Question, ...] | None = None) -> tuple[Question, ...]:
    """What is still to be answered of ``questions``, else of `asked`; the phone again without any contact."""
    questions = asked(draft) if questions is None else questions
    absent = Questionnaire(questions, draft).missing
    is_unreachable = draft.get("phone") == draft.get("email") == ""
    return tuple(q for q in questions if q in absent or (is_unreachable and q.name == "phone"))


def problems(texts: Mapping[str, str], today: date) -> tuple[dict[str, str], dict[str, str]]:
    """A whole page of typed ``texts`` read at once: the draft, and what is wrong by question name."""
    answers = reading.read_all(QUESTIONS, texts, today, {"channel": texts.get("channel", "web")})
    draft, wrong = {name: str(value) for name, value in answers.values.items()}, answers.problems
    if not wrong.keys() & {"phone", "email"} and not (draft.get("phone") or draft.get("email")):
        wrong["phone"] = NO_CONTACT
    return draft, wrong


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
