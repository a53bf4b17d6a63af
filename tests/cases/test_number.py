"""Case numbers notice slips of the hand; codes are unguessable and forgiving to type."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.number import ALPHABET, check_digit, is_code, make_code, make_number, read_number

numbers = st.builds(make_number, st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 99_999_999))


def test_the_check_digit_is_damms() -> None:
    assert check_digit("572") == 4  # the example of Damm's thesis


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
