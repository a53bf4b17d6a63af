"""What the system does with a query by itself: answer, show what is related, ask back, or say no.

Nothing else in the house decides this. In a conversation `bot.understanding` starts from it and weighs what
was said before.
"""

from collections.abc import Collection
from enum import StrEnum

from retrieval.analysis.language import is_chinese
from retrieval.analysis.register import signs
from retrieval.ranking.features import Floats
from retrieval.ranking.ranker import SHORT, RankerModel

# 產假, 資遣費: a topic, hardly a question. Four characters mostly say what happened (老闆跑路).
_ONE_WORD = 3


class Decision(StrEnum):
    """Related: an entry treats the topic, but not what is asked of it."""

    ANSWER = "answer"
    RELATED = "related"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"


def decide(model: RankerModel, query: str, values: Floats, bare: bool = False) -> tuple[Decision, float]:
    """What to do with ``query``, and how likely the best entry answers it, in 0..1.

    ``values`` is the evidence of `ranker.evidence`; ``bare`` says that the index has no labels but entries.
    """
    ours = is_chinese(query) and not bare
    formal = model.register.probability(signs(query)) if ours else 0.0
    plain = model.bare if bare else model.everyday if ours else model.foreign
    probability, threshold = plain.probability(values), plain.threshold
    if formal:
        probability += formal * (model.formal.probability(values) - probability)
        threshold += formal * (model.formal.threshold - threshold)
    if probability >= threshold:
        return Decision.ANSWER, probability
    if formal * (model.topic.probability(values) - probability) >= model.topic.threshold:
        return Decision.RELATED, probability
    return Decision.CLARIFY if probability >= model.clarify_at else Decision.ABSTAIN, probability


def is_topic_of_several(decision: Decision, text: str, naming: Collection[int], is_curated: bool) -> bool:
    """Whether to ask back about a short ``text`` after all: 調解 or 請假 may mean several entries.

    Asking back costs a tap, a guess a wrong answer. ``naming`` are the found entries whose question has the
    text in it; ``is_curated`` says that staff wrote it as a variant of the first one.
    """
    if len(text) > SHORT or decision is Decision.CLARIFY:
        return False
    is_guess = decision is Decision.ANSWER and len(text) <= _ONE_WORD and not is_curated
    return len(naming) > 1 or is_guess
