"""The learned heads: what is kept of their examples, and what is read from its file."""

from pathlib import Path

import numpy as np

from bot.understanding.candidates import FEATURES
from bot.understanding.heads import APART, Head, Heads, Name
from bot.understanding.likeness import gram_matrix
from bot.understanding.model import Model

TEXTS = ("加班費怎麼算", "要帶什麼", "謝謝")


def _learned() -> Heads:
    vectors = np.random.default_rng(1).standard_normal((len(TEXTS), 8), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows, weights = np.arange(len(TEXTS)), np.eye(len(TEXTS), 2, dtype=np.float32)
    mean, matters = np.array([0.25, 0.5], dtype=np.float32), np.array(["overtime-pay", "sick-leave", ""])
    heads = {name: Head(("one", "other"), rows, weights, mean, matters, APART[name]) for name in Name}
    return Heads.of(vectors, gram_matrix(TEXTS), heads)


def test_a_model_reads_a_message_after_it_was_written_as_before(tmp_path: Path) -> None:
    heads, file = _learned(), tmp_path / "model.npz"
    Model(heads, *np.zeros((2, len(FEATURES)), dtype=np.float32), {}).save(file)
    again = Model.load(file).heads
    vector = heads.rounded[1] * heads.step
    ours, theirs = heads.read(vector, TEXTS[1]), again.read(vector, TEXTS[1])
    for name in Name:
        for about in ("", "sick-leave"):
            assert np.allclose(
                [*ours.of(name, about).values()], [*theirs.of(name, about).values()], atol=1e-6
            )


def test_a_message_that_was_learned_is_read_as_its_own() -> None:
    heads = _learned()
    scores = heads.read(heads.rounded[1] * heads.step, TEXTS[1]).of(Name.ACTS)
    assert scores["other"] - 0.5 > scores["one"] - 0.25


def test_what_was_said_of_the_same_matter_counts_more() -> None:
    heads = _learned()
    scorer = heads.read(heads.rounded[1] * heads.step, TEXTS[1])
    of_none, of_other = scorer.of(Name.FOLLOWS), scorer.of(Name.FOLLOWS, "unknown")
    assert scorer.of(Name.FOLLOWS, "sick-leave")["other"] > of_none["other"] == of_other["other"]
