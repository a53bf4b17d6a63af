"""What a head gains from knowing what a message is about: ``python -m tests.experiments.matters``.

Each author is scored by a head that has not read the author; minutes, most of them for the vectors.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from sklearn.metrics import roc_auc_score

from bot.understanding.dialogues import Split, shipped
from bot.understanding.examples import (
    OTHERS,
    Example,
    head_examples,
    in_context,
    left_out_of,
    matter_of,
    targets,
)
from bot.understanding.heads import Name
from bot.understanding.likeness import Floats, by_gram, gram_matrix, likeness
from bot.understanding.structure import WHOLE
from core.settings import Settings
from publication.cli import live_engine
from retrieval.analysis.glossary import searchable

APARTS = (1.0, 0.7, 0.4)
# The whole of an entry against a point of it, at first and later (`bot.understanding.matters`).
HANDICAPS = ((0.35, -0.2), (0.2, -0.1), (0.1, 0.0))


def scores_of(
    kernel: Floats, examples: list[Example], name: Name, apart: float
) -> tuple[list[int], tuple[str, ...], Floats]:
    """The rows of the examples of all authors, the labels, and what a head says of each, given its matter."""
    told = replace(targets(examples, name), apart=apart)
    heads = left_out_of(kernel, examples, told)
    rows = [int(row) for row in told.rows if examples[row].author != OTHERS]
    scored = [heads[examples[row].author].scores(kernel[row], matter_of(examples[row], name)) for row in rows]
    return rows, told.labels, np.array(scored)


def points(kernel: Floats, examples: list[Example]) -> Iterator[str]:
    """How often the point is right where the entry is known."""
    for apart in APARTS:
        rows, labels, scores = scores_of(kernel, examples, Name.POINTS, apart)
        later = np.array([bool(examples[row].follows) for row in rows])
        for handicap in HANDICAPS:
            told = scores.copy()
            told[:, labels.index(WHOLE)] += np.where(later, handicap[1], handicap[0])
            found = [labels[at] for at in told.argmax(axis=1)]
            right = np.array(
                [one in (examples[row].points or ()) for row, one in zip(rows, found, strict=True)]
            )
            yield (
                f"points, others count {apart}, whole {handicap}: first {right[~later].mean():.3f}, "
                f"later {right[later].mean():.3f} ({later.sum()})"
            )


def follows(kernel: Floats, examples: list[Example]) -> Iterator[str]:
    """How well going on is told from leaving, amid a topic."""
    for apart in APARTS:
        rows, labels, scores = scores_of(kernel, examples, Name.FOLLOWS, apart)
        amid = [place for place, row in enumerate(rows) if examples[row].topic]
        stays = [bool(examples[rows[place]].follows) for place in amid]
        area = roc_auc_score(stays, scores[amid, labels.index("True")])
        yield f"follows, others count {apart}: AUC {area:.3f} ({len(amid)})"


def results() -> Iterator[str]:
    """One line per head and way."""
    engine = live_engine(Settings())
    examples = head_examples(in_context(shipped(Split.TRAIN)[0]), [], engine.generation.base.intents)
    texts = [example.text for example in examples]
    vectors, grams = engine.encoder.queries([searchable(text) for text in texts]), gram_matrix(texts)
    kernel = likeness(vectors, grams, vectors, by_gram(grams))
    yield from points(kernel, examples)
    yield from follows(kernel, examples)


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
