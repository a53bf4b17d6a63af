"""What a publication would change: golden questions and dialogues, put to the live and the draft generation.

Everything here is pure; who may publish, and when, is decided elsewhere.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from knowledge.checks import check
from knowledge.differences import Difference, differences
from knowledge.errors import Problem
from knowledge.presentation import EntryView
from publication.talks import Hold, TalkReport, compare_talks, nobody_talks
from publication.verdict import Verdict
from retrieval.confusability import Misplaced, Twins, misplaced_variants, suspects, twin_entries
from retrieval.decision import Decision
from retrieval.engine import Engine, IndexSearch
from retrieval.evaluation import CHOICES, Judged, judge
from retrieval.generation import Generation
from retrieval.queries import DATA, OUT_OF_SCOPE, LabelledQuery, read_queries

Progress = Callable[[str, int, int], None]
_PER_STEP = 20
# Of a view, what changes by itself: the clock, the day and the number of the generation.
_MOVING = ("generation", "as_of", "window", "other_windows")
_RIGHT, _OFFERED, _NOT_ANSWERED, _WRONG = 3, 2, 1, 0


class EntryChange(StrEnum):
    """What the publication does to one entry."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question with its known answer; ``learned`` came from the learning queue."""

    query: LabelledQuery
    learned: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What search does with a question: its decision, the entry in front and how good that is (0 to 3)."""

    decision: str
    best: str
    grade: int


@dataclass(frozen=True, slots=True)
class Case:
    """A golden question before and after; ``expected`` is the right entry, or ``OOS``."""

    text: str
    expected: str
    learned: bool
    verdict: Verdict
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry that citizens will see differently."""

    id: str
    question: str
    change: EntryChange
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class GateReport:
    """Everything that the person who publishes is shown.

    ``cases`` are those that change; ``right_before`` and ``right_after`` count, of ``asked``, the questions
    that search deals with well; the learned ones are counted apart as well, and the turns of dialogues.
    """

    asked: int
    right_before: int
    right_after: int
    learned: int
    learned_before: int
    learned_after: int
    cases: tuple[Case, ...]
    entries: tuple[ChangedEntry, ...]
    confusable: tuple[Misplaced, ...]
    twins: tuple[Twins, ...]
    problems: tuple[str, ...]
    talks: TalkReport = field(default_factory=TalkReport)

    def with_verdict(self, verdict: Verdict) -> tuple[Case, ...]:
        """The cases of one verdict."""
        return tuple(case for case in self.cases if case.verdict is verdict)

    @property
    def got_worse(self) -> bool:
        """Whether publishing needs a reason."""
        worse = self.with_verdict(Verdict.WORSE)
        return bool(worse or self.confusable or self.twins or self.problems or self.talks.got_worse)


def golden_questions(learned: Iterable[tuple[str, str]]) -> list[GoldenQuestion]:
    """The labelled queries of the project and the (text, label) pairs that staff settled since."""
    shipped = [*read_queries(DATA / "dev.csv"), *read_queries(DATA / "test.csv")]
    accepted = (LabelledQuery(text, label) for text, label in learned)
    return [*map(GoldenQuestion, shipped), *(GoldenQuestion(query, learned=True) for query in accepted)]


def grade(judged: Judged) -> int:
    """How good a result is, from 3 (right) to 0 (a wrong answer was given)."""
    decision = judged.result.decision
    if judged.outside:
        return {Decision.ABSTAIN: _RIGHT, Decision.ANSWER: _WRONG}.get(decision, _OFFERED)
    if decision is Decision.ANSWER:
        return _RIGHT if judged.rank == 1 else _WRONG
    shown = {Decision.CLARIFY: CHOICES, Decision.RELATED: 1}.get(decision, 0)
    offered = 1 <= judged.rank <= shown
    return _OFFERED if offered else _NOT_ANSWERED


def _outcome(search: IndexSearch, generation: Generation, question: GoldenQuestion) -> Outcome:
    """A question whose entries are all withdrawn is out of scope."""
    right = [found for found in question.query.right if found in generation.catalogue]
    query = replace(question.query, id=right[0] if right else OUT_OF_SCOPE, alternatives=tuple(right[1:]))
    judged = judge(lambda text, limit: search.search(generation, text, limit), query)
    results = judged.result.results
    shown = results[0].id if results and judged.result.decision is not Decision.ABSTAIN else ""
    return Outcome(judged.result.decision.value, shown, grade(judged))


def outcomes(
    search: IndexSearch,
    generation: Generation,
    questions: Sequence[GoldenQuestion],
    step: str,
    progress: Progress,
) -> list[Outcome]:
    """Ask every question; ``progress`` is told the step and (done, to do)."""
    found = []
    for number, question in enumerate(questions):
        if number % _PER_STEP == 0:
            progress(step, number, len(questions))
        found.append(_outcome(search, generation, question))
    progress(step, len(questions), len(questions))
    return found


