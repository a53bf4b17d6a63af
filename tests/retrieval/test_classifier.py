"""The classifier learns from the texts, and knows what each would score without itself."""

import numpy as np
import pytest

from retrieval.classifier.classifier import Classifier, Learner
from retrieval.classifier.lesson import Lesson
from retrieval.encoder.base import Vectors
from retrieval.index.lexical import WordVectors, ngrams

TEXTS = [
    "加班費怎麼算",
    "加班費多少",
    "沒給加班費",
    "特休有幾天",
    "特休天數",
    "特休沒休完",
    "資遣費",
    "資遣費計算",
]
OWNERS = np.array([0, 0, 0, 1, 1, 1, 2, 2])
LABELS = 3


@pytest.fixture
def vectors() -> Vectors:
    """Eight texts around three topics."""
    random = np.random.default_rng(5)
    found = np.eye(16, dtype=np.float32)[OWNERS] + 0.1 * random.standard_normal((8, 16), dtype=np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def _scores_without(rows: list[int], vectors: Vectors) -> np.ndarray:
    kept = [row for row in range(len(TEXTS)) if row not in rows]
    words = WordVectors([TEXTS[row] for row in kept])
    model = Classifier.fit(Lesson(vectors[kept], words, OWNERS[kept], LABELS))
    return np.stack(
        [model.scores(vectors[kept] @ vectors[row], words.cosines(ngrams(TEXTS[row]))) for row in rows]
    )


def test_a_new_text_goes_to_the_label_that_it_resembles(vectors: Vectors) -> None:
    words = WordVectors(TEXTS)
    model = Classifier.fit(Lesson(vectors, words, OWNERS, LABELS))
    query = vectors[3] + vectors[4]
    scores = model.scores(vectors @ (query / np.linalg.norm(query)), words.cosines(ngrams("特休")))
    assert int(scores.argmax()) == 1


@pytest.mark.parametrize("rows", [[2], [3, 4]])
def test_left_out_scores_are_close_to_learning_without_the_texts(vectors: Vectors, rows: list[int]) -> None:
    groups = [np.array(rows)] if len(rows) > 1 else []
    found = Classifier.left_out(Lesson(vectors, WordVectors(TEXTS), OWNERS, LABELS), groups)[rows]
    # Not equal: word frequencies, balance and sharpness are those of all texts.
    assert np.allclose(found, _scores_without(rows, vectors), atol=0.15)
    assert (found.argmax(axis=1) == OWNERS[rows]).all()


def test_a_text_never_scores_better_without_itself(vectors: Vectors) -> None:
    words = WordVectors(TEXTS)
    model = Classifier.fit(Lesson(vectors, words, OWNERS, LABELS))
    left_out = Classifier.left_out(Lesson(vectors, words, OWNERS, LABELS))
    for row, owner in enumerate(OWNERS):
        scores = model.scores(vectors @ vectors[row], words.cosines(ngrams(TEXTS[row])))
        assert left_out[row, owner] <= scores[owner] + 1e-4


def test_some_rows_are_left_out_as_all_are(vectors: Vectors) -> None:
    lesson = Lesson(vectors, WordVectors(TEXTS), OWNERS, LABELS)
    rows = np.array([1, 6])
    some = Learner().left_out_rows(lesson, Classifier.fit(lesson).weights, rows)
    assert np.allclose(some[rows], Classifier.left_out(lesson)[rows], atol=1e-4)


def test_words_are_alike_in_both_directions_and_equal_to_themselves() -> None:
    words = WordVectors(TEXTS)
    among = words.between(*[np.arange(len(TEXTS))] * 2)
    assert np.allclose(among, among.T, atol=1e-6)
    assert np.allclose(np.diag(among), 1, atol=1e-5)
    assert np.allclose(words.cosines(ngrams(TEXTS[2])), among[2], atol=1e-5)


def test_an_unknown_word_lowers_the_likeness() -> None:
    words = WordVectors(TEXTS)
    assert words.cosines(ngrams("加班費多少"))[1] > words.cosines(ngrams("加班費多少西瓜"))[1] > 0
