"""A question in another language is searched with Chinese words as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.glossary import asked, chinese_words, searchable
from retrieval.analysis.text import normalize


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("boss never paid my overtime", "加班費"),
        ("chủ giữ hộ chiếu", "護照"),
        ("chu giu ho chieu", "護照"),
        ("gajiku dipotong", "扣薪"),
        ("paspor ditahan majikan", "護照"),
        ("hindi binabayaran ang sahod", "工資"),
        ("นายจ้างยึดพาสปอร์ต", "護照"),
    ],
)
def test_a_word_of_the_trade_is_translated(text: str, word: str) -> None:
    assert word in chinese_words(text)


@pytest.mark.parametrize("text", ["老闆不給 overtime", "hello", "asdf", "", "boots", "otto"])
def test_chinese_and_unrelated_texts_are_left_alone(text: str) -> None:
    assert chinese_words(text) == ""
    assert searchable(text) == normalize(text)


def test_a_long_text_is_left_alone() -> None:
    assert chinese_words("salary " * 40) == ""


@given(st.text(max_size=80))
def test_what_is_searched_begins_with_what_was_asked(text: str) -> None:
    assert searchable(text).startswith(normalize(text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("boss叫我OT到11點 no pay", "加班費"),
        ("我朋友的paspor被收走", "護照"),
        ("阿嬤家那個 mbak 問她的 gaji", "工資"),
    ],
)
def test_foreign_stretches_of_a_chinese_sentence_are_translated(text: str, word: str) -> None:
    assert word in asked(text).removeprefix(text)


@pytest.mark.parametrize(
    "text", ["老闆不給加班費", "A公司不給薪水", "用 LINE 請假可以嗎", "boss never paid", ""]
)
def test_a_sentence_without_foreign_words_of_the_trade_is_asked_as_it_is(text: str) -> None:
    assert asked(text) == text
