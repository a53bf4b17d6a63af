"""What people tell of their situation is heard, in their words and languages; what is no fact is not."""

from datetime import date
from time import perf_counter

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import NO_FACTS, FactKind, Facts, hear
from bot.facts.extraction import value_of

TODAY = date(2026, 11, 29)
WAGES = st.integers(5_000, 999_999)


def told(text: str, known: Facts = NO_FACTS) -> dict[str, str]:
    return {kind.value: value for kind, value in hear(text, known, TODAY).told.items()}


@given(WAGES)
def test_a_wage_in_any_numerals_is_the_same_amount(amount: int) -> None:
    """Chinese numerals, digits, digits in groups of either sign."""
    ways = (cn2an.an2cn(amount), str(amount), f"{amount:,}", f"{amount:,}".replace(",", "."))
    assert {told(f"我的月薪是{way}元").get("wage") for way in ways} == {str(amount)}


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_number_that_is_cut_off_after_ten_thousand_counts_thousands(tens: int, thousands: int) -> None:
    """四萬五 is 45,000, and so is 4萬5."""
    numerals = "零一二三四五六七八九"
    expected = {"wage": str(tens * 10_000 + thousands * 1_000)}
    assert told(f"月薪{numerals[tens]}萬{numerals[thousands]}") == expected
    assert told(f"月薪{tens}萬{thousands}") == expected


@given(st.integers(1, 40), st.integers(1, 11))
def test_a_length_of_service_is_the_same_in_every_language(years: int, months: int) -> None:
    """Chinese with either numerals, English, Vietnamese, Indonesian, Thai."""
    said = (
        f"我做了{cn2an.an2cn(years)}年{cn2an.an2cn(months)}個月",
        f"年資 {years} 年 {months} 個月",
        f"I have worked here for {years} years and {months} months",
        f"tôi đã làm {years} năm {months} tháng",
        f"saya sudah bekerja {years} tahun {months} bulan",
        f"ทำงานมา {years} ปี {months} เดือน",
    )
    assert {told(text).get("seniority") for text in said} == {str(years * 12 + months)}


@given(st.dates(date(1990, 1, 1), TODAY))
def test_a_day_of_hire_is_the_same_in_either_calendar(day: date) -> None:
    """民國 years in digits and numerals, Gregorian ones with either sign."""
    year = day.year - 1911
    said = (
        f"我{year}年{day.month}月{day.day}日到職",
        f"民國{cn2an.an2cn(year)}年{cn2an.an2cn(day.month)}月{cn2an.an2cn(day.day)}日到職",
        f"到職日是 {day.isoformat()}",
        f"{day.year}/{day.month}/{day.day} 進公司",
    )
    assert {told(text).get("hired") for text in said} == {day.isoformat()}


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    """No words stop the reader."""
    hear(text, Facts({FactKind.WAGE: "40000"}), TODAY)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("做了三年兩個月，月薪四萬", {"seniority": "38", "wage": "40000"}),
        ("我做兩年半了，薪水3萬8", {"seniority": "30", "wage": "38000"}),
        ("我113年5月到職，昨天被資遣", {"hired": "2024-05", "left": "2026-11-28"}),
        ("去年五月到職", {"hired": "2025-05"}),
        ("I earn 28,000 a month, hired on May 3, 2024", {"wage": "28000", "hired": "2024-05-03"}),
        ("gaji saya 28 ribu, bekerja dua tahun", {"wage": "28000", "seniority": "24"}),
        ("Lương của tôi là 28.000", {"wage": "28000"}),
        ("เงินเดือน 2.8 หมื่น", {"wage": "28000"}),
        ("打工時薪 200，一週工作 20 小時，每天上班5小時半", {"hourly_wage": "200", "weekly_hours": "20", "daily_hours": "5.5"}),
        ("每週只排 16 個小時", {"weekly_hours": "16"}),
        ("I work 20 hours per week", {"weekly_hours": "20"}),
        ("tôi làm 20 giờ một tuần", {"weekly_hours": "20"}),
        ("setiap minggu saya kerja 20 jam", {"weekly_hours": "20"}),
        ("ทำงานสัปดาห์ละ 20 ชั่วโมง", {"weekly_hours": "20"}),
        ("nagtatrabaho ako ng 20 oras kada linggo", {"weekly_hours": "20"}),
        ("8 oras bawat araw", {"daily_hours": "8"}),
        ("saya bekerja 12 jam sehari", {"daily_hours": "12"}),
        ("我是越南來的移工，住在楠梓", {"role": "migrant", "nationality": "越南", "town": "楠梓區"}),
        ("I am an Indonesian caregiver in Fengshan", {"role": "caregiver", "nationality": "印尼", "town": "鳳山區"}),
        ("我家看護要請假", {"role": "employer"}),
        ("我在打工，公司只有 8 個人", {"role": "part_time", "company_size": "8"}),
        ("我是大學生，今年 20 歲", {"role": "student", "age": "20"}),
        ("我懷孕五個月", {"pregnant": "yes"}),
        ("tôi đang mang thai", {"pregnant": "yes"}),
    ],
)  # fmt: skip
def test_facts_are_heard_wherever_they_are_told(text: str, facts: dict[str, str]) -> None:
    """Several at once, in the words of the people."""
    assert told(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "最低工資是29500嗎",
        "月薪不到三萬合法嗎",
        "月薪三萬以上才能申請嗎",
        "投保薪資 30300",
        "做快三年了",
        "做了三年多",
        "公司要我賠違約金說我沒做滿兩年",
        "工作滿一年才可以請育嬰假嗎",
        "離職一年內可以申請嗎",
        "我太太懷孕",
        "大樹倒了壓到人",
        "公司規模 30 人以上",
        "移工可以申請嗎",
        "離職證明要怎麼申請",
    ],
)
def test_limits_guesses_and_other_people_are_no_facts(text: str) -> None:
    """What would be calculated with although nobody said it."""
    assert told(text) == {}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("月薪改成 45000", {"wage": "45000"}),
        ("重新算，月薪改成 45000", {"wage": "45000"}),
        ("不是四萬，是四萬五", {"wage": "45000"}),
        ("年資改成五年", {"seniority": "60"}),
        ("到職日改成 112/3/1", {"hired": "2023-03-01"}),
        ("身分改成雇主", {"role": "employer"}),
        ("地區改成鳳山", {"town": "鳳山區"}),
        ("my wage is 45000", {"wage": "45000"}),
    ],
)
def test_a_fact_is_corrected_in_words(text: str, facts: dict[str, str]) -> None:
    """By its name, or by the figure that was wrong."""
    assert told(text, Facts({FactKind.WAGE: "40000", FactKind.ROLE: "worker"})) == facts


