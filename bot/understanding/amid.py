"""What a thought asks about amid a topic, and which point of it."""

from collections.abc import Mapping

import numpy as np

from bot.understanding.candidates import NONE, Cues, candidates, rows, shares_of
from bot.understanding.context import Context
from bot.understanding.heads import Name, Scorer
from bot.understanding.model import Model
from bot.understanding.plainly import not_ours, plainly_named
from bot.understanding.point_words import heard
from bot.understanding.points_asked import likeliest, of_entry, scores
from bot.understanding.reader import read_beside
from bot.understanding.returning import named_before, points_back
from bot.understanding.telling import tells
from bot.understanding.thought import DOUBTLESS, FEW, Reading
from bot.understanding.twins import INTERPRETER, offered_of, twin_of
from bot.understanding.weighing import (
    SURE_OF_TOPIC,
    of_the_named,
    of_topics,
    with_doubt,
    with_named,
    with_twin,
    without,
)
from knowledge.intents import Kind
from knowledge.points import Point
from retrieval.analysis.language import length_limit
from retrieval.engine import Engine, SearchResult
from retrieval.ranking.decision import Decision

_ASPECT_AT = 0.5
# Less likely than this, none of the entries is no answer: what is likeliest of them is asked back about.
_OUTSIDE_AT = 0.5
_DETAIL = 8
# What sounds like these may as well tell the case: 公司沒有幫我提.
TELLING = frozenset({None, Point.REFUSAL.value, Point.EXCLUSION.value, Point.ELIGIBILITY.value})


def read_amid(
    engine: Engine,
    model: Model,
    text: str,
    context: Context,
    excluded: frozenset[str],
    found: SearchResult,
    scorer: Scorer,
) -> Reading:
    """Meaning ``text``, for which the search has ``found`` and the heads say what ``scorer`` tells."""
    topics = [entry for entry in (context.topic, *context.earlier) if entry and entry in engine.catalogue]
    generation = engine.generation
    # Where the topic is not what was meant, what was asked to get there says more than its question; few
    # words after what was asked back about are searched with that only: 職訓, then 身障的.
    reads = read_beside(engine, text, context)
    of_topic = heard(text, scores(scorer, reads, topics[0])[Name.POINTS])
    is_detail = context.offers and _is_detail(text, of_topic)
    is_doubted = bool(context.asked) and (is_detail or context.topic in excluded)
    beside = context.asked if is_doubted else generation.catalogue[topics[0]].question
    both = engine.score(text, beside)
    own = both if is_doubted and is_detail else engine.score(text)
    layout = generation.layout
    cues = Cues.of(scorer, topics[0])
    ids = candidates(layout, own, both, cues, reads, context)
    matrix = rows(ids, text, own, both, cues, reads, context, generation.catalogue, layout)
    shares = shares_of(model.choice, matrix)
    if excluded:
        shares = without(ids, shares, excluded)
    asked, is_bare = likeliest(of_topic, True), _is_bare(text, found)
    if context.topic not in excluded:
        shares = with_doubt(ids, shares, topics, generation.catalogue[topics[0]], asked, is_bare)
    topic, asking = generation.catalogue[topics[0]], engine.catalogue.asking
    own_name = plainly_named(text, topic)
    twin = own_name or offered_of(text, topic, filter(None, map(asking, context.offered)))
    twin = twin or twin_of(topics[0], text)
    if twin and twin not in excluded and twin in generation.catalogue:
        ids, shares = with_twin(ids, shares, twin, DOUBTLESS if twin == own_name else SURE_OF_TOPIC)
    if len(topics) > 1 and points_back(text):
        shares = of_topics(ids, shares, topics, text, engine.catalogue)
    elif len(topics) > 1 and (name := named_before(text)):
        shares = of_the_named(ids, shares, topics, name, engine.catalogue)
    if not_ours(text):
        ids, shares = with_twin(ids, shares, NONE)
    shares = with_named(ids, shares, text, found, topics, engine.catalogue, asked)
    order = np.argsort(-shares)
    entries = [(ids[int(i)], round(float(shares[int(i)]), 4)) for i in order]
    if entries[0][0] == NONE and entries[0][1] < _OUTSIDE_AT:
        entries[:2] = entries[1::-1]
    continues = entries[0][0] in topics
    said = scores(scorer, reads, entries[0][0])
    points = heard(text, said[Name.POINTS])
    asked = None if tells(text, points) else likeliest(points, continues)
    is_whole = twin is not None and twin in (INTERPRETER, own_name)
    point = None if is_whole else of_entry(engine.catalogue, text, entries, asked)
    if point is None and not twin and continues and is_bare:
        point = of_entry(engine.catalogue, text, entries, _aspect_of(found))
    if twin and point == Point.PROXY:
        point = None  # for me as the husband: somebody else is meant, not somebody instead
    return Reading(text, tuple(entries), point, continues, True, found, said)


def _is_bare(text: str, found: SearchResult) -> bool:
    """Whether few words name no matter by themselves: 要帶什麼, 那地點呢."""
    return len(text) <= length_limit(text, FEW) and found.decision is not Decision.ANSWER


def _aspect_of(found: SearchResult) -> str | None:
    """The point that the phrases staff keep for it tell by themselves."""
    top = found.intents[0] if found.intents else None
    return top.id if top and top.kind is Kind.ASPECT and top.score >= _ASPECT_AT else None


def _is_detail(text: str, points: Mapping[str, float]) -> bool:
    """Whether few words tell more of what was asked back about; 要帶什麼 asks for a point of it."""
    is_short = len(text) <= length_limit(text, _DETAIL)
    return is_short and likeliest(points, True) in TELLING
