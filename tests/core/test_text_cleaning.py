"""What people write is kept as they wrote it, without what does not show."""

import pytest

from core.text_cleaning import plain_text

JOINER = "\u200d"


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "👩🏽‍⚕️", "🏳️‍🌈", "❤️‍🔥", "🧑🏻‍🤝‍🧑🏿", "👷‍♀️"])
def test_emoji_that_are_joined_stay_one(emoji: str) -> None:
    assert JOINER in emoji
    assert plain_text(f"我們{emoji}一家") == f"我們{emoji}一家"


@pytest.mark.parametrize(
    "text",
    [f"欠{JOINER}薪", f"{JOINER}欠薪", f"欠薪{JOINER}", f"👨{JOINER}欠薪", f"欠薪{JOINER}👨", f"1{JOINER}2"],
)
def test_a_joiner_that_joins_no_emoji_is_dropped(text: str) -> None:
    assert plain_text(text) == text.replace(JOINER, "")


@pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\u202e", "\ufeff", "\0", "\x1b", "\u3164"])
def test_what_does_not_show_is_dropped(sign: str) -> None:
    assert plain_text(f"欠{sign}薪") == "欠薪"
