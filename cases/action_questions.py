"""What is asked for an action on a case, by the names that the case rules use."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.questions.question import AnswerKind, Question

TEXT_LIMIT, NAME_LIMIT = 5000, 40
EXTENSION_LIMIT = 60  # days in one extension
# Days from today: a letter takes its time, and a case does not rest for ever.
SUPPLEMENT_LEAST, SUPPLEMENT_MOST = 3, 90
# 行政程序法 §173: only these grounds allow a case not to be handled.
GROUNDS: Mapping[str, str] = {
    "no_content": "沒有具體內容，或沒有真實姓名、聯絡方式（行政程序法第 173 條第 1 款）",
    "repeated": "同一事由已適當處理並明確答覆，仍一再陳情（行政程序法第 173 條第 2 款）",
    "elsewhere": "不是本局主管，且已就同一事由分向各機關陳情（行政程序法第 173 條第 3 款）",
}
_LONG = AnswerKind.LONG_TEXT
_SEEN = "民眾會看到。"
QUESTIONS: Mapping[str, Question] = {
    question.name: question
    for question in (
        Question("what", "要補什麼", _LONG, f"寫清楚缺什麼、為什麼需要；{_SEEN}", limit=TEXT_LIMIT),
        Question("until", "請民眾在這天以前補", AnswerKind.DATE),
        Question("text", "內容", _LONG, limit=TEXT_LIMIT),
        Question("unit", "單位", AnswerKind.CHOICE, limit=NAME_LIMIT),
        Question("person", "承辦人", AnswerKind.CHOICE, limit=NAME_LIMIT),
        Question("to", "移送的機關", help=f"寫全名；{_SEEN}", limit=TEXT_LIMIT),
        Question("ground", "不予處理的理由", AnswerKind.CHOICE, options=tuple(GROUNDS.items())),
        Question("explanation", "說明", _LONG, _SEEN, limit=TEXT_LIMIT),
        Question("days", "延長天數", AnswerKind.INTEGER),
        Question("reason", "理由", _LONG, _SEEN, limit=TEXT_LIMIT),
        Question("approver", "核准人"),
        Question(
            "remedy",
            "可以找哪個機關、怎麼救濟",
            _LONG,
            f"例如：得於三十日內提起訴願。{_SEEN}",
            limit=TEXT_LIMIT,
        ),
        Question("result", "結果", _LONG, _SEEN, limit=TEXT_LIMIT),
    )
}


def question(name: str) -> Question:
    """The question for a detail; one that nobody types is called as the rules call it."""
    return QUESTIONS.get(name) or Question(name, name, limit=TEXT_LIMIT)


def supplement_days(today: date) -> tuple[date, date]:
    """The first and the last day until which a citizen may be asked to supplement."""
    return today + timedelta(days=SUPPLEMENT_LEAST), today + timedelta(days=SUPPLEMENT_MOST)


def bounded(name: str, today: date) -> Question:
    """The `question` for a detail with what may be answered on ``today``."""
    asked = question(name)
    match name:
        case "until":
            first, last = supplement_days(today)
            return replace(asked, minimum=first, maximum=last)
        case "days":
            return replace(asked, minimum=Decimal(1), maximum=Decimal(EXTENSION_LIMIT))
    return asked
