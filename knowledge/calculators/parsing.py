"""What people type into a form, read as values: 民國114年3月5日, 3萬8, 兩小時半."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import cn2an

from knowledge.calculators.base import Field, FieldKind

_REPUBLIC = 1911
_EARLIEST = 1940  # nobody asks about work before
_NONE = ("沒有", "無", "沒")
_RELATIVE = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
NUMERAL = "零〇一二兩三四五六七八九十百千萬"
# Words that multiply the number before them, in the languages of the people who ask.
SCALES = {
    "k": 1_000,
    **dict.fromkeys(("ribu", "rb", "nghìn", "nghin", "ngàn", "ngan", "พัน"), 1_000),
    **dict.fromkeys(("vạn", "หมื่น"), 10_000),
}
_SCALED = re.compile(rf"([\d.,]+)\s*({'|'.join(SCALES)})")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DATE_NUMERAL = re.compile(rf"[{NUMERAL}]{{1,12}}(?=[年月日號])")
_SEPARATED = re.compile(r"(?:民國|西元)?\s*(\d{2,4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日號]?")
_COMPACT = re.compile(r"(\d{3,4})(\d{2})(\d{2})")
_AMOUNT = re.compile(
    rf"(?:(?:我|的|每|月薪|時薪|日薪|薪水|薪資|工資|平均|大約|大概|約|月|是|領|有)*)"
    rf"(?:nt\$?|twd|\$|新台幣|新臺幣)?\s*([\d.,{NUMERAL}]+(?:\s*(?:{'|'.join(SCALES)}))?)\s*(?:塊|圓|元|人|歲|個)?(?:整|錢)?"
)
_HOURS = re.compile(
    rf"(?:([\d.{NUMERAL}]+)\s*(?:個?(半)?(?:小時|鐘頭)|h|hr|hrs))?\s*(半)?(?:個?小時)?\s*(?:([\d.{NUMERAL}]+)\s*(?:分鐘?|min))?"
)
_LONGEST = 40


class Unreadable(ValueError):
    """A text is not what its field asks for; the message says what to type."""


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()[:_LONGEST]


def parse_date(text: str, today: date) -> date:
    """A day of the Gregorian or the Republic's calendar (a year below 200 counts from 1911).

    Raises:
        Unreadable: no date, or a day that does not exist.
    """
    cleaned = with_digits(_clean(text))
    if cleaned in _RELATIVE:
        return today - timedelta(days=_RELATIVE[cleaned])
    match = _SEPARATED.fullmatch(cleaned) or _COMPACT.fullmatch(cleaned)
    if match is None:
        raise Unreadable("看不懂這個日期，請打成 2026-03-05 或 115/3/5（民國）")
    year, month, day = map(int, match.groups())
    if year < 200:
        year += _REPUBLIC
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable(f"沒有 {year} 年 {month} 月 {day} 日這一天，請再確認") from None
    if not _EARLIEST <= year <= today.year + 10:
        raise Unreadable(f"{year} 年看起來不對，請打成 2026-03-05 或 115/3/5（民國）")
    return found


def with_digits(text: str) -> str:
    """``text`` with the numbers of years, months and days as digits: 一百一十三年二月 -> 113年2月."""

    def digits(found: re.Match[str]) -> str:
        number = number_of(found[0])
        return found[0] if number is None else str(int(number))

    return _DATE_NUMERAL.sub(digits, text.replace("元年", "1年"))


def number_of(text: str) -> Decimal | None:
    """Digits, Chinese numerals or both (3萬8); None when it is no number."""
    bare = text.replace(",", "")
    try:
        return (
            Decimal(bare) if re.fullmatch(r"\d+(\.\d+)?", bare) else Decimal(str(cn2an.cn2an(bare, "smart")))
        )
    except (ValueError, InvalidOperation, KeyError, IndexError):
        return None


def amount_of(text: str) -> Decimal | None:
    """A number as `number_of`, or as other languages write it: 28.000, 35k, 28 ribu; None when it is none."""
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[.,]", "", text))
    if scaled := _SCALED.fullmatch(text):
        number = number_of(scaled[1].replace(",", "."))
        return None if number is None else number * SCALES[scaled[2]]
    return number_of(text)


def parse_money(text: str) -> Decimal:
    """An amount of TWD: 38000, 38,000 元, 3萬8, 三萬八千, 38.000, 38 ribu.

    Raises:
        Unreadable: no amount.
    """
    match = _AMOUNT.fullmatch(_clean(text))
    amount = amount_of(match[1]) if match else None
    if amount is None:
        raise Unreadable("看不懂這個金額，請只打數字，例如 38000")
    return amount


def parse_integer(text: str) -> Decimal:
    """A whole number: 2, 兩個, 45 歲.

    Raises:
        Unreadable: no whole number.
    """
    cleaned = _clean(text)
    match = _AMOUNT.fullmatch("0" if cleaned in _NONE else cleaned)
    amount = number_of(match[1]) if match else None
    if amount is None or amount != amount.to_integral_value():
        raise Unreadable("請打整數，例如 2")
    return amount


def parse_hours(text: str) -> Decimal:
    """Hours: 2.5, 兩小時半, 150 分鐘, 1小時30分.

    Raises:
        Unreadable: no length of time.
    """
    cleaned = _clean(text)
    bare = number_of(cleaned) if cleaned else None
    if bare is not None:
        return bare
    match = _HOURS.fullmatch(cleaned) if cleaned else None
    if match is None or not any(match.groups()):
        raise Unreadable("看不懂時數，請打小時數，例如 2.5")
    hours, minutes = (number_of(part) if part else Decimal(0) for part in (match[1], match[4]))
    if hours is None or minutes is None:
        raise Unreadable("看不懂時數，請打小時數，例如 2.5")
    return hours + (Decimal("0.5") if match[2] or match[3] else 0) + minutes / 60


def parse_choice(text: str, options: tuple[tuple[str, str], ...]) -> str:
    """The value of an option, chosen by value, number (from 1) or label, in part or within a sentence.

    Raises:
        Unreadable: none of the options.
    """
    cleaned = _clean(text)
    for number, (value, label) in enumerate(options, start=1):
        if cleaned in (value.lower(), _clean(label), str(number)):
            return value
    contained = [
        value
        for value, label in options
        if cleaned and (cleaned in _clean(label) or _clean(label) in cleaned)
    ]
    if len(contained) == 1:
        return contained[0]
    wanted = "、".join(f"{number} {label}" for number, (_, label) in enumerate(options, start=1))
    raise Unreadable(f"請打選項的編號：{wanted}")


def parse(field: Field, text: str, today: date) -> Any:
    """The value of ``text`` for ``field``: a date, a Decimal or the value of an option.

    Raises:
        Unreadable: not of the field's kind, or outside its range.
    """
    if field.kind is FieldKind.DATE:
        return parse_date(text, today)
    if field.kind is FieldKind.CHOICE:
        return parse_choice(text, field.options)
    readers = {FieldKind.MONEY: parse_money, FieldKind.INTEGER: parse_integer, FieldKind.HOURS: parse_hours}
    number = readers[field.kind](text)
    if field.minimum is not None and number < field.minimum:
        raise Unreadable(f"不能小於 {field.minimum:,}，請再確認")
    if field.maximum is not None and number > field.maximum:
        raise Unreadable(f"不能大於 {field.maximum:,}，請再確認")
    return number