def compare(before: Outcome, after: Outcome) -> Verdict:
    """Worse or better by grade; another answer or decision of the same grade is a change."""
    if after.grade != before.grade:
        return Verdict.BETTER if after.grade > before.grade else Verdict.WORSE
    same = (before.decision, before.best) == (after.decision, after.best)
    return Verdict.SAME if same else Verdict.CHANGED


def _shown(view: EntryView) -> dict[str, object]:
    plain: dict[str, object] = json.loads(json.dumps(asdict(view)))
    windows = {"window": view.window.name, "other_windows": [window.name for _, window in view.other_windows]}
    languages = {"languages": [name for _, name in view.languages]}
    return {name: value for name, value in plain.items() if name not in _MOVING} | windows | languages


def changed_entries(live: Generation, draft: Generation, now: datetime) -> Iterator[ChangedEntry]:
    """Entries that appear, disappear or read differently at ``now`` (local time)."""
    for entry in live.catalogue:
        if entry.id not in draft.catalogue:
            yield ChangedEntry(entry.id, entry.question, EntryChange.WITHDRAWN)
    for entry in draft.catalogue:
        old, new = live.catalogue.view(entry.id, now), draft.catalogue.view(entry.id, now)
        if old is None:
            yield ChangedEntry(entry.id, entry.question, EntryChange.ADDED)
        elif new is not None and (found := differences(_shown(old), _shown(new))):
            yield ChangedEntry(entry.id, entry.question, EntryChange.CHANGED, found)


def touched(live: Generation, draft: Generation) -> frozenset[str]:
    """Labels whose indexed texts are not the same in both."""
    texts = (
        Counter((document.label, document.role, document.text) for document in generation.documents)
        for generation in (live, draft)
    )
    before, after = texts
    return frozenset(label for label, _, _ in (before - after) + (after - before))


def _newly_confusable(live: Generation, draft: Generation, search: IndexSearch) -> tuple[Misplaced, ...]:
    rows = suspects(draft, touched(live, draft))
    found = list(misplaced_variants(draft, search.model, rows)) if rows else []
    if not found:
        return ()
    asked = {(item.entry, item.text) for item in found}
    known = frozenset(
        row for row, document in enumerate(live.documents) if (document.label, document.text) in asked
    )
    old = {(item.entry, item.text, item.nearer) for item in misplaced_variants(live, search.model, known)}
    return tuple(item for item in found if (item.entry, item.text, item.nearer) not in old)


def _new_twins(live: Generation, draft: Generation) -> tuple[Twins, ...]:
    old = {frozenset((twins.entry, twins.other)) for twins in twin_entries(live)}
    return tuple(t for t in twin_entries(draft) if frozenset((t.entry, t.other)) not in old)


def _new_problems(live: Generation, draft: Generation) -> tuple[str, ...]:
    def told(problems: Iterable[Problem]) -> list[str]:
        return [f"{problem.field}：{problem.message}" for problem in problems if not problem.warning]

    old = set(told(check(live.base, live.day)))
    return tuple(text for text in told(check(draft.base, draft.day)) if text not in old)


def _engine(search: IndexSearch, generation: Generation) -> Engine:
    return Engine(search.encoder, search.model, generation, generation.catalogue.calendar)


def inspect(
    live: Generation,
    draft: Generation,
    questions: Sequence[GoldenQuestion],
    search: IndexSearch,
    now: datetime,
    progress: Progress = lambda step, done, total: None,
    hold: Hold = nobody_talks,
) -> GateReport:
    """Compare ``draft`` with ``live`` as both are at ``now`` (local time); takes seconds.

    ``hold`` holds the golden dialogues.
    """
    before = outcomes(search, live, questions, "現行版回答考題", progress)
    after = outcomes(search, draft, questions, "草稿版回答考題", progress)
    progress("走一遍示範對話", 0, 2)
    talked = hold(_engine(search, live))
    progress("走一遍示範對話", 1, 2)
    talks = compare_talks(talked, hold(_engine(search, draft)))
    progress("比對混淆與重複", 0, 1)
    cases = [
        Case(q.query.text, q.query.id, q.learned, compare(old, new), old, new)
        for q, old, new in zip(questions, before, after, strict=True)
    ]
    report = GateReport(
        asked=len(cases),
        right_before=sum(case.before.grade == _RIGHT for case in cases),
        right_after=sum(case.after.grade == _RIGHT for case in cases),
        learned=sum(case.learned for case in cases),
        learned_before=sum(case.learned and case.before.grade == _RIGHT for case in cases),
        learned_after=sum(case.learned and case.after.grade == _RIGHT for case in cases),
        cases=tuple(case for case in cases if case.verdict is not Verdict.SAME),
        entries=tuple(changed_entries(live, draft, now)),
        confusable=_newly_confusable(live, draft, search),
        twins=_new_twins(live, draft),
        problems=_new_problems(live, draft),
        talks=talks,
    )
    progress("比對混淆與重複", 1, 1)
    return report
