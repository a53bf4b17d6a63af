"""The same question in other words comes together, whatever arrives later."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.analysis.text import normalize
from retrieval.clustering import cluster, likeness
from retrieval.encoder import Encoder

SAME = ("育嬰留停可以請多久", "育嬰留停能請多久呢", "請問育嬰留停可以請多久？")
OTHER = ("宿舍漏水可以找誰修", "停車場月租怎麼申請")


@pytest.fixture(scope="module")
def vectors(encoder: Encoder) -> dict[str, np.ndarray]:
    return {text: encoder.queries([normalize(text)])[0] for text in (*SAME, *OTHER)}


def test_one_question_is_a_group_of_its_own(vectors: dict[str, np.ndarray]) -> None:
    assert [g.members for g in cluster(OTHER[:1], np.stack([vectors[OTHER[0]]]))] == [(0,)]


def test_no_question_makes_no_group() -> None:
    assert cluster([], np.empty((0, 384), dtype=np.float32)) == []


def test_other_words_for_the_same_come_together_and_different_questions_do_not(
    vectors: dict[str, np.ndarray],
) -> None:
    texts = (SAME[0], OTHER[0], SAME[1], OTHER[1], SAME[2])
    groups = cluster(texts, np.stack([vectors[text] for text in texts]))
    assert [group.members for group in groups] == [(0, 2, 4), (1,), (3,)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from((*SAME, *OTHER)), min_size=1, max_size=12), st.data())
def test_what_comes_later_moves_nothing_that_came_before(
    vectors: dict[str, np.ndarray], texts: list[str], data: st.DataObject
) -> None:
    whole = cluster(texts, np.stack([vectors[text] for text in texts]))
    assert sorted(i for group in whole for i in group.members) == list(range(len(texts)))
    first = data.draw(st.integers(1, len(texts)))
    part = cluster(texts[:first], np.stack([vectors[text] for text in texts[:first]]))
    kept = [tuple(i for i in group.members if i < first) for group in whole]
    assert [group.members for group in part] == [members for members in kept if members]


def test_likeness_lies_between_nothing_and_everything() -> None:
    words = frozenset({"育嬰", "留停"})
    assert likeness(1.0, words, words) == 1.0
    assert likeness(0.5, words, frozenset({"停車"})) == 0.0
