"""What a publication would change is told before it happens."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.clock import local_now
from knowledge.loader import KnowledgeBase
from knowledge.records import payload_of, with_records
from knowledge.schemas import Entry, Register, Status
from publication.change_kinds import Verdict
from publication.examiner import Examiner
from publication.gate import EntryChange, GateReport, compare, inspect
from publication.golden_questions import GoldenQuestion, SearchOutcome, golden_questions
from retrieval.classifier.incremental_training import Relearner
from retrieval.encoder import Encoder
from retrieval.engine import IndexSearch
from retrieval.evaluation.queries import OUT_OF_SCOPE, LabelledQuery
from retrieval.index.generation import Generation, build
from retrieval.ranking.ranker import RankerModel

Edit = Callable[[Entry], Entry]
Look = Callable[..., GateReport]


def _query(text: str, label: str, learned: bool = False) -> GoldenQuestion:
    return GoldenQuestion(LabelledQuery(text, label), learned)


@pytest.fixture
def look(few_built: Generation, encoder: Encoder) -> Look:
    """The gate over some of the real knowledge with entries edited."""
    examiner = Examiner(IndexSearch(encoder, RankerModel.load()))

    def run(questions: list[GoldenQuestion], **edits: Edit) -> GateReport:
        entries = {entry.id.replace("-", "_"): entry for entry in few_built.base.entries}
        changes = [("entry", payload_of(edit(entries[name]))) for name, edit in edits.items()]
        base = with_records(few_built.base, changes)
        draft = build(base, encoder, few_built.number + 1, few_built.day, few_built)
        return inspect(few_built, draft, questions, examiner, local_now())

    return run


def _withdraw(entry: Entry) -> Entry:
    return entry.model_copy(update={"status": Status.WITHDRAWN})


def _without_words(entry: Entry) -> Entry:
    return entry.model_copy(
        update={"question": "其他事項說明", "variants": {Register.KEYWORD: ("其他事項",)}, "details": ()}
    )


def _and_variant(text: str) -> Edit:
    def edit(entry: Entry) -> Entry:
        variants = {**entry.variants, Register.COLLOQUIAL: (*entry.variants[Register.COLLOQUIAL], text)}
        return entry.model_copy(update={"variants": variants})

    return edit


def test_nothing_edited_changes_nothing(look: Look, few_built: Generation) -> None:
    known = [q for q in golden_questions([]) if set(q.query.right) <= {*few_built.layout.labels}]
    report = look(known[::10])
    assert report.asked > 10
    assert (report.cases, report.entries, report.confusable, report.twins, report.problems) == (
        (),
        (),
        (),
        (),
        (),
    )
    assert report.right_before == report.right_after > report.asked / 2
    assert not report.got_worse


def test_words_that_go_to_another_entry_make_a_question_worse(look: Look) -> None:
    # Losing them is not enough: the training queries still lead to the entry.
    report = look(
        [_query("加班費怎麼算", "overtime-pay")],
        overtime_pay=_without_words,
        annual_leave=_and_variant("加班費怎麼算"),
    )
    assert [case.text for case in report.with_verdict(Verdict.WORSE)] == ["加班費怎麼算"]
    assert report.got_worse


def test_an_edited_answer_is_told_with_its_words(look: Look) -> None:
    def edit(entry: Entry) -> Entry:
        return entry.model_copy(update={"answer": entry.answer + "請記得帶印章。"})

    report = look([], overtime_pay=edit)
    assert [(e.id, e.change) for e in report.entries] == [("overtime-pay", EntryChange.CHANGED)]
    found = {difference.label: difference for difference in report.entries[0].differences}
    assert any("請記得帶印章。" in piece.text for line in found["直接回答"].lines for piece in line)


def test_a_withdrawn_entry_is_told_and_its_questions_should_be_refused(look: Look) -> None:
    report = look([_query("加班費怎麼算", "overtime-pay")], overtime_pay=_withdraw)
    assert [(e.id, e.change) for e in report.entries if e.change is EntryChange.WITHDRAWN] == [
        ("overtime-pay", EntryChange.WITHDRAWN)
    ]
    (case,) = report.cases
    assert case.after.best != "overtime-pay"


def test_a_learned_question_that_is_now_answered_is_counted(look: Look) -> None:
    text = "頭家攏無發加點錢敢有天理"
    report = look([_query(text, "overtime-pay", learned=True)], overtime_pay=_and_variant(text))
    assert (report.learned, report.learned_before, report.learned_after) == (1, 0, 1)
    assert [case.text for case in report.with_verdict(Verdict.BETTER)] == [text]


def test_a_variant_that_belongs_elsewhere_is_newly_confusable(look: Look) -> None:
    report = look([], overtime_pay=_and_variant("產假可以請幾個星期"))
    assert ("overtime-pay", "產假可以請幾個星期") in {(item.entry, item.text) for item in report.confusable}
    assert report.got_worse


def test_a_twin_entry_is_told(look: Look, few_built: Generation, encoder: Encoder) -> None:
    twin = few_built.catalogue["overtime-pay"].model_copy(update={"id": "overtime-pay-again"})
    base = with_records(few_built.base, [("entry", payload_of(twin))])
    draft = build(base, encoder, few_built.number + 1, few_built.day, few_built)
    examiner = Examiner(IndexSearch(encoder, RankerModel.load()))
    report = inspect(few_built, draft, [], examiner, local_now())
    assert {frozenset((pair.entry, pair.other)) for pair in report.twins} == {
        frozenset(("overtime-pay", "overtime-pay-again"))
    }
    assert any("overtime-pay" in problem for problem in report.problems)


def test_a_figure_without_source_is_a_new_problem(look: Look) -> None:
    def edit(entry: Entry) -> Entry:
        return entry.model_copy(update={"answer": "最多可以領 98765 元。"})

    assert any("98765" in problem for problem in look([], overtime_pay=edit).problems)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (("answer", "a", 3), ("answer", "a", 3), Verdict.SAME),
        (("answer", "a", 3), ("clarify", "a", 2), Verdict.WORSE),
        (("abstain", "", 1), ("answer", "b", 0), Verdict.WORSE),
        (("clarify", "a", 2), ("answer", "a", 3), Verdict.BETTER),
        (("clarify", "a", 2), ("clarify", "b", 2), Verdict.CHANGED),
    ],
)
def test_outcomes_are_compared_by_what_they_are_worth_to_the_citizen(
    before: tuple[str, str, int], after: tuple[str, str, int], verdict: Verdict
) -> None:
    assert compare(SearchOutcome(*before), SearchOutcome(*after)) is verdict


def test_the_golden_questions_hold_what_staff_settled() -> None:
    questions = golden_questions([("請問今天天氣", OUT_OF_SCOPE)])
    assert questions[-1] == _query("請問今天天氣", OUT_OF_SCOPE, learned=True)
    assert replace(questions[0], learned=True) != questions[0]


@pytest.fixture
def edited(few_built: Generation) -> KnowledgeBase:
    """One entry is asked in one more way."""
    entry = few_built.catalogue["overtime-pay"]
    changed = _and_variant("頭家攏無發加點錢敢有天理")(entry)
    return with_records(few_built.base, [("entry", payload_of(changed))])


def test_what_is_learned_from_the_build_before_answers_as_a_full_build(
    few_built: Generation, edited: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    learner = Relearner(tmp_path / "factor", encoder.fingerprint)
    learner.fit(few_built.lesson)
    arguments = edited, encoder, few_built.number + 1, few_built.day, few_built
    quick, whole = build(*arguments, learner=learner), build(*arguments)
    assert quick.classifier is not None and whole.classifier is not None
    assert np.array_equal(quick.vectors.vectors(), whole.vectors.vectors())
    assert np.allclose(quick.classifier.weights, whole.classifier.weights, atol=1e-4)
    search = IndexSearch(encoder, RankerModel.load())
    for question in golden_questions([])[::4]:
        ours, theirs = (search.search(one, question.query.text, 5) for one in (quick, whole))
        assert (ours.decision, [hit.id for hit in ours.results]) == (
            theirs.decision,
            [hit.id for hit in theirs.results],
        )
    examiner, questions = Examiner(search), [_query("加班費怎麼算", "overtime-pay")]
    told = (
        inspect(few_built, quick, questions, examiner, local_now(), learner=one) for one in (learner, None)
    )
    assert next(told) == next(told)


def test_questions_about_the_touched_entries_are_asked_first(
    few_built: Generation, edited: KnowledgeBase, encoder: Encoder
) -> None:
    draft = build(edited, encoder, few_built.number + 1, few_built.day, few_built)
    examiner = Examiner(IndexSearch(encoder, RankerModel.load()))
    questions = [_query("特休有幾天", "annual-leave"), _query("加班費怎麼算", "overtime-pay")]
    steps: list[tuple[str, int, int]] = []
    inspect(few_built, draft, questions, examiner, local_now(), lambda *step: steps.append(step))
    done = [step for step in steps if step[1] == step[2] == 1]
    assert [name for name, _, _ in done][:2] == ["回答動到的題目的考題", "回答其他考題"]
