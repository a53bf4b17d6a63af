"""The query sets of the other authors: complete, known ids, nothing seen twice."""

from collections import Counter
from pathlib import Path

from knowledge import loader
from retrieval.evaluation.queries import DATA, LabelledQuery, letters_of, read_queries

ENTRIES = {entry.id: entry.question for entry in loader.load().entries}
LANGUAGES = ("en", "vi", "id", "th", "fil", "zh_hans")
CROSS_LINGUAL = DATA / "cross_lingual"
TRAINING = (*DATA.glob("train_*.csv"), *CROSS_LINGUAL.glob("train_*.csv"))
JUDGES = (
    *(DATA / f"{name}.csv" for name in ("unseen", "judge")),
    *(CROSS_LINGUAL / f"{name}_{code}.csv" for code in LANGUAGES for name in ("unseen", "judge")),
)
FILES = (*TRAINING, *JUDGES)


def _read(file: Path) -> list[LabelledQuery]:
    return read_queries(file, ENTRIES)


def _per_entry(file: str) -> Counter[str]:
    return Counter(query.id for query in _read(DATA / file) if query.right)


def test_the_training_queries_cover_every_entry_six_times() -> None:
    assert _per_entry("train_extra.csv") == dict.fromkeys(ENTRIES, 6)


def test_the_held_out_queries_cover_every_entry_three_times() -> None:
    assert _per_entry("unseen.csv") == dict.fromkeys(ENTRIES, 3)


def test_no_query_stands_in_two_of_the_files() -> None:
    times = Counter(letters_of(query.text) for file in FILES for query in _read(file))
    assert [text for text, count in times.items() if count > 1] == []


def test_no_judge_query_is_a_text_that_staff_wrote_or_that_thresholds_were_set_on() -> None:
    base = loader.load()
    texts = [text for entry in base.entries for text in (entry.question, *entry.all_variants)]
    texts += [query.text for name in ("dev", "test") for query in _read(DATA / f"{name}.csv")]
    written = set(map(letters_of, texts))
    judged = (DATA / "judge.csv", *CROSS_LINGUAL.glob("judge_*.csv"))
    assert [q.text for file in judged for q in _read(file) if letters_of(q.text) in written] == []


def test_no_query_is_a_question_of_the_catalogue() -> None:
    questions = {letters_of(question) for question in ENTRIES.values()}
    assert [q.text for file in FILES for q in _read(file) if letters_of(q.text) in questions] == []
