"""The golden questions, and how good what search does with one is."""

from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.evaluation.measures import CHOICES, Judged
from retrieval.evaluation.queries import DATA, LabelledQuery, read_queries
from retrieval.ranking.decision import Decision

RIGHT, OFFERED, NOT_ANSWERED, WRONG = 3, 2, 1, 0


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
