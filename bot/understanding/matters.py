"""Which entry one thought of a message asks about, and which point of it, given the running topic."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.understanding.asked import settled
from bot.understanding.candidates import NONE, Cues, candidates, rows, shares_of
from bot.understanding.context import Context
from bot.understanding.heads import Name, Scorer
from bot.understanding.language import THAI
from bot.understanding.model import Model
from bot.understanding.naming import named_in_english
from bot.understanding.plainly import not_for, not_of_parents, not_ours, plainly_named
from bot.understanding.point_words import heard
from bot.understanding.returning import named_before, points_back
from bot.understanding.structure import WHOLE
from bot.understanding.telling import tells
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
from bot.understanding.who_ends import not_of_this_side
from knowledge.intents import Kind
from knowledge.points import Point
from retrieval.analysis.language import is_chinese, length_limit
from retrieval.engine import Engine, SearchResult
from retrieval.ranking.decision import Decision

_CANDIDATES = 6
# From here on an entry is answered rather than asked for: of these nine in ten are right (docs/dialogue.md).
SURE = 0.5
# A sentence that opens a matter is answered from here on, with what else may be meant below it: of those that
# were asked back about so far, the first was right nine times in ten.
_GUESS_AT = 0.35
# So few words are but a name; where nearly all who say it mean one entry, that is answered: 特休.
_NAME_AT = 0.95
# Below this an answer is given with what else may be meant beside it (`bot.compound_messages`).
DOUBTLESS = 0.8
_OUTSIDE_AT = 0.4
# So much of the search's share must the first entries have together to be asked for.
_TOGETHER = 0.5
_ASKS_AT, _TELLS_AT, _POINT_AT, _ASPECT_AT = 0.45, 0.2, 0.35, 0.5
# Characters of Chinese; other languages need twice as many.
_FEW = 5
_TOLD_BEFORE = 16
_DETAIL = 8
# What sounds like these may as well tell the case: 公司沒有幫我提.
TELLING = frozenset({None, Point.REFUSAL.value, Point.EXCLUSION.value, Point.ELIGIBILITY.value})
# Who opens a matter asks for the whole of it, who goes on for a point; on left-out authors the point is right
# in 0.96 at first, and in 0.87 later (docs/dialogue.md).
_WHOLE_AT_FIRST, _WHOLE_IN_TOPIC = 0.2, -0.1
# Two points as near as this are both told (docs/dialogue.md).
_NEARLY = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """One thought read: entries with their probability, best first, the point, and what the search says.

    ``continues`` says that the best entry is a topic of the conversation, ``in_topic`` that there was
    one; ``scores`` are those of the heads, of the best entry's points; ``named`` that the best entry was
    named in so many words.
    """

    text: str
    entries: tuple[tuple[str, float], ...]
    point: str | None
    continues: bool
    in_topic: bool
    found: SearchResult
    scores: Mapping[Name, Mapping[str, float]]
    named: bool = False

    @property
    def nearly(self) -> str | None:
        """The point that is nearly as likely as `point`; `WHOLE` for the entry as a whole."""
        said = heard(self.text, self.scores[Name.POINTS])
        first, second = _ranked(said, self.continues)[:2]
        is_as_heard = first[0] == (self.point or WHOLE)
        return second[0] if is_as_heard and first[1] - second[1] < _NEARLY else None

    @property
    def best(self) -> str | None:
        """The entry that is most likely meant; None when none of them is."""
        return self.entries[0][0] or None if self.entries else None

    @property
    def probability(self) -> float:
        """How likely the best entry is meant."""
        return self.entries[0][1] if self.entries else 0.0

    @property
    def is_sure(self) -> bool:
        """Whether to answer rather than to ask which entry is meant."""
        if self.best is None or self.named:
            return self.named
        if not self.in_topic:
            return self.found.decision is Decision.ANSWER or self._is_clear_opening
        return self.probability >= (SURE_OF_TOPIC if self.continues else SURE)

    @property
    def _is_clear_opening(self) -> bool:
        """Whether an opening in another language is answered that the search alone would ask back about.

        A conversation can be set right, a page of results cannot. One word is asked back about.
        """
        is_sentence = len(self.text.split()) > 1 or self.found.language == THAI
        return not is_chinese(self.text) and is_sentence and self._is_likely

    @property
    def _is_likely(self) -> bool:
        is_asked_back = self.found.decision is Decision.CLARIFY
        return is_asked_back and self.probability >= SURE and self.found.results[0].score >= SURE

    @property
    def is_worth_a_guess(self) -> bool:
        """Whether a whole message that opens a matter is answered, with what else may be meant beside it."""
        is_asked_back = self.found.decision is Decision.CLARIFY
        return not self.in_topic and len(self.text) > _FEW and is_asked_back and self.probability >= _GUESS_AT

    @property
    def may_be_asked_back(self) -> bool:
        """Whether to ask which entry is meant: 我想調解 is about one of several, though none is likely."""
        entries = sum(hit.score for hit in self.found.results)
        return self.found.decision is not Decision.ABSTAIN or entries >= _TOGETHER

    @property
    def names_an_entry(self) -> bool:
        """Whether the search finds one entry in the words, whatever they are said amid."""
        best = self.found.results[0].score if self.found.results else 0.0
        return self.found.decision is Decision.ANSWER or best >= SURE

    @property
    def says_something(self) -> bool:
        """Whether the words ask or tell anything: 大概吧 and 很多 do not, whatever the topic is."""
        is_long = len(self.text) > _FEW * (1 if is_chinese(self.text) else 2)
        if is_long or self.found.decision is Decision.ANSWER:
            return True
        acts, points = self.scores[Name.ACTS], self.scores[Name.POINTS]
        point = max((score for name, score in points.items() if name != WHOLE), default=0.0)
        return (
            acts.get("question", 0.0) >= _ASKS_AT or acts.get("fact", 0.0) >= _TELLS_AT or point >= _POINT_AT
        )

    @property
    def is_outside(self) -> bool:
        """Whether no entry is meant and the words are about something else."""
        if self.named:
            return False
        if self.in_topic:
            return bool(self.entries) and self.entries[0][0] == NONE
        best = self.found.results[0].score if self.found.results else 0.0
        top = self.found.intents[0] if self.found.intents else None
        return (
            top is not None
            and top.kind is Kind.OUT_OF_SCOPE
            and top.score >= _OUTSIDE_AT
            and top.score > best
        )


def read(
    engine: Engine, model: Model, text: str, context: Context, excluded: frozenset[str] = frozenset()
) -> Reading:
    """Read ``text``; entries of ``excluded`` are not meant."""
    not_meant = not_for(text) | not_of_this_side(text) | not_of_parents(f"{context.asked} {text}")
    excluded = excluded | (not_meant - {context.topic})
    found = engine.search(text, _CANDIDATES)
    scorer = model.heads.read(engine.vector(text), text)
    if not found.results:
        return Reading(text, (), None, False, False, found, _scores(scorer, ""))
    topics = [entry for entry in (context.topic, *context.earlier) if entry and entry in engine.catalogue]
    if not topics or context.topic not in topics:
        found = _with_what_was_told(engine, text, found, context)
        entries = [(hit.id, hit.confidence) for hit in found.results if hit.id not in excluded]
        plain = plainly_named(text, None)
        if plain and plain in engine.catalogue and plain not in excluded:
            entries = [(plain, DOUBTLESS), *(entry for entry in entries if entry[0] != plain)]
            return Reading(
                text, tuple(entries), None, False, False, found, _scores(scorer, plain), named=True
            )
        if (entry := named_in_english(text)) in dict(entries):  # annual leave, beside what is left of it
            entries.sort(key=lambda one: one[0] != entry)
            entries[0] = (entry, max(entries[0][1], DOUBTLESS))
        scores = _scores(scorer, entries[0][0] if entries else "")
        point = _settled(engine, text, entries, _point(heard(text, scores[Name.POINTS]), False))
        is_name = (
            bool(entries) and entries[0][1] >= _NAME_AT and text in engine.catalogue[entries[0][0]].question
        )
        return Reading(text, tuple(entries), point, False, False, found, scores, named=is_name)
    generation = engine.generation
    # Where the topic is not what was meant, what was asked to get there says more than its question; few
    # words after what was asked back about are searched with that only: 職訓, then 身障的.
    of_topic = heard(text, scorer.of(Name.POINTS, topics[0]))
    is_detail = context.offers and _is_detail(text, of_topic)
    is_doubted = bool(context.asked) and (is_detail or context.topic in excluded)
    beside = context.asked if is_doubted else generation.catalogue[topics[0]].question
    both = engine.score(text, beside)
    own = both if is_doubted and is_detail else engine.score(text)
    layout = generation.layout
    cues = Cues.of(scorer, topics[0])
    ids = candidates(layout, own, both, cues, context)
    matrix = rows(ids, text, own, both, cues, context, generation.catalogue, layout)
    shares = shares_of(model.choice, matrix)
    if excluded:
        shares = without(ids, shares, excluded)
    asked, is_bare = _point(of_topic, True), _is_bare(text, found)
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
    continues = entries[0][0] in topics
    scores = _scores(scorer, entries[0][0])
    points = heard(text, scores[Name.POINTS])
    point = (
        None
        if twin and twin in (INTERPRETER, own_name)
        else _settled(engine, text, entries, None if tells(text, points) else _point(points, continues))
    )
    if point is None and not twin and continues and is_bare:
        point = _settled(engine, text, entries, _aspect_of(found))
    if twin and point == Point.PROXY:
        point = None  # for me as the husband: somebody else is meant, not somebody instead
    return Reading(text, tuple(entries), point, continues, True, found, scores)


def _scores(scorer: Scorer, entry: str) -> dict[Name, dict[str, float]]:
    """What the heads say of the acts, and of the points of ``entry``, "" where none is meant."""
    return {Name.ACTS: scorer.of(Name.ACTS), Name.POINTS: scorer.of(Name.POINTS, entry)}


def _with_what_was_told(engine: Engine, text: str, found: SearchResult, context: Context) -> SearchResult:
    """The search beside what was told before any topic, where few words alone find nothing: 可以領多少."""
    is_short = len(text) <= length_limit(text, _TOLD_BEFORE)
    if not context.asked or found.decision is Decision.ANSWER or not is_short:
        return found
    joint = engine.search(f"{context.asked} {text}", _CANDIDATES)
    return joint if joint.decision is Decision.ANSWER else found


def _is_bare(text: str, found: SearchResult) -> bool:
    """Whether few words name no matter by themselves: 要帶什麼, 那地點呢."""
    return len(text) <= length_limit(text, _FEW) and found.decision is not Decision.ANSWER


def _aspect_of(found: SearchResult) -> str | None:
    """The point that the phrases staff keep for it tell by themselves."""
    top = found.intents[0] if found.intents else None
    return top.id if top and top.kind is Kind.ASPECT and top.score >= _ASPECT_AT else None


def _is_detail(text: str, points: Mapping[str, float]) -> bool:
    """Whether few words tell more of what was asked back about; 要帶什麼 asks for a point of it."""
    is_short = len(text) <= length_limit(text, _DETAIL)
    return is_short and _point(points, True) in TELLING


def _settled(engine: Engine, text: str, entries: list[tuple[str, float]], point: str | None) -> str | None:
    """The point as the likeliest entry understands it; what only tells of oneself asks for none."""
    entry = engine.catalogue.get(entries[0][0]) if entries else None
    return point if entry is None else settled(point, text, entry)


def _point(scores: Mapping[str, float], continues: bool) -> str | None:
    """The point that is asked; None for the entry as a whole."""
    point = _ranked(scores, continues)[0][0]
    return None if point == WHOLE else point


def _ranked(scores: Mapping[str, float], continues: bool) -> list[tuple[str, float]]:
    """What may be asked with its score, the likeliest first."""
    handicap = {WHOLE: _WHOLE_IN_TOPIC if continues else _WHOLE_AT_FIRST}
    told = [(name, score + handicap.get(name, 0.0)) for name, score in scores.items()]
    return sorted(told, key=lambda one: -one[1])


def named(reading: Reading) -> tuple[str, ...]:
    """The entries of a reading, best first, without `NONE`."""
    return tuple(entry for entry, _ in reading.entries if entry != NONE)
