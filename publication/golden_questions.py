"""How a generation deals with the golden questions and dialogues: what it said once is not asked again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from publication.golden_dialogues import HeldTurn, Hold, nobody_talks
from retrieval.engine import Engine, IndexSearch
from retrieval.evaluation.measures import CHOICES, Judged, judge
from retrieval.evaluation.queries import DATA, OUT_OF_SCOPE, LabelledQuery, read_queries
from retrieval.index.generation import Generation
from retrieval.ranking.decision import Decision

RIGHT, OFFERED, NOT_ANSWERED, WRONG = 3, 2, 1, 0
# The live generation and the draft beside it.
_REMEMBERED = 2


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question with its known answer; ``learned`` came from the learning queue."""

    query: LabelledQuery
    learned: bool = False


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """What search does with a question: its decision, the entry in front and how good that is (0 to 3)."""

    decision: str
    best: str
    grade: int


@dataclass(slots=True)
class _Run:
    """What one generation said on one day."""

    generation: Generation
    day: date
    outcomes: dict[GoldenQuestion, SearchOutcome] = field(default_factory=dict)
    turns: Sequence[HeldTurn] | None = None


def golden_questions(learned: Iterable[tuple[str, str]]) -> list[GoldenQuestion]:
    """The labelled queries of the project and the (text, label) pairs that staff settled since."""
    shipped = [*read_queries(DATA / "dev.csv"), *read_queries(DATA / "test.csv")]
    accepted = (LabelledQuery(text, label) for text, label in learned)
    return [*map(GoldenQuestion, shipped), *(GoldenQuestion(query, learned=True) for query in accepted)]


def grade(judged: Judged) -> int:
    """How good a result is, from 3 (right) to 0 (a wrong answer was given)."""
    decision = judged.result.decision
    if judged.outside:
        return {Decision.ABSTAIN: RIGHT, Decision.ANSWER: WRONG}.get(decision, OFFERED)
    if decision is Decision.ANSWER:
        return RIGHT if judged.rank == 1 else WRONG
    shown = {Decision.CLARIFY: CHOICES, Decision.RELATED: 1}.get(decision, 0)
    offered = 1 <= judged.rank <= shown
    return OFFERED if offered else NOT_ANSWERED


class Examiner:
    """Asks with ``search`` and holds the dialogues of ``hold``; the draft of yesterday is live today."""

    def __init__(self, search: IndexSearch, hold: Hold = nobody_talks) -> None:
        self.model = search.model
        self._search, self._hold = search, hold
        self._runs: list[_Run] = []

    def outcome(self, generation: Generation, question: GoldenQuestion, day: date) -> SearchOutcome:
        """What ``generation`` does with a question on ``day``."""
        known = self._run(generation, day).outcomes
        if question not in known:
            known[question] = self._asked(generation, question)
        return known[question]

    def turns(self, generation: Generation, day: date) -> Sequence[HeldTurn]:
        """The golden dialogues with ``generation`` on ``day``."""
        run = self._run(generation, day)
        if run.turns is None:
            calendar = generation.catalogue.calendar
            run.turns = self._hold(Engine(self._search.encoder, self.model, generation, calendar))
        return run.turns

    def _run(self, generation: Generation, day: date) -> _Run:
        for run in self._runs:
            if run.generation is generation and run.day == day:
                return run
        self._runs = [*self._runs, _Run(generation, day)][-_REMEMBERED:]
        return self._runs[-1]

    def _asked(self, generation: Generation, question: GoldenQuestion) -> SearchOutcome:
        """A question whose entries are all withdrawn is out of scope."""
        right = [found for found in question.query.right if found in generation.catalogue]
        query = replace(question.query, id=right[0] if right else OUT_OF_SCOPE, alternatives=tuple(right[1:]))
        judged = judge(lambda text, limit: self._search.search(generation, text, limit), query)
        results = judged.result.results
        shown = results[0].id if results and judged.result.decision is not Decision.ABSTAIN else ""
        return SearchOutcome(judged.result.decision.value, shown, grade(judged))
