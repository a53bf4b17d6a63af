"""A wrong answer is put right: the rejected entry is not chosen again, the earlier words still count."""

from dataclasses import dataclass

import numpy as np

from bot.understanding.acts import misspoke
from bot.understanding.amid import TELLING
from bot.understanding.context import Context
from bot.understanding.matters import read
from bot.understanding.model import Model
from bot.understanding.rejecting import Rejection, rejection
from bot.understanding.thought import Reading
from knowledge.intents import Kind
from retrieval.analysis.contrast import contrast
from retrieval.analysis.language import is_chinese
from retrieval.engine import Engine
from retrieval.ranking.decision import Decision

_OTHERS = 3
# With so much of the search's share an entry is named by the words alone.
_NAMED_AT = 0.4
# Characters: a point of the topic is asked with no more.
_FEW = 8
# 不 and 不是 alone say no to what was offered.
_BARE = 3


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that says that the answer was not meant: the ``words`` beside that, "" for none; the
    ``entries`` that are not meant; the ``others`` that the earlier words may mean, best first."""

    words: str
    entries: frozenset[str]
    others: tuple[str, ...] = ()


def rejected(engine: Engine, model: Model, text: str, context: Context) -> Rejected | None:
    """What ``text`` says is not meant; None where it rejects nothing."""
    topic = engine.catalogue.get(context.topic or "")
    no = rejection(text, topic) if topic and not misspoke(text) else None
    if no is None or topic is None or (no.is_soft and contrast(text)):
        return None
    if no.rest:
        return Rejected(no.rest, _entries(engine, model, no, context, topic.id))
    entries = frozenset({topic.id, *context.rejected})
    if len(text) < _BARE:
        return None
    return Rejected("", entries, () if context.offers else _others(engine, context, entries))


def _entries(engine: Engine, model: Model, no: Rejection, context: Context, topic: str) -> frozenset[str]:
    """The entries that are not meant: the topic, unless the words name it or only ask for another point."""
    before = frozenset(context.rejected) - {topic}
    if no.is_certain:
        return before | {topic}
    plain = read(engine, model, no.rest, context, before)
    own = plain.found.results[0].id if plain.found.results else None
    is_named = own == topic and (no.is_soft or plain.found.decision is Decision.ANSWER)
    is_other_point = plain.best == topic and plain.point not in (None, context.point)
    asks_on = is_other_point and plain.is_sure and _names_no_other(plain, topic)
    return before if is_named or asks_on else before | {topic}


def _names_no_other(plain: Reading, topic: str) -> bool:
    """Whether the words alone find no other matter: 要帶什麼, and not 老闆不給薪水."""
    if not plain.found.results or plain.found.results[0].id == topic:
        return True
    if plain.point not in TELLING and len(plain.text) <= _FEW * (1 if is_chinese(plain.text) else 2):
        return True
    own, top = plain.found.results[0].score, plain.found.intents[0] if plain.found.intents else None
    return own < _NAMED_AT or (top is not None and top.kind is Kind.ASPECT and top.score >= own)


def _others(engine: Engine, context: Context, entries: frozenset[str]) -> tuple[str, ...]:
    if not context.asked:
        return ()
    layout = engine.generation.layout
    shares = np.where(layout.of_kind[Kind.FAQ], engine.score(context.asked).distribution, -1.0)
    ranked = (layout.labels[int(place)] for place in np.argsort(-shares)[: _OTHERS + len(entries)])
    return tuple(entry for entry in ranked if entry not in entries)[:_OTHERS]
