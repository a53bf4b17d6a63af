"""What a turn came to (pure)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from bot.models import Through
from bot.understanding import ANSWER, ASPECT_PREFIX, CALCULATE, CLARIFY, MISS, RELATED
from publication.questions import Source


class Result(StrEnum):
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


_LABELS: Mapping[Result, str] = {
    Result.ANSWERED: "有答案",
    Result.RELATED: "只有相關題目",
    Result.CLARIFIED: "反問民眾",
    Result.REFUSED: "答不出來",
    Result.FORM: "填表（陳情、查進度…）",
    Result.PERSON: "由真人處理",
    Result.OTHER: "招呼與其他",
}
_MISSING = frozenset({Source.REFUSAL, Source.NONE_OF_THESE})


def result_of(
    intent: str, through: Through, messages: Iterable[Mapping[str, Any]], missing: Source | None
) -> Result:
    """What a turn with these ``messages`` came to; ``missing`` = how it is known that there was no answer."""
    if through in (Through.QUEUE, Through.HUMAN):
        return Result.PERSON
    if through is Through.FLOW:
        return Result.FORM
    if missing in _MISSING:
        return Result.REFUSED
    if missing is Source.RELATED:
        return Result.RELATED
    if any(block["type"] == "faq_card" for block in messages):
        return Result.ANSWERED
    if intent in (ANSWER, CALCULATE) or intent.startswith(ASPECT_PREFIX):
        return Result.ANSWERED
    found = {RELATED: Result.RELATED, CLARIFY: Result.CLARIFIED, MISS: Result.REFUSED}
    return found.get(intent, Result.OTHER)
