"""One thought of a message as it was read, and what follows from that."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.candidates import NONE
from bot.understanding.heads import Name
from bot.understanding.language import THAI
from bot.understanding.point_words import heard
from bot.understanding.points_asked import ranked
from bot.understanding.structure import WHOLE
from bot.understanding.weighing import SURE_OF_TOPIC
from knowledge.intents import Kind
from retrieval.analysis.language import is_chinese
from retrieval.engine import SearchResult
from retrieval.ranking.decision import Decision

# From here on an entry is answered rather than asked for: of these nine in ten are right (docs/dialogue.md).
SURE = 0.5
# A sentence that opens a matter is answered from here on, with what else may be meant below it: of those that
# were asked back about so far, the first was right nine times in ten.
_GUESS_AT = 0.5
# Below this an answer is given with what else may be meant beside it (`bot.compound_messages`).
DOUBTLESS = 0.8
_OUTSIDE_AT = 0.4
# An opening that the search knows nothing of is asked back about from here on: the reader does.
_NEAR_AT = 0.4
# So much of the search's share must the first entries have together to be asked for.
_TOGETHER = 0.5
_ASKS_AT, _TELLS_AT, _POINT_AT = 0.45, 0.2, 0.35
# Characters of Chinese; other languages need twice as many.
FEW = 5
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
        first, second = ranked(said, self.continues)[:2]
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
            return self._opens_clearly
        return self.probability >= (SURE_OF_TOPIC if self.continues else SURE)

    @property
    def _opens_clearly(self) -> bool:
        """Whether search and reader agree, or both together leave no doubt where the search would ask back.

        A conversation can be set right, a page of results cannot; one word is asked back about.
        """
        if self.found.decision is Decision.ANSWER and self.best == self.found.results[0].id:
            return True
        is_asked_back = self.found.decision is Decision.CLARIFY
        return self._is_sentence and is_asked_back and self.probability >= DOUBTLESS

    @property
    def _is_sentence(self) -> bool:
        if is_chinese(self.text) or self.found.language == THAI:
            return len(self.text) > FEW
        return len(self.text.split()) > 1

    @property
    def is_worth_a_guess(self) -> bool:
        """Whether a whole message that opens a matter is answered, with what else may be meant beside it."""
        is_found = self.found.decision in (Decision.CLARIFY, Decision.ANSWER)
        is_likely = self.probability >= _GUESS_AT
        return not self.in_topic and self._is_sentence and is_found and is_likely

    @property
    def may_be_asked_back(self) -> bool:
        """Whether to ask which entry is meant: 我想調解 is about one of several, though none is likely."""
        entries = sum(hit.score for hit in self.found.results)
        is_near = entries >= _TOGETHER or (not self.in_topic and self.probability >= _NEAR_AT)
        return self.found.decision is not Decision.ABSTAIN or is_near

    @property
    def names_an_entry(self) -> bool:
        """Whether the search finds one entry in the words, whatever they are said amid."""
        best = self.found.results[0].score if self.found.results else 0.0
        return self.found.decision is Decision.ANSWER or best >= SURE

    @property
    def says_something(self) -> bool:
        """Whether the words ask or tell anything: 大概吧 and 很多 do not, whatever the topic is."""
        is_long = len(self.text) > FEW * (1 if is_chinese(self.text) else 2)
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
