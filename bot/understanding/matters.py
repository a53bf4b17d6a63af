"""Which entry one thought of a message asks about, and which point of it."""

from bot.understanding.amid import read_amid
from bot.understanding.context import Context
from bot.understanding.heads import Scorer
from bot.understanding.model import Model
from bot.understanding.opened import FOUND, read_opening
from bot.understanding.plainly import not_for, not_of_parents
from bot.understanding.points_asked import scores
from bot.understanding.reader import NOTHING
from bot.understanding.thought import Reading
from bot.understanding.who_ends import not_of_this_side
from retrieval.engine import Engine, SearchResult


def read(
    engine: Engine, model: Model, text: str, context: Context, excluded: frozenset[str] = frozenset()
) -> Reading:
    """Read ``text``; entries of ``excluded`` are not meant."""
    not_meant = not_for(text) | not_of_this_side(text) | not_of_parents(f"{context.asked} {text}")
    excluded = excluded | (not_meant - {context.topic})
    found, scorer = _found(engine, model, text)
    if not found.results:
        return _unread(text, found, scorer)
    if context.topic is None or context.topic not in engine.catalogue:
        return read_opening(engine, model, text, context, excluded, found, scorer)
    return read_amid(engine, model, text, context, excluded, found, scorer)


def unread(engine: Engine, model: Model, text: str) -> Reading:
    """What search and heads say of ``text`` by itself, whichever entry it is about."""
    return _unread(text, *_found(engine, model, text))


def _found(engine: Engine, model: Model, text: str) -> tuple[SearchResult, Scorer]:
    return engine.search(text, FOUND), model.heads.read(engine.vector(text), text)


def _unread(text: str, found: SearchResult, scorer: Scorer) -> Reading:
    return Reading(text, (), None, False, False, found, scores(scorer, NOTHING, ""))
