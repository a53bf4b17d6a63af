"""A lesson that differs little from one before is learned from it, with the same result."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.classifier import lesson
from retrieval.classifier.classifier import Classifier, Learner
from retrieval.classifier.incremental_training import Relearner
from retrieval.classifier.lesson import Lesson
from retrieval.encoder.base import Vectors
from retrieval.index.lexical import WordVectors

LABELS = ("annual-leave", "overtime-pay", "severance-pay")
WORDS = ("加班費", "特休", "資遣費", "計算", "幾天", "老闆", "沒給", "可以", "怎麼", "多少")
# Heard texts come first in each label; they alone tell how rare a word is.
HEARD, WRITTEN = 20, 12
Texts = Sequence[tuple[str, str, bool]]


def _texts() -> list[tuple[str, str, bool]]:
    random = np.random.default_rng(3)
    return [
        (label, "".join(random.choice(WORDS, 4)) + str(n), n < HEARD)
        for label in LABELS
        for n in range(HEARD + WRITTEN)
    ]


def _vector(text: str) -> Vectors:
    random = np.random.default_rng(list(text.encode()))
    found = (
        random.standard_normal(24, dtype=np.float32)
        + 3 * np.eye(24, dtype=np.float32)[sum(map(ord, text)) % 24]
    )
    return np.asarray(found / np.linalg.norm(found), dtype=np.float32)


def _lesson(texts: Texts) -> Lesson:
    texts = sorted(texts, key=lambda item: item[0])
    labels = sorted({label for label, _, _ in texts})
    return Lesson(
        np.stack([_vector(text) for _, text, _ in texts]),
        WordVectors([text for _, text, _ in texts], np.array([heard for _, _, heard in texts])),
        np.array([labels.index(label) for label, _, _ in texts]),
        len(labels),
        tuple((label, text) for label, text, _ in texts),
    )


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Among a hundred texts one more moves the mean distance of all; among thousands it does not."""
    monkeypatch.setattr(lesson, "sharpness_of", lambda vectors: 2.3)


@pytest.fixture
def relearner(tmp_path: Path) -> Relearner:
    """It has learned `_texts`."""
    found = Relearner(tmp_path / "factor", "encoder")
    found.fit(_lesson(_texts()))
    return found


class _Unable(Lesson):
    """A lesson that must not be learned whole."""

    def factored(self) -> None:  # type: ignore[override]
        raise AssertionError("learned whole")


def _unable(lesson: Lesson) -> Lesson:
    return _Unable(lesson.vectors, lesson.words, lesson.owners, lesson.labels, lesson.names)


EDITS: dict[str, Callable[[Texts], Texts]] = {
    "none": lambda texts: texts,
    "one more": lambda texts: [*texts, ("overtime-pay", "頭家攏無發加點錢", False)],
    "one less": lambda texts: texts[:-1],
    "one changed": lambda texts: [*texts[:-1], ("severance-pay", "被叫走拿得到錢嗎", False)],
    "moved to another entry": lambda texts: [*texts[:-1], ("annual-leave", texts[-1][1], False)],
    "a second time": lambda texts: [*texts, texts[-1]],
    "an entry more": lambda texts: [
        *texts,
        *(("bonus", f"年終獎金{n}", False) for n in range(HEARD + WRITTEN)),
    ],
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_follows_from_the_lesson_before_is_what_is_learned_whole(
    edit: str, relearner: Relearner
) -> None:
    learned = _lesson(EDITS[edit](_texts()))
    whole = Classifier.fit(learned)
    quick = relearner.fit(_unable(learned))
    assert quick.sharpness == whole.sharpness
    assert np.allclose(quick.weights, whole.weights, atol=1e-4)
    rows = np.array([0, 40, len(learned.owners) - 1])
    left_out = relearner.left_out_rows(_unable(learned), quick.weights, rows)
    assert np.allclose(left_out, Learner().left_out_rows(learned, whole.weights, rows), atol=1e-4)


def test_edit_after_edit_is_learned_from_what_was_learned_whole(relearner: Relearner) -> None:
    texts = _texts()
    for number in range(3):
        texts = [*texts[:-1], ("severance-pay", f"休息日{number}", False)]
        learned = _lesson(texts)
        assert np.allclose(
            relearner.fit(_unable(learned)).weights, Classifier.fit(learned).weights, atol=1e-4
        )


def _damage(file: Path) -> None:
    values = np.fromfile(file, np.float32)
    values[len(values) // 2] += 0.5
    values.tofile(file)


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_factor_is_learned_anew(damage: str, relearner: Relearner, tmp_path: Path) -> None:
    file = tmp_path / "factor" / "factor.bin"
    if damage == "changed":
        _damage(file)
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:-100])
    else:
        file.unlink()
    learned = _lesson(EDITS["one more"](_texts()))
    assert np.allclose(relearner.fit(learned).weights, Classifier.fit(learned).weights, atol=1e-4)
    assert np.allclose(relearner.fit(_unable(learned)).weights, Classifier.fit(learned).weights, atol=1e-4)


def test_other_heard_texts_are_learned_whole_because_the_rarity_of_words_changes(
    relearner: Relearner,
) -> None:
    learned = _lesson(_texts()[1:])
    with pytest.raises(AssertionError, match="learned whole"):
        relearner.fit(_unable(learned))


def test_vectors_of_another_encoder_are_learned_whole(relearner: Relearner, tmp_path: Path) -> None:
    other = Relearner(tmp_path / "factor", "another")
    with pytest.raises(AssertionError, match="learned whole"):
        other.fit(_unable(_lesson(_texts())))
