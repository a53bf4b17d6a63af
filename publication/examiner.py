"""How a generation deals with the golden questions and dialogues: what it said once is not asked again."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from publication import examination_memory as memory
from publication.examination_memory import ExaminationMemory
from publication.golden_dialogues import HeldTurn, Hold, nobody_talks
from publication.golden_questions import GoldenQuestion, SearchOutcome, golden_questions, grade
from retrieval.encoder.base import Encoder
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine, IndexSearch
from retrieval.evaluation.measures import judge
from retrieval.evaluation.queries import OUT_OF_SCOPE
from retrieval.index.generation import Generation
from retrieval.ranking.decision import Decision
from retrieval.ranking.ranker import RankerModel

# Beside the generations: the vectors of what is asked, and what was answered.
VECTORS_FILE, ANSWERS_FILE = "golden.npz", "golden.json"


class Examination:
    """One generation on one day."""

    def __init__(
        self, generation: Generation, day: date, search: IndexSearch, hold: Hold, known: ExaminationMemory
    ) -> None:
        self._generation, self._search, self._hold, self._known = generation, search, hold, known
        found = memory.searched(generation, search)
        self._outcomes, self._held = known.outcomes(found), memory.held(found, generation, day)

    def outcome(self, question: GoldenQuestion) -> SearchOutcome:
        """What the generation does with a question."""
        key = memory.asked(question)
        if key not in self._outcomes:
            self._outcomes[key] = self._asked(question)
        return self._outcomes[key]

    def turns(self) -> tuple[HeldTurn, ...]:
        """The golden dialogues with the generation."""
        known = self._known.turns(self._held)
        if known is None:
            calendar = self._generation.catalogue.calendar
            engine = Engine(self._search.encoder, self._search.model, self._generation, calendar)
            known = tuple(self._hold(engine))
            self._known.add_turns(self._held, known)
        return known

    def complete(self) -> bool:
        """Ask and hold what is not known yet, as a check will; whether there was anything."""
        known = len(self._outcomes), self._known.turns(self._held)
        for question in golden_questions([]):
            self.outcome(question)
        return (len(self._outcomes), self.turns()) != known

    def _asked(self, question: GoldenQuestion) -> SearchOutcome:
        """A question whose entries are all withdrawn is out of scope."""
        right = [found for found in question.query.right if found in self._generation.catalogue]
        query = replace(question.query, id=right[0] if right else OUT_OF_SCOPE, alternatives=tuple(right[1:]))
        judged = judge(lambda text, limit: self._search.search(self._generation, text, limit), query)
        results = judged.result.results
        shown = results[0].id if results and judged.result.decision is not Decision.ABSTAIN else ""
        return SearchOutcome(judged.result.decision.value, shown, grade(judged))


class Examiner:
    """Asks with ``search`` and holds the dialogues of ``hold``; the draft of yesterday is live today."""

    def __init__(
        self, search: IndexSearch, hold: Hold = nobody_talks, known: ExaminationMemory | None = None
    ) -> None:
        self.model = search.model
        self._search, self._hold = search, hold
        self._known = known or ExaminationMemory()

    def examination(self, generation: Generation, day: date) -> Examination:
        """``generation`` on ``day``."""
        return Examination(generation, day, self._search, self._hold, self._known)

    def keep(self) -> None:
        """Write what is known, for the processes to come."""
        self._known.keep()


def prepare(generation: Generation, encoder: Encoder, root: Path, hold: Hold, now: datetime) -> None:
    """Examine ``generation`` at ``now`` (local time), so that the first check has only its draft to ask.

    What is found is kept under ``root``, where generations lie.
    """
    remembering = CachingEncoder(encoder, root / VECTORS_FILE)
    known = ExaminationMemory(root / ANSWERS_FILE)
    examiner = Examiner(IndexSearch(remembering, RankerModel.load()), hold, known)
    examiner.examination(generation, now.date()).complete()
    remembering.keep()
    examiner.keep()
