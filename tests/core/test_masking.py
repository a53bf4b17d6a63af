"""Personal data is masked before anything is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打 0912345678 給我", "打 〔手機〕 給我"),
        ("電話 0912-345-678", "電話 〔手機〕"),
        ("+886 912 345 678", "〔手機〕"),
        ("市話 07-8124613", "市話 〔電話〕"),
        ("身分證A123456789", "身分證〔證號〕"),
        ("信箱 some.one@example.com 謝謝", "信箱 〔電子郵件〕 謝謝"),
        ("帳號 0012 3456 7890 12", "帳號 〔號碼〕"),
        ("手機０９１２３４５６７８，謝謝", "手機〔手機〕，謝謝"),
        ("ａ１２３４５６７８９", "〔證號〕"),
        ("a1 2345 6789", "〔證號〕"),
        ("ming＠example．com", "〔電子郵件〕"),
        ("0912—345—678", "〔手機〕"),
    ],
)
def test_personal_data_is_replaced_by_a_label(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    ["月薪 29500 元", "月薪２９５００元，一天１２小時", "2026-11-23 到職", "撥 1955 或 1999", "第 84-1 條"],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert mask(text) == text


@given(st.from_regex(r"09\d{8}", fullmatch=True), st.text(alphabet="我的電話是，。請打 ", max_size=10))
def test_a_mobile_number_never_survives(number: str, around: str) -> None:
    assert number not in mask(around + number + around)
