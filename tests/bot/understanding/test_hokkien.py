"""Taiwanese is read in the Mandarin words that the search and the heads know; Mandarin stays as it is."""

import pytest

from bot.understanding.hokkien import in_mandarin


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("愛去佗位辦", "要去哪裡辦"),
        ("按呢敢會使", "這樣可不可以"),
        ("一點鐘偌濟", "一小時多少"),
        ("頭家毋予阮歇睏", "老闆不給我休息"),
        ("伊講攏無", "他講都沒有"),
        ("這愛幾工前講，按怎寫", "這要幾天前講，怎麼寫"),
        ("按呢有加倍無", "這樣有加倍嗎"),
    ],
)
def test_words_of_taiwanese_are_read_in_mandarin(text: str, read: str) -> None:
    assert in_mandarin(text) == read


@pytest.mark.parametrize(
    "text",
    ["我愛先生的工作", "員工會使用電腦", "若公司欲言又止", "他不敢有意見", "會當場簽名嗎", "下午一點鐘開會"],
)
def test_mandarin_stays_as_it_is(text: str) -> None:
    assert in_mandarin(text) == text