@pytest.mark.parametrize(
    "text",
    [
        "忘記月薪",
        "不要記我的薪水",
        "forget my wage",
        "xóa lương",
        "hapus gaji saya",
        "ลบเงินเดือน",
        "burahin ang sahod ko",
    ],
)
def test_a_fact_is_taken_back_in_words(text: str) -> None:
    """One word and its name; others stay."""
    known = Facts({FactKind.WAGE: "40000", FactKind.TOWN: "楠梓區"})
    assert list(hear(text, known, TODAY).applied(known)) == [FactKind.TOWN]


def test_everything_is_taken_back_at_once() -> None:
    """忘記我的情況 leaves nothing."""
    known = Facts({FactKind.WAGE: "40000", FactKind.TOWN: "楠梓區"})
    assert not hear("忘記我的情況", known, TODAY).applied(known)


def test_what_somebody_says_not_to_be_is_forgotten() -> None:
    """我不是移工 takes the role back, 我不是雇主 does not."""
    known = Facts({FactKind.ROLE: "migrant"})
    assert not hear("我不是移工", known, TODAY).applied(known)
    assert hear("我不是雇主", known, TODAY).applied(known) == known


def test_what_was_said_already_is_no_news() -> None:
    """Repeating a fact changes nothing."""
    assert not hear("我月薪四萬", Facts({FactKind.WAGE: "40000"}), TODAY)


def test_a_day_of_hire_stands_instead_of_a_length_of_service() -> None:
    """They tell the same thing; two that differ would contradict each other."""
    known = Facts({FactKind.SENIORITY: "38"})
    assert list(hear("2020/1/1 到職", known, TODAY).applied(known)) == [FactKind.HIRED]


def test_a_value_of_the_wrong_kind_is_none() -> None:
    """年齡改成鳳山 says nothing."""
    assert value_of(FactKind.AGE, "鳳山", TODAY) is None


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Caregiver po ako, ang sahod ko ay 24,000", {"role": "caregiver", "wage": "24000"}),
        ("Pilipino ako", {"nationality": "菲律賓"}),
        ("Isang kasambahay ako", {"role": "caregiver"}),
        ("buntis po ako", {"pregnant": "yes"}),
        ("sinaktan ng employer ako", {}),
    ],
)
def test_filipino_says_who_one_is_before_the_word_for_oneself(text: str, heard: dict[str, str]) -> None:
    assert told(text) == heard


@pytest.mark.parametrize(
    "piece", ["做了", "1", "1,", "一", "i am ", "saya ", "今年", "我家公司想要聘", "不是四萬，", "12 "]
)
def test_no_message_takes_long_to_read(piece: str) -> None:
    """Whatever is repeated, the time grows with the length; a message is read while others wait."""
    begun = perf_counter()
    hear(piece * 2_000, Facts({FactKind.WAGE: "40000"}), TODAY)
    assert perf_counter() - begun < 10


@pytest.mark.parametrize(
    "text",
    [
        "gaji saya dipotong 5000 tiap bulan oleh agen",
        "they deduct 5000 a month from me",
        "kaltas sa sahod ko 6000",
    ],
)
def test_what_is_taken_off_a_wage_is_no_wage(text: str) -> None:
    assert "wage" not in told(text)


def test_a_wage_is_heard_beside_what_is_taken_off() -> None:
    assert told("月薪 35000 被扣 2000") == {"wage": "35000"}
    assert told("my salary is 30000 but they cut 5000 per month") == {"wage": "30000"}
