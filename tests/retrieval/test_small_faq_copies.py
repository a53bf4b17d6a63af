"""Another FAQ is searched with weights that its own number of texts calls for."""

import numpy as np
import pytest

from knowledge.intents import Kind
from retrieval.index.documents import Document, TextRole
from retrieval.ranking.features import Layout
from retrieval.ranking.ranker import RankerModel, between


def _layout(questions: int, kind: Kind = Kind.FAQ) -> Layout:
    asked = [Document("a", Kind.FAQ, TextRole.VARIANT, f"第{n}種問法") for n in range(questions)]
    return Layout.of([*asked, Document("z", kind, TextRole.VARIANT, "別的")])


@pytest.mark.parametrize(("texts", "share"), [(0.5, 0.0), (1, 0.0), (8, 0.5), (64, 1.0), (500, 1.0)])
def test_the_weights_move_with_the_logarithm_of_the_texts_per_entry(texts: float, share: float) -> None:
    assert between(np.zeros(2), np.array([2.0, 4.0]), texts, 64) == pytest.approx([2 * share, 4 * share])


def test_an_entry_with_one_question_is_found_by_its_words_and_answer_as_well() -> None:
    model = RankerModel.load()
    thin, thick = model.weights(_layout(1)), model.weights(_layout(400))
    assert list(thin) == pytest.approx(list(model.sparse))
    assert list(thick) == pytest.approx(list(model.fusion))


def test_an_index_that_knows_what_is_out_of_scope_is_our_own() -> None:
    model = RankerModel.load()
    assert list(model.weights(_layout(1, Kind.OUT_OF_SCOPE))) == list(model.fusion)
