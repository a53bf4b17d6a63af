"""The learned heads: what is kept of their examples, and what is read from its file."""

from pathlib import Path

import numpy as np

from bot.understanding.candidates import FEATURES
from bot.understanding.heads import Head, Heads, Name, gram_matrix
from bot.understanding.model import Model

TEXTS = ("加班費怎麼算", "要帶什麼", "謝謝")


def _learned() -> Heads:
    vectors = np.random.default_rng(1).standard_normal((len(TEXTS), 8), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows, weights = np.arange(len(TEXTS)), np.eye(len(TEXTS), 2, dtype=np.float32)
    head = Head(("one", "other"), rows, weights, np.array([0.25, 0.5], dtype=np.float32))
    return Heads.of(vectors, gram_matrix(TEXTS), dict.fromkeys(Name, head))


def test_a_model_reads_a_message_after_it_was_written_as_before(tmp_path: Path) -> None:
    heads, file = _learned(), tmp_path / "model.npz"
    Model(heads, np.zeros(len(FEATURES), dtype=np.float32), {}).save(file)
    again = Model.load(file).heads
    vector = heads.rounded[1] * heads.step
    pairs = zip(heads.read(vector, TEXTS[1]).values(), again.read(vector, TEXTS[1]).values(), strict=True)
    for ours, theirs in pairs:
        assert np.allclose([*ours.values()], [*theirs.values()], atol=1e-6)


def test_a_message_that_was_learned_is_read_as_its_own() -> None:
    heads = _learned()
    scores = heads.read(heads.rounded[1] * heads.step, TEXTS[1])[Name.ACTS]
    assert scores["other"] - 0.5 > scores["one"] - 0.25
