"""What documents say about their label: the best one, and the best few."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.ranking.features import Segments

LABELS = 5
# Few different scores, so that several documents of a label often share one.
cosines = st.sampled_from([-0.5, 0.0, 0.25, 0.5, 0.75, 1.0])
scored = st.lists(st.tuples(st.integers(0, LABELS - 1), cosines), max_size=30)


@given(scored)
def test_a_label_is_as_good_as_its_best_document(documents: list[tuple[int, float]]) -> None:
    documents.sort(key=lambda document: document[0])
    found = Segments.of([owner for owner, _ in documents], LABELS)
    best = found.best(np.array([score for _, score in documents], dtype=np.float32), -1.0)
    assert list(best) == [
        max((s for o, s in documents if o == label), default=-1.0) for label in range(LABELS)
    ]


@given(scored, st.integers(1, 4))
def test_the_best_few_are_averaged_and_the_best_stands_in_for_those_that_lack(
    documents: list[tuple[int, float]], count: int
) -> None:
    documents.sort(key=lambda document: document[0])
    found = Segments.of([owner for owner, _ in documents], LABELS)
    scores = np.array([score for _, score in documents], dtype=np.float32)
    means = found.mean_of_best(scores, count)
    for label in set(found.owners):
        top = sorted((s for o, s in documents if o == label), reverse=True)[:count]
        assert means[label] == np.float32(np.mean(top + top[:1] * (count - len(top))))
    assert list(scores) == [np.float32(score) for _, score in documents]
