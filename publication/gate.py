"""What a publication would change: golden questions and dialogues, put to the live and the draft generation.

Everything here is pure; who may publish, and when, is decided elsewhere.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.checks import check
from knowledge.differences import Difference, differences
from knowledge.errors import Problem
from knowledge.presentation import EntryView
from publication.change_kinds import Verdict
from publication.examiner import Examination, Examiner
from publication.golden_dialogues import TalkReport, compare_talks
from publication.golden_questions import RIGHT, GoldenQuestion, SearchOutcome
from retrieval.classifier.classifier import Learner
from retrieval.evaluation.confusability import Misplaced, Twins, misplaced_variants, suspects, twin_entries
from retrieval.index.generation import Generation
from retrieval.ranking.ranker import RankerModel

Progress = Callable[[str, int, int], None]
_PER_STEP = 20
# Of a view, what changes by itself: the clock, the day and the number of the generation.
_MOVING = ("generation", "as_of", "window", "other_windows")


class EntryChange(StrEnum):
    """What the publication does to one entry."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Case:
    """A golden question before and after; ``expected`` is the right entry, or ``OOS``."""

    text: str
    expected: str
    learned: bool
    verdict: Verdict
    before: SearchOutcome
    after: SearchOutcome


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


def outcomes(
    examinations: tuple[Examination, Examination],
    questions: Sequence[GoldenQuestion],
    first: frozenset[str],
    progress: Progress,
) -> list[tuple[SearchOutcome, SearchOutcome]]:
    """What live and draft do with each question; what is about the labels ``first`` is asked first."""
    about = [not first.isdisjoint(question.query.right) for question in questions]
    found: dict[int, tuple[SearchOutcome, SearchOutcome]] = {}
    for is_first, step in ((True, "回答動到的題目的考題"), (False, "回答其他考題")):
        rows = [row for row, is_about in enumerate(about) if is_about is is_first]
        for number, row in enumerate(rows):
            if number % _PER_STEP == 0:
                progress(step, number, len(rows))
            before, after = (one.outcome(questions[row]) for one in examinations)
            found[row] = before, after
        progress(step, len(rows), len(rows))
    return [found[row] for row in range(len(questions))]


def compare(before: SearchOutcome, after: SearchOutcome) -> Verdict:
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


def _newly_confusable(
    live: Generation,
    draft: Generation,
    labels: frozenset[str],
    model: RankerModel,
    learner: Learner | None,
) -> tuple[Misplaced, ...]:
    rows = suspects(draft, labels)
    found = list(misplaced_variants(draft, model, rows, learner)) if rows else []
    if not found:
        return ()
    asked = {(item.entry, item.text) for item in found}
    known = frozenset(
        row for row, document in enumerate(live.documents) if (document.label, document.text) in asked
    )
    old = {(item.entry, item.text, item.nearer) for item in misplaced_variants(live, model, known, learner)}
    return tuple(item for item in found if (item.entry, item.text, item.nearer) not in old)


def _new_twins(live: Generation, draft: Generation) -> tuple[Twins, ...]:
    old = {frozenset((twins.entry, twins.other)) for twins in twin_entries(live)}
    return tuple(t for t in twin_entries(draft) if frozenset((t.entry, t.other)) not in old)


def _new_problems(live: Generation, draft: Generation) -> tuple[str, ...]:
    def told(problems: Iterable[Problem]) -> list[str]:
        return [f"{problem.field}：{problem.message}" for problem in problems if not problem.warning]

    old = set(told(check(live.base, live.day)))
    return tuple(text for text in told(check(draft.base, draft.day)) if text not in old)


def inspect(
    live: Generation,
    draft: Generation,
    questions: Sequence[GoldenQuestion],
    examiner: Examiner,
    now: datetime,
    progress: Progress = lambda step, done, total: None,
    learner: Learner | None = None,
) -> GateReport:
    """Compare ``draft`` with ``live`` as both are at ``now`` (local time); takes seconds.

    ``learner`` knows what both have learned, which is faster.
    """
    changed = touched(live, draft)
    before, after = (examiner.examination(one, now.date()) for one in (live, draft))
    both = outcomes((before, after), questions, changed, progress)
    progress("走一遍示範對話", 0, 2)
    talked = before.turns()
    progress("走一遍示範對話", 1, 2)
    talks = compare_talks(talked, after.turns())
    progress("比對混淆與重複", 0, 1)
    cases = [
        Case(q.query.text, q.query.id, q.learned, compare(old, new), old, new)
        for q, (old, new) in zip(questions, both, strict=True)
    ]
    report = GateReport(
        asked=len(cases),
        right_before=sum(case.before.grade == RIGHT for case in cases),
        right_after=sum(case.after.grade == RIGHT for case in cases),
        learned=sum(case.learned for case in cases),
        learned_before=sum(case.learned and case.before.grade == RIGHT for case in cases),
        learned_after=sum(case.learned and case.after.grade == RIGHT for case in cases),
        cases=tuple(case for case in cases if case.verdict is not Verdict.SAME),
        entries=tuple(changed_entries(live, draft, now)),
        confusable=_newly_confusable(live, draft, changed, examiner.model, learner),
        twins=_new_twins(live, draft),
        problems=_new_problems(live, draft),
        talks=talks,
    )
    progress("比對混淆與重複", 1, 1)
    return report
