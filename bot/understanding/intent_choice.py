"""The Rasa intent of a message that was read, and how sure it is."""

from bot.understanding.acts import ASKING
from bot.understanding.heads import Name
from bot.understanding.question_words import has_question_word
from bot.understanding.segments import LONG
from bot.understanding.structure import (
    ANSWER,
    ASPECT_PREFIX,
    CALCULATE,
    CLARIFY,
    MISS,
    RELATED,
    Act,
    act_of,
    intent_of,
)
from bot.understanding.thought import Reading
from knowledge.catalogue import Catalogue
from knowledge.intents import Kind
from knowledge.point_coverage import treats
from knowledge.points import Point
from retrieval.analysis.language import length_limit
from retrieval.engine import IntentScore
from retrieval.ranking.decision import Decision

_ASPECT_AT = 0.4
# 要帶什麼 asks for a point of nothing yet; whoever writes more than that has told the matter.
_BARE_POINT = 10
# A wish that is no surer than this waits until the question beside it is answered.
_WISH_AT = 0.5
# What steers the conversation does so with few words: a question that is as likely is one.
_STEERS = frozenset({Act.NONE_OF_THESE, Act.RESTART, Act.RESUME, Act.SUBSCRIBE, Act.UNSUBSCRIBE})
_MAY_WAIT = frozenset(
    {Act.COMPLAINT, Act.ANGER, Act.PERSON, Act.CHANGE_LANGUAGE, Act.ERASE_ME, Act.CALCULATE}
)


def surety(act: Act, full: Reading) -> float:
    """How sure an act is that needs no entry: by the words, or by the phrases that staff keep for it."""
    phrases = (other.score for other in full.found.intents if act_of(other.id) is act)
    return min(1.0, max(full.scores[Name.ACTS].get(act.value, 0.0), *phrases, 0.0))


def asks_first(acts: tuple[Act, ...], main: Reading, full: Reading) -> bool:
    """Whether the question of a message is answered before what else it seems to want.

    A story told with a question sounds like a complaint, a cry for help, or anger: the answer comes first,
    the rest is heard or offered with it (`bot.compound_messages`).
    """
    first, scores = acts[0], full.scores[Name.ACTS]
    if Act.QUESTION not in acts or not main.is_sure:
        return False
    if first in _MAY_WAIT:
        sure = surety(first, full)
        asks_on = main.continues and main.point is not None and scores[Act.QUESTION.value] > sure
        # 我要去申訴 要準備什麼證據 asks first; the complaint is offered below the answer.
        asks_plainly = main.continues and main.point is not None and has_question_word(main.text)
        complains = first is Act.COMPLAINT and (asks_on or asks_plainly)
        return first is Act.ANGER or sure < _WISH_AT or complains
    return first in _STEERS and scores[Act.QUESTION.value] >= scores.get(first.value, 0.0)


def aspect_of(catalogue: Catalogue, main: Reading) -> str | None:
    """The point of a topic that fits as well; where another entry may be meant, one that the topic has."""
    if not main.continues or main.point is None:
        return None
    topic = catalogue.get(main.best or "")
    is_told = topic is not None and treats(topic, Point(main.point))
    return main.point if main.is_sure or is_told else None


def choose_intent(acts: tuple[Act, ...], main: Reading, whole: Reading) -> tuple[str, float]:
    """The Rasa intent and how sure it is; ``main`` is the part of the ``whole`` message that asks."""
    first, is_long = acts[0], len(whole.text) >= LONG
    if first is Act.CALCULATE and main.best and Act.QUESTION not in acts:
        return CALCULATE, 1.0
    if first not in ASKING:
        return intent_of(first), 1.0
    if aspect := _without_topic(whole):
        return ASPECT_PREFIX + aspect.id, aspect.score
    if main.continues and not main.says_something and not is_long:
        return MISS, main.probability
    is_guess = main is whole and main.is_worth_a_guess
    if main.best and (main.is_sure or is_guess):
        return (ASPECT_PREFIX + main.point if main.point and main.continues else ANSWER), main.probability
    if main.best and not main.continues and main.found.decision is Decision.RELATED:
        return RELATED, main.probability
    if main.best and (is_long or main.continues or main.may_be_asked_back):
        return CLARIFY, main.probability
    return MISS, main.probability


def _without_topic(reading: Reading) -> IntentScore | None:
    """The point that is asked before there is any topic: 要帶什麼 as the first message."""
    top = reading.found.intents[0] if reading.found.intents else None
    if len(reading.text) > length_limit(reading.text, _BARE_POINT):
        return None
    if (
        reading.in_topic
        or reading.named
        or top is None
        or top.kind is not Kind.ASPECT
        or top.score < _ASPECT_AT
    ):
        return None
    return top if not reading.found.results or top.score > reading.found.results[0].score else None
