"""Case numbers notice slips of the hand; codes are unguessable and forgiving to type."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.case_numbers import (
    ALPHABET,
    find_number,
    has_wrong_number,
    is_code,
    make_code,
    make_number,
    read_number,
)

numbers = st.builds(make_number, st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999_999))


def test_the_check_digit_is_damms() -> None:
    assert make_number(date(2026, 11, 26), 42) == "20261126-0042-5"


@given(numbers)
def test_a_number_is_read_back_however_it_is_written(number: str) -> None:
    wide = number.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)} | {ord("-"): "－"})
    assert read_number(f" {wide} ") == read_number(number.replace("-", " ")) == number


@given(numbers, st.data())
def test_one_wrong_digit_is_noticed(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([n for n, sign in enumerate(number) if sign.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != number[place])
    assert read_number(number[:place] + digit + number[place + 1 :]) is None


@given(numbers, st.integers(0, 30))
def test_two_swapped_neighbours_are_noticed(number: str, place: int) -> None:
    digits = number.replace("-", "")
    place %= len(digits) - 1
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assume(swapped != digits)
    assert read_number(swapped) is None


@pytest.mark.parametrize("text", ["", "abc", "20261126", "٢٠٢٦١١٢٦٠٠٤٢٥", "1" * 50, "\x00"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_a_code_is_the_same_again_and_another_for_every_case_version_and_secret() -> None:
    codes = {make_code(s, c, v) for s in ("a", "b") for c in ("1", "2") for v in (1, 2)}
    assert len(codes) == 8
    assert make_code("a", "1", 1) in codes


@given(st.text(), st.text())
def test_a_code_has_fifty_bits_of_signs_nobody_confuses(secret: str, case_id: str) -> None:
    code = make_code(
        secret.encode("utf-8", "replace").decode(), case_id.encode("utf-8", "replace").decode(), 1
    )
    assert len(code) == 11 and code[5] == "-"
    assert set(code) - {"-"} <= set(ALPHABET) and not set("0O1I") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["abcde-fghjk", "ABCDEFGHJK", " ａｂｃｄｅ fghjk ", "ABCDE—FGHJK"])
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert is_code(typed, "ABCDE-FGHJK")


@given(st.text(st.characters()))
def test_any_other_text_is_not_the_code(typed: str) -> None:
    assume("FGHJK" not in typed.upper())
    assert not is_code(typed, "ABCDE-FGHJK")


@given(
    numbers,
    st.sampled_from(["我的案號是{}，辦到哪裡了", "case {} please", "幫我查{}謝謝", "ho so {} sao roi"]),
)
def test_a_number_is_found_in_any_sentence(number: str, sentence: str) -> None:
    assert find_number(sentence.format(number)) == number
    assert find_number(sentence.format(number.replace("-", ""))) == number


def test_a_mistyped_number_is_noticed_in_a_sentence() -> None:
    number = make_number(date(2026, 11, 26), 42)
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    assert has_wrong_number(f"請問 {wrong} 好了嗎")
    assert not has_wrong_number(f"請問 {number} 好了嗎")


@pytest.mark.parametrize("text", ["0912345678", "115-003871-6", "勞局就字第1150034567號", "20269999-0042-5"])
def test_what_does_not_begin_with_a_day_is_no_mistyped_number(text: str) -> None:
    assert find_number(text) is None and not has_wrong_number(text)
