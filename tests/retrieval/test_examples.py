"""Queries with known answers become what the calibration learns from."""

import pytest

from knowledge.intents import Kind
from retrieval.encoder import Encoder
from retrieval.evaluation.queries import LabelledQuery
from retrieval.index.documents import Document, TextRole
from retrieval.index.index import build_index
from retrieval.training.examples import READERS, real_examples

DOCUMENTS = (
    Document("leave", Kind.FAQ, TextRole.QUESTION, "特休有幾天"),
    Document("leave", Kind.FAQ, TextRole.HEARD, "特別休假之日數應如何計算？", author=READERS[0]),
    Document("leave", Kind.FAQ, TextRole.PASSAGE, "滿半年三天，滿一年七天"),
    Document("pay", Kind.FAQ, TextRole.QUESTION, "薪水幾號發"),
    Document("pay", Kind.FAQ, TextRole.PASSAGE, "照約定的日子發"),
)


def test_a_real_question_is_learned_with_and_without_what_its_reader_wrote(encoder: Encoder) -> None:
    index = build_index(DOCUMENTS, {}, encoder)
    asked = LabelledQuery("勞工特別休假之日數如何計算？", "leave")
    with_it, without_it = real_examples(index, encoder, [asked])
    leave = index.layout.labels.index("leave")
    assert with_it.right == without_it.right == (leave,)
    assert with_it.found.cosine[leave] > without_it.found.cosine[leave]
    # Eight bits around a mean of all texts: another text moves the last digits.
    assert with_it.found.cosine[1 - leave] == pytest.approx(without_it.found.cosine[1 - leave], abs=5e-4)
