"""What a turn came to (pure)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from bot.models import Through
from bot.understanding import ANSWER, ASPECT_PREFIX, CALCULATE, CLARIFY, MISS, RELATED
from publication.schemas import QuestionSource


class TurnResult(StrEnum):
    """What the citizen got."""

    ANSWERED = "answered"
    RELATED = "related"
    CLARIFIED = "clarified"
    REFUSED = "refused"
    FORM = "form"
    PERSON = "person"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The result as staff read it."""
        return _LABELS[self]


_LABELS: Mapping[TurnResult, str] = {
    TurnResult.ANSWERED: "有答案",
    TurnResult.RELATED: "只有相關題目",
    TurnResult.CLARIFIED: "反問民眾",
    TurnResult.REFUSED: "答不出來",
    TurnResult.FORM: "填表（陳情、查進度…）",
    TurnResult.PERSON: "由真人處理",
    TurnResult.OTHER: "招呼與其他",
}
_MISSING = frozenset({QuestionSource.REFUSAL, QuestionSource.NONE_OF_THESE})


def result_of(
    intent: str, through: Through, messages: Iterable[Mapping[str, Any]], missing: QuestionSource | None
) -> TurnResult:
    """What a turn with these ``messages`` came to; ``missing`` = how it is known that there was no answer."""
    if through in (Through.QUEUE, Through.HUMAN):
        return TurnResult.PERSON
    if through is Through.FLOW:
        return TurnResult.FORM
    if missing in _MISSING:
        return TurnResult.REFUSED
    if missing is QuestionSource.RELATED:
        return TurnResult.RELATED
    if any(block["type"] == "faq_card" for block in messages):
        return TurnResult.ANSWERED
    if intent in (ANSWER, CALCULATE) or intent.startswith(ASPECT_PREFIX):
        return TurnResult.ANSWERED
    found = {RELATED: TurnResult.RELATED, CLARIFY: TurnResult.CLARIFIED, MISS: TurnResult.REFUSED}
    return found.get(intent, TurnResult.OTHER)
