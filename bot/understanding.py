"""One message understood: retrieval's ranking turned into one intent for the dialogue."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from bot.responses import load_responses
from knowledge.calculators import CALCULATORS
from knowledge.intents import Kind
from retrieval.engine import Candidate, IntentScore, SearchResult
from retrieval.ranker import Decision
from retrieval.text import clean

ANSWER = "faq"
CLARIFY = "clarify"
MISS = "out_of_scope"
CALCULATE = "calculate"
CHOOSE = "choose_option"
CRISIS = "crisis"
HELPFUL = "helpful"
NOT_HELPFUL = "not_helpful"
ASPECT_PREFIX = "ask_"

_CANDIDATES = 6
_INTENT_AT = 0.4
_CRISIS_AT = 0.2
_SECOND_ASPECT_AT = 0.03
_LEAST = 0.05
_FEWEST = 2
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", start=1)} | {str(i): i for i in range(1, 10)}
_OPTION = re.compile(
    r"^(?:選|我選|我要|第|選擇|选)?\s*([1-9一二三四五六七八九])\s*(?:個|号|號|項|番)?[.。、)）!！]?$"
)
# Words that are buttons, or commands of one word: they mean one thing wherever they are said.
_WORDS = {
    "有幫助": HELPFUL,
    "沒幫助": NOT_HELPFUL,
    "沒有幫助": NOT_HELPFUL,
    "繼續填寫": "resume",
    "刪除我的資料": "erase_me",
    "忘記我": "erase_me",
    "訂閱": "subscribe",
    "取消訂閱": "unsubscribe",
    "退訂": "unsubscribe",
    "停止": "unsubscribe",
    "stop": "unsubscribe",
}
_SUBSCRIBE = re.compile(r"^(取消|停止)?訂閱\s*[「『]?.{1,40}$")

_CALCULATOR_TITLES = frozenset(calculator.title for calculator in CALCULATORS.values())


class Searcher(Protocol):
    """The part of the engine that understanding needs."""

    def search(self, query: str, limit: int = 5) -> SearchResult:
        """Rank all labels for ``query``."""
        ...


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means to the dialogue.

    ``candidates`` are entry ids, best first; ``aspect`` is a follow-up question that also fits;
    ``option`` is the number that was chosen, from 1; ``language`` is None when the words do not tell.
    """

    text: str
    intent: str
    confidence: float
    candidates: tuple[str, ...] = ()
    aspect: str | None = None
    option: int | None = None
    generation: int = 0
    language: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The form in which it travels through Rasa."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Understanding":
        """The inverse of `as_json`."""
        return cls(**{**data, "candidates": tuple(data["candidates"])})


def option_number(text: str) -> int | None:
    """The number of a typed choice: 2, 第二個, 選 3; None when the text is not one."""
    match = _OPTION.match(clean(text))
    return _DIGITS[match[1]] if match else None


def intent_name(score: IntentScore) -> str:
    """Name of the Rasa intent for a label of the index."""
    if score.kind is Kind.OUT_OF_SCOPE:
        return MISS
    return ASPECT_PREFIX + score.id if score.kind is Kind.ASPECT else score.id


def _pick(
    decision: Decision, candidates: Sequence[Candidate], others: Sequence[IntentScore]
) -> tuple[str, float]:
    crisis = next((o for o in others if o.id == CRISIS), None)
    if crisis and crisis.score >= _CRISIS_AT:
        return CRISIS, crisis.score
    best_share = candidates[0].score if candidates else 0.0
    top = others[0] if others else None
    if top and top.score > best_share and top.score >= _INTENT_AT:
        return intent_name(top), top.score
    confidence = candidates[0].confidence if candidates else 0.0
    if decision is Decision.ANSWER:
        return ANSWER, confidence
    return (CLARIFY if decision is Decision.CLARIFY else MISS), confidence


def _language(text: str, result: SearchResult) -> str | None:
    """What ``text`` is written in; figures, signs, and case numbers with their codes tell nothing."""
    is_code = text.isascii() and text == text.upper() and any(map(str.isdigit, text))
    return result.language if any(map(str.isalpha, text)) and not is_code else None


def understand(engine: Searcher, text: str) -> Understanding:
    """Understand one message; a bare number is a choice, whatever it would find.

    The label of a button, in any language, means what the button says; the Chinese one tells no language.
    """
    number = option_number(text)
    cleaned = clean(text)
    pressed = load_responses().value_of(cleaned)
    cleaned, spoken = pressed or (cleaned, None)
    if number is not None:
        return Understanding(cleaned, CHOOSE, 1.0, option=number)
    if word := _WORDS.get(cleaned.lower()):
        return Understanding(cleaned, word, 1.0, language=spoken)
    if command := load_responses().command(cleaned):
        return Understanding(cleaned, command[0], 1.0, language=command[1])
    if wish := _SUBSCRIBE.match(cleaned):
        return Understanding(cleaned, "unsubscribe" if wish[1] else "subscribe", 1.0)
    if cleaned in _CALCULATOR_TITLES:
        return Understanding(cleaned, CALCULATE, 1.0)
    result = engine.search(cleaned, _CANDIDATES)
    intent, confidence = _pick(result.decision, result.results, result.intents)
    aspect = next(
        (o.id for o in result.intents if o.kind is Kind.ASPECT and o.score >= _SECOND_ASPECT_AT),
        None,
    )
    fewest = 0 if intent in (MISS, CALCULATE) else _FEWEST
    return Understanding(
        cleaned,
        intent,
        round(confidence, 4),
        tuple(c.id for i, c in enumerate(result.results) if i < fewest or c.confidence >= _LEAST),
        aspect,
        generation=result.generation,
        language=spoken if pressed else _language(cleaned, result),
    )
