"""A long text is looked at in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from bot.safety.pieces import LONGEST, MOST, clauses, pieces
from retrieval.analysis.text import clean


def test_a_short_text_is_one_piece() -> None:
    assert pieces("老闆不給加班費怎麼辦") == ("老闆不給加班費怎麼辦",)


def test_what_is_said_without_a_stop_overlaps() -> None:
    told = "一二三四五六七八九十" * 8
    _, *parts = pieces(told)
    assert all(any(told[at : at + 6] in part for part in parts) for at in range(len(told) - 12))


@given(st.text(max_size=2_000))
def test_any_text_has_few_and_short_pieces(text: str) -> None:
    _, *parts = pieces(text)
    assert len(parts) <= MOST
    assert all(len(part) <= LONGEST * 2 + 1 for part in parts)


@given(st.text("你好，。 a!", max_size=60))
def test_clauses_lose_nothing_but_spaces(text: str) -> None:
    assert "".join(clauses(text)).replace(" ", "") == clean(text).replace(" ", "")
