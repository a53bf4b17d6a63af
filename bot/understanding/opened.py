"""What a thought asks about where no matter is talked about yet, by search and reader."""

import numpy as np

from bot.understanding.candidates import NONE, Cues, candidates, rows, shares_of
from bot.understanding.context import Context
from bot.understanding.heads import Name, Scorer
from bot.understanding.model import Model
from bot.understanding.naming import named_in_english
from bot.understanding.plainly import plainly_named
from bot.understanding.point_words import heard
from bot.understanding.points_asked import likeliest, of_entry, scores
from bot.understanding.reader import Meaning, read_beside
from bot.understanding.thought import DOUBTLESS, Reading
from bot.understanding.weighing import without
from retrieval.analysis.language import length_limit
from retrieval.engine import Engine, SearchResult
from retrieval.ranking.decision import Decision

FOUND = 6
# So few words are but a name; where nearly all who say it mean one entry, that is answered: 特休.
_NAME_AT = 0.95
_TOLD_BEFORE = 16


def read_opening(
    engine: Engine,
    model: Model,
    text: str,
    context: Context,
    excluded: frozenset[str],
    found: SearchResult,
    scorer: Scorer,
) -> Reading:
    """Meaning ``text``, for which the search has ``found`` and the heads say what ``scorer`` tells."""
    searched = _with_what_was_told(engine, text, found, context)
    if searched != text:
        found = engine.search(searched, FOUND)
    plain = plainly_named(text, None)
    is_plain = plain is not None and plain in engine.catalogue and plain not in excluded
    reads = read_beside(engine, searched, context)
    entries = _likeliest(engine, model, searched, excluded, found, scorer, reads)
    if is_plain:
        entries = [(str(plain), DOUBTLESS), *(entry for entry in entries if entry[0] != plain)]
        return Reading(
            text, tuple(entries), None, False, False, found, scores(scorer, reads, str(plain)), named=True
        )
    if (entry := named_in_english(text)) in dict(entries):  # annual leave, beside what is left of it
        entries.sort(key=lambda one: one[0] != entry)
        entries[0] = (entry, max(entries[0][1], DOUBTLESS))
    said = scores(scorer, reads, entries[0][0] if entries else "")
    point = of_entry(engine.catalogue, text, entries, likeliest(heard(text, said[Name.POINTS]), False))
    is_name = bool(entries) and entries[0][1] >= _NAME_AT and text in engine.catalogue[entries[0][0]].question
    return Reading(text, tuple(entries), point, False, False, found, said, named=is_name)


def _likeliest(
    engine: Engine,
    model: Model,
    text: str,
    excluded: frozenset[str],
    found: SearchResult,
    scorer: Scorer,
    reads: Meaning,
) -> list[tuple[str, float]]:
    """The entries with their probability, the likeliest first; by the search alone where nothing reads."""
    if not reads.entries:
        return [(hit.id, hit.confidence) for hit in found.results if hit.id not in excluded]
    generation, own, cues = engine.generation, engine.score(text), Cues.of(scorer, "")
    ids = candidates(generation.layout, own, None, cues, reads, Context())
    matrix = rows(ids, text, own, own, cues, reads, Context(), generation.catalogue, generation.layout)
    shares = shares_of(model.opening, matrix)
    shares = without(ids, shares, excluded) if excluded else shares
    order = np.argsort(-shares)
    entries = [(ids[int(i)], round(float(shares[int(i)]), 4)) for i in order if ids[int(i)] != NONE]
    first = found.results[0]
    if first.id not in excluded and (found.decision is Decision.ANSWER or entries[0][0] == first.id):
        # What the search is sure of stands; where both agree, that is as sure as the surer of them.
        surer = max(dict(entries).get(first.id, 0.0), first.confidence)
        entries = [(first.id, surer), *(entry for entry in entries if entry[0] != first.id)]
    return entries


def _with_what_was_told(engine: Engine, text: str, found: SearchResult, context: Context) -> str:
    """What is searched: beside few words that find nothing, 可以領多少, what was told before any topic."""
    is_short = len(text) <= length_limit(text, _TOLD_BEFORE)
    if not context.asked or found.decision is Decision.ANSWER or not is_short:
        return text
    joint = f"{context.asked} {text}"
    return joint if engine.search(joint, FOUND).decision is Decision.ANSWER else text
