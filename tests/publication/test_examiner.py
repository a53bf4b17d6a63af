"""What a generation said once is not asked again, not even by another process; nothing else is believed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.calendar import Calendar
from core.clock import local_now
from knowledge.records import payload_of, with_records
from knowledge.schemas import Register
from publication import examination_memory as memory
from publication.examination_memory import ExaminationMemory
from publication.examiner import ANSWERS_FILE, VECTORS_FILE, Examiner, prepare
from publication.gate import inspect
from publication.golden_dialogues import HeldTurn
from publication.golden_questions import GoldenQuestion, golden_questions
from retrieval.encoder import Encoder
from retrieval.encoder.caching import CachingEncoder
from retrieval.engine import Engine, IndexSearch, SearchResult
from retrieval.evaluation.queries import LabelledQuery
from retrieval.index import generation as generations
from retrieval.index.generation import Generation, build
from retrieval.index.index import Index
from retrieval.ranking.ranker import RankerModel

QUESTION = GoldenQuestion(LabelledQuery("加班費怎麼算", "overtime-pay"))
TODAY = local_now().date()


class Asking(IndexSearch):
    """A search that counts what it is asked, and dialogues that are counted as well."""

    asked = held = 0

    def search(self, index: Index, query: str, limit: int) -> SearchResult:
        """See `IndexSearch.search`."""
        self.asked += 1
        return super().search(index, query, limit)

    def hold(self, engine: Engine) -> tuple[HeldTurn, ...]:
        """One turn, which helps."""
        self.held += 1
        return (HeldTurn("golden-01", 1, "加班費怎麼算", True, engine.search("加班費怎麼算").results[0].id),)


Begin = Callable[[], tuple[Asking, Examiner]]


@pytest.fixture
def begin(encoder: Encoder, tmp_path: Path) -> Begin:
    """Another process over the same folder."""

    def process() -> tuple[Asking, Examiner]:
        search = Asking(encoder, RankerModel.load())
        return search, Examiner(search, search.hold, ExaminationMemory(tmp_path / ANSWERS_FILE))

    return process


def _edited(generation: Generation, encoder: Encoder, text: str) -> Generation:
    entry = generation.catalogue["overtime-pay"]
    variants = {**entry.variants, Register.COLLOQUIAL: (*entry.variants[Register.COLLOQUIAL], text)}
    changed = payload_of(entry.model_copy(update={"variants": variants}))
    base = with_records(generation.base, [("entry", changed)])
    return build(base, encoder, generation.number + 1, generation.day, generation)


def test_a_generation_is_asked_once_and_its_dialogues_once_a_day(
    few_built: Generation, encoder: Encoder
) -> None:
    search = Asking(encoder, RankerModel.load())
    examiner = Examiner(search, search.hold)
    draft = replace(few_built, number=few_built.number + 1)
    for generation in (few_built, draft, few_built, draft):
        examination = examiner.examination(generation, TODAY)
        examination.outcome(QUESTION)
        examination.turns()
    assert (search.asked, search.held) == (2, 2)
    tomorrow = examiner.examination(few_built, TODAY + timedelta(days=1))
    tomorrow.outcome(QUESTION)
    tomorrow.turns()
    assert (search.asked, search.held) == (2, 3)


def test_the_live_generation_is_still_known_after_the_check_of_a_second_draft(
    few_built: Generation, encoder: Encoder
) -> None:
    search = Asking(encoder, RankerModel.load())
    examiner = Examiner(search, search.hold)
    for number in (1, 2):
        for generation in (few_built, replace(few_built, number=few_built.number + number)):
            examiner.examination(generation, TODAY).outcome(QUESTION)
    assert search.asked == 3


def test_another_process_finds_what_was_said_and_comes_to_the_same_verdict(
    few_built: Generation, encoder: Encoder, begin: Begin, tmp_path: Path
) -> None:
    draft = _edited(few_built, encoder, "產假可以請幾個星期")
    questions = [QUESTION, *golden_questions([])[::20]]
    _, examiner = begin()
    told = inspect(few_built, draft, questions, examiner, local_now())
    examiner.keep()
    generations.save(few_built, tmp_path)
    live = generations.load(tmp_path, few_built.number)
    search, again = begin()
    assert inspect(live, draft, questions, again, local_now()) == told
    assert (search.asked, search.held) == (0, 0)
    fresh = Asking(encoder, RankerModel.load())
    assert inspect(few_built, draft, questions, Examiner(fresh, fresh.hold), local_now()) == told
    assert fresh.asked > 0 and told.got_worse


def test_what_else_answers_is_asked_itself(few_built: Generation, encoder: Encoder) -> None:
    search = IndexSearch(encoder, RankerModel.load())
    known = memory.searched(few_built, search)
    assert memory.searched(_edited(few_built, encoder, "加班費幾倍"), search) != known
    other = replace(RankerModel.load(), fusion=tuple(2 * weight for weight in RankerModel.load().fusion))
    assert memory.searched(few_built, IndexSearch(encoder, other)) != known
    assert few_built.classifier is not None
    weights = replace(few_built.classifier, weights=few_built.classifier.weights + 1)
    assert memory.searched(replace(few_built, classifier=weights), search) != known
    today = memory.held(known, few_built, TODAY)
    assert memory.held(known, few_built, TODAY + timedelta(days=1)) != today
    closed = replace(few_built, catalogue=type(few_built.catalogue)(few_built.base, few_built.number, TODAY))
    closed.catalogue.calendar = Calendar({TODAY: "颱風"})
    assert memory.held(known, closed, TODAY) != today


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: kept[: len(kept) // 2],
        lambda kept: kept.replace(b"overtime-pay", b"annual-leave"),
        lambda kept: b"[]",
        lambda kept: b"\xff" + kept,
        lambda kept: b'{"known": "{}", "seal": 1}',
    ],
    ids=["cut", "changed", "no object", "no text", "no seal"],
)
def test_a_damaged_file_is_not_believed(
    few_built: Generation, begin: Begin, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    search, examiner = begin()
    examination = examiner.examination(few_built, TODAY)
    said = examination.outcome(QUESTION), examination.turns()
    examiner.keep()
    file = tmp_path / ANSWERS_FILE
    file.write_bytes(damage(file.read_bytes()))
    search, examiner = begin()
    again = examiner.examination(few_built, TODAY)
    assert (again.outcome(QUESTION), again.turns()) == said
    assert search.asked > 0 and search.held == 1


def test_the_file_does_not_hold_the_words_of_citizens(
    few_built: Generation, begin: Begin, tmp_path: Path
) -> None:
    _, examiner = begin()
    learned = GoldenQuestion(LabelledQuery("我在某某工廠沒有加班費", "overtime-pay"), learned=True)
    examiner.examination(few_built, TODAY).outcome(learned)
    examiner.keep()
    kept = (tmp_path / ANSWERS_FILE).read_text("utf-8")
    assert "overtime-pay" in kept and "某某工廠" not in kept.encode().decode("unicode_escape")


def test_what_a_build_prepares_is_all_that_a_check_asks_of_it(
    few_built: Generation, encoder: Encoder, begin: Begin, tmp_path: Path
) -> None:
    prepare(few_built, encoder, tmp_path, begin()[0].hold, local_now())
    search, examiner = begin()
    examination = examiner.examination(few_built, TODAY)
    assert not examination.complete()
    assert (search.asked, search.held) == (0, 0)
    assert CachingEncoder(encoder, tmp_path / VECTORS_FILE).queries([QUESTION.query.text]).shape[0] == 1
