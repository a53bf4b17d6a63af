"""A wrong answer is put right: the rejected entry is not chosen again, the earlier words still count."""

from dataclasses import dataclass

import numpy as np

from bot.understanding.context import Context
from bot.understanding.matters import read
from bot.understanding.model import Model
from bot.understanding.rejecting import Rejection, rejection
from knowledge.intents import Kind
from retrieval.engine import Engine
from retrieval.ranker import Decision

_OTHERS = 3
# 不 and 不是 alone say no to what was offered.
_BARE = 3


@dataclass(frozen=True, slots=True)
class Rejected:
    """A message that says that the answer was not meant: the ``words`` beside that, "" for none; the ``entries``
    that are not meant; the ``others`` that the earlier words may mean, best first."""

    words: str
    entries: frozenset[str]
    others: tuple[str, ...] = ()


def rejected(engine: Engine, model: Model, text: str, context: Context) -> Rejected | None:
    """What ``text`` says is not meant; None where it rejects nothing, or nothing is left to offer."""
    topic = engine.catalogue.get(context.topic or "")
    no = rejection(text, topic) if topic else None
    if no is None or topic is None:
        return None
    if no.rest:
        return Rejected(no.rest, _entries(engine, model, no, context, topic.id))
    entries = frozenset({topic.id, *context.rejected})
    others = _others(engine, context, entries) if len(text) >= _BARE and not context.offers else ()
    return Rejected("", entries, others) if others else None


def _entries(engine: Engine, model: Model, no: Rejection, context: Context, topic: str) -> frozenset[str]:
    """The entries that are not meant: the topic, unless the words name it or only ask for another point."""
    before = frozenset(context.rejected) - {topic}
    if no.is_certain:
        return before | {topic}
    plain = read(engine, model, no.rest, context, before)
    own = plain.found.results[0].id if plain.found.results else None
    is_named = own == topic and (no.is_soft or plain.found.decision is Decision.ANSWER)
    asks_on = plain.best == topic and plain.point not in (None, context.point)
    return before if is_named or asks_on else before | {topic}


def _others(engine: Engine, context: Context, entries: frozenset[str]) -> tuple[str, ...]:
    if not context.asked:
        return ()
    layout = engine.generation.layout
    shares = np.where(layout.of_kind[Kind.FAQ], engine.score(context.asked).distribution, -1.0)
    ranked = (layout.labels[int(place)] for place in np.argsort(-shares)[: _OTHERS + len(entries)])
    return tuple(entry for entry in ranked if entry not in entries)[:_OTHERS]
