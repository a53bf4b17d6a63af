"""Amounts, numbers and lengths of time as people type them: 3萬8, 兩個, 兩小時半."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

import cn2an

from core.questions.question import Unreadable

_NONE = ("沒有", "無", "沒")
NUMERAL = "零〇一二兩三四五六七八九十百千萬"
# Words that multiply the number before them, in the languages of the people who ask.
SCALES = {
    "k": 1_000,
    **dict.fromkeys(("ribu", "rb", "nghìn", "nghin", "ngàn", "ngan", "พัน"), 1_000),
    **dict.fromkeys(("vạn", "หมื่น"), 10_000),
}
_SCALED = re.compile(rf"([\d.,]+)\s*({'|'.join(SCALES)})")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_AMOUNT = re.compile(
    rf"(?:(?:我|的|每|月薪|時薪|日薪|薪水|薪資|工資|平均|大約|大概|約|月|是|領|有)*)"
    rf"(?:nt\$?|twd|\$|新台幣|新臺幣)?\s*([\d.,{NUMERAL}]+(?:\s*(?:{'|'.join(SCALES)}))?)\s*(?:塊|圓|元|人|歲|個)?(?:整|錢)?"
)
_HOURS = re.compile(
    rf"(?:([\d.{NUMERAL}]+)\s*(?:個?(半)?(?:小時|鐘頭)|h|hr|hrs))?\s*(半)?(?:個?小時)?\s*(?:([\d.{NUMERAL}]+)\s*(?:分鐘?|min))?"
)
_LONGEST = 40


def folded(text: str) -> str:
    """``text`` as it is compared with what can be read: narrow, in lower case, not endless."""
    return unicodedata.normalize("NFKC", text).strip().lower()[:_LONGEST]


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
    match = _AMOUNT.fullmatch(folded(text))
    amount = amount_of(match[1]) if match else None
    if amount is None:
        raise Unreadable("看不懂這個金額，請只打數字，例如 38000")
    return amount


def parse_integer(text: str) -> Decimal:
    """A whole number: 2, 兩個, 45 歲.

    Raises:
        Unreadable: no whole number.
    """
    cleaned = folded(text)
    match = _AMOUNT.fullmatch("0" if cleaned in _NONE else cleaned)
    amount = number_of(match[1]) if match else None
    if amount is None or amount != amount.to_integral_value():
        raise Unreadable("請打整數，例如 2")
    return amount.to_integral_value()


def parse_hours(text: str) -> Decimal:
    """Hours: 2.5, 兩小時半, 150 分鐘, 1小時30分.

    Raises:
        Unreadable: no length of time.
    """
    cleaned = folded(text)
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
