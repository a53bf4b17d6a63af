"""A wrong character of the same sound is set right in a short text, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from knowledge.intents import Kind
from retrieval.analysis.spelling import LONGEST, Spelling
from retrieval.engine import Engine
from retrieval.index.documents import Document, TextRole

SPELLING = Spelling(
    [
        *[
            Document("contract", Kind.FAQ, TextRole.PASSAGE, text)
            for text in ("定期契約到期", "簽定期契約", "契約期滿")
        ],
        *[Document("leave", Kind.FAQ, TextRole.QUESTION, text) for text in ("特休有幾天", "特休工資")],
        Document("leave", Kind.FAQ, TextRole.HEARD, "訂期"),
    ]
)


@pytest.mark.parametrize(("typed", "meant"), [("定悽契約", "定期契約"), ("特修有幾天", "特休有幾天")])
def test_a_character_that_only_sounds_right_is_set_right(typed: str, meant: str) -> None:
    assert SPELLING.corrected(typed) == meant


@pytest.mark.parametrize("typed", ["定期契約", "訂期", "天氣", "contract", "期", ""])
def test_what_the_faq_knows_or_has_no_other_character_for_stays(typed: str) -> None:
    assert SPELLING.corrected(typed) == typed


def test_a_longer_text_stays_as_it_was_typed() -> None:
    text = "定悽契約" + "請問一下" * (LONGEST // 4)
    assert SPELLING.corrected(text) == text


@given(st.text("定悽期契約特修休有幾天ab", max_size=LONGEST))
def test_a_correction_sounds_as_the_text_does(text: str) -> None:
    assert [*map(lazy_pinyin, SPELLING.corrected(text))] == [*map(lazy_pinyin, text)]


@pytest.mark.parametrize(
    ("typed", "entry"), [("定悽契約", "labor-contract"), ("國定甲日出勤工資怎麼算", "holiday-work-pay")]
)
def test_search_finds_what_was_meant(engine: Engine, typed: str, entry: str) -> None:
    assert engine.search(typed).results[0].id == entry
