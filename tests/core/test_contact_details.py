"""Phones that can be called back from Taiwan and addresses that can be written to; else a clear sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.questions.contact_details import EMAIL_LIMIT, read_contact, read_email, read_phone
from core.questions.question import Unreadable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912345678", "0912-345-678"),
        ("０９１２－３４５－６７８", "0912-345-678"),
        ("+886 912 345 678", "0912-345-678"),
        ("886-912-345-678", "0912-345-678"),
        ("07-8124613", "07-812-4613"),
        ("(07) 812-4613 轉 424", "07-812-4613 轉 424"),
        ("07-8124613#424", "07-812-4613 轉 424"),
        ("07 8124613 分機：424", "07-812-4613 轉 424"),
        ("02-2345-6789 ext. 12", "02-2345-6789 轉 12"),
        ("089-326141", "089-326-141"),
        ("070-1234-5678", "070-1234-5678"),
        ("(07)812-4613#123", "07-812-4613 轉 123"),
        ("（０７）８１２４６１３＃１２３", "07-812-4613 轉 123"),
        ("07-8124613 轉分機 123", "07-812-4613 轉 123"),
        ("0912—345—678", "0912-345-678"),
        ("0912‐345‐678", "0912-345-678"),
        ("00886 912 345 678", "0912-345-678"),
        ("+886 (0)912-345-678", "0912-345-678"),
    ],
)
def test_taiwanese_phones_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert read_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12345", "位數或開頭"),
        ("8124613", "區碼"),
        ("0912-345-67", "位數或開頭"),
        ("+84 90 123 4567", "國外的電話"),
        ("+1 650 253 0000", "國外的電話"),
        ("0800-777-888", "免付費"),
        ("找小明", "看不懂這個電話"),
        ("0912345678 或 0922345678", "看不懂這個電話"),
        ("0912345678" * 10, "看不懂這個電話"),
        ("'; DROP TABLE", "看不懂這個電話"),
        ("", "看不懂這個電話"),
    ],
)
def test_other_phones_are_refused_with_what_to_do(typed: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("name@example.com", "name@example.com"),
        (" Ming.Wang+a@Mail.Example.TW ", "Ming.Wang+a@mail.example.tw"),
        ("ｎａｍｅ＠example.com", "name@example.com"),
        ("name@example。com", "name@example.com"),
    ],
)
def test_addresses_are_kept(typed: str, kept: str) -> None:
    assert read_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "name",
        "name@",
        "@example.com",
        "name@example",
        "a..b@example.com",
        ".a@example.com",
        "a b@example.com",
        "a@example.com\nBcc: b@example.com",
        "a@exa_mple.com",
        f"{'a' * 65}@example.com",
        f"a@{'b' * 250}.com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable, match="電子郵件"):
        read_email(typed)


def test_an_address_may_be_as_long_as_mail_takes() -> None:
    longest = f"{'a' * 64}@{'.'.join(['b' * 61] * 3)}.tw"
    assert read_email(longest) == longest
    domain = ".".join(["b" * 60] * 3)
    fits, too_long = f"{'a' * 64}@{domain}.{'c' * 6}", f"{'a' * 64}@{domain}.{'c' * 7}"
    assert len(fits) == EMAIL_LIMIT and read_email(fits) == fits
    with pytest.raises(Unreadable):
        read_email(too_long)


def test_an_extension_has_six_digits_at_most() -> None:
    assert read_phone("07-8124613#123456") == "07-812-4613 轉 123456"
    with pytest.raises(Unreadable):
        read_phone("07-8124613#1234567")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("找小明", "看不懂這個電話，請只打一支電話號碼，例如 0912-345-678，或 07-812-4613 轉 424"),
        ("0", "看不懂這個電話，請打完整的號碼，例如 0912-345-678，或 07-812-4613 轉 424"),
        ("+1 650 253 0000", "這是國外的電話，同仁無法撥打。請留臺灣的手機或市話，或改留電子郵件"),
        ("12345", "這個電話的位數或開頭不對，市話請加區碼，例如 0912-345-678，或 07-812-4613 轉 424"),
        ("0800-777-888", "這是免付費或付費專線，不能回撥。請留您自己的手機或市話"),
    ],
)
def test_a_refused_phone_is_told_what_to_type(typed: str, told: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_phone(typed)
    assert str(refused.value) == told


def test_a_refused_address_is_told_what_to_type() -> None:
    with pytest.raises(Unreadable) as refused:
        read_email("name")
    assert str(refused.value) == "看不懂這個電子郵件，請檢查有沒有打錯，例如 name@example.com"


def test_a_contact_is_either() -> None:
    assert read_contact("a@example.com") == "a@example.com"
    assert read_contact("0912345678") == "0912-345-678"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_reading_again_changes_nothing(text: str) -> None:
    for read in (read_phone, read_email, read_contact):
        try:
            kept = read(text)
        except Unreadable as unreadable:
            assert str(unreadable)
        else:
            assert read(kept) == kept
