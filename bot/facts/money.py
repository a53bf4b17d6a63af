"""Wages in a message, a month's or an hour's, in the languages of the people who ask (pure)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.facts.model import FactKind
from core.questions.numbers import NUMERAL, SCALES, amount_of

_SCALE = "|".join(SCALES)
# Bounded, so that no long run of figures is tried in every way.
_FIGURE = rf"(?<![\d.,])(?:\d[\d.,]{{0,11}}\d|\d|[{NUMERAL}])[\d{NUMERAL}]{{0,9}}"
AMOUNT = rf"(?P<amount>{_FIGURE}(?:\s?(?:{_SCALE})(?![a-z]))?)"
_CURRENCY = r"(?:nt\$?|ntd|twd|\$|新台幣|新臺幣)?\s?"
# Words between a name of a wage and its amount.
_GAP = r"(?:是|為|有|領|拿|給|大概|大約|約|差不多|只|只有|才|現在|目前|改|換|成|變|應該|算|說|要|[:：\s])*"
# In languages with spaces: a few words, no other figure, no new clause.
_LOOSE = r"[^\d,.;!?\n，。；！？]{0,24}?"
_MONTHLY = (
    r"月薪|底薪|本薪|薪水|薪資|工資|月領|實領|(?:一個月|每個月|每月)(?:的?(?:薪水|薪資|工資))?(?:領|賺|拿"
    r"|有|是)?"
)
_MONTHLY_ABROAD = (
    r"\b(?:salary|wages?|pay|paid|earn|earning|earns|make|making|sahod|sweldo"
    r"|lương|luong|thu nhập|gaji|upah|penghasilan)\b|เงินเดือน|ค่าจ้าง|รายได้|ค่าแรง"
)
_HOURLY = r"時薪|每小時(?:薪水|工資)?(?:領|給)?|一(?:個)?小時(?:薪水|工資)?(?:領|給)|鐘點費"
_HOURLY_ABROAD = r"\bhourly(?: wage| pay| rate)?\b|lương (?:theo )?giờ|gaji per jam|ค่าแรงชั่วโมงละ|ชั่วโมงละ"
_A_MONTH = (
    r"(?:元|塊|圓)?\s?(?:一個月|每個?月|/月|a month|per month|/month|monthly|một tháng|/tháng|mỗi tháng"
    r"|per bulan|sebulan|/bulan|ต่อเดือน|เดือนละ)"
)
_AN_HOUR = (
    r"(?:元|塊|圓)?\s?(?:一個?小時|每小時|/小時|an hour|per hour|/hour|/hr|một giờ|/giờ|mỗi giờ|per jam"
    r"|/jam|ต่อชั่วโมง)"
)
# A figure of somebody else: the lowest wage, the insured one, a limit that is asked about.
_NOT_MINE = re.compile(r"(?:最低|基本|投保|法定|minimum|basic|tối thiểu|minimum|ขั้นต่ำ)\s?$")
_LIMIT_BEFORE = re.compile(
    r"低於|不到|未滿|少於|超過|高於|不滿|不足|less than|more than|below|under|over|dưới|trên|kurang|lebih"
)
_LIMIT_AFTER = re.compile(r"^\s?(?:元|塊)?(?:以上|以下|以內)")
# What is taken off is no wage: gaji saya dipotong 5000, they deduct 5000 a month.
_TAKEN_OFF = re.compile(r"potong|kaltas|deduct|docked|\bcut\b|trừ|\btru\b|หัก|[扣罰]")
_OLD = re.compile(r"(?:從|由|原本|本來|from)\s?$")
# Characters before an amount in which it is said that it is taken off.
_NEAR = 14
_RANGES = {
    FactKind.WAGE: (Decimal(5_000), Decimal(1_000_000)),
    FactKind.AVERAGE_WAGE: (Decimal(5_000), Decimal(1_000_000)),
    FactKind.HOURLY_WAGE: (Decimal(50), Decimal(3_000)),
}
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (FactKind.HOURLY_WAGE, rf"(?:{_HOURLY}){_GAP}{_CURRENCY}{AMOUNT}"),
        (FactKind.HOURLY_WAGE, rf"(?:{_HOURLY_ABROAD}){_LOOSE}{_CURRENCY}{AMOUNT}"),
        (FactKind.HOURLY_WAGE, rf"{_CURRENCY}{AMOUNT}{_AN_HOUR}"),
        (FactKind.AVERAGE_WAGE, rf"平均(?:月)?(?:薪資|工資|薪水|月薪){_GAP}{_CURRENCY}{AMOUNT}"),
        (FactKind.WAGE, rf"(?<!平均)(?<!平均月)(?:{_MONTHLY}){_GAP}{_CURRENCY}{AMOUNT}"),
        (FactKind.WAGE, rf"(?:{_MONTHLY_ABROAD}){_LOOSE}{_CURRENCY}{AMOUNT}"),
        (
            FactKind.WAGE,
            rf"{_CURRENCY}{AMOUNT}(?:\s?(?:nt\$?|ntd|twd|nt dollars|đài tệ|บาท|เหรียญ))?{_A_MONTH}",
        ),
    )
)


def wages(text: str) -> Iterator[tuple[FactKind, str]]:
    """The wages that ``text`` (see `bot.facts.extraction.plain`) tells, the last of a kind being right."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            before = text[: found.start()]
            limit = _LIMIT_BEFORE.search(found[0]) or _LIMIT_AFTER.match(text[found.end() :])
            if limit or _NOT_MINE.search(before) or _OLD.search(before) or _LIMIT_BEFORE.search(before[-4:]):
                continue
            if _is_taken_off(before, found[0]):
                continue
            if value := wage_of(kind, found["amount"]):
                yield kind, value


def _is_taken_off(before: str, found: str) -> bool:
    """Whether an amount is what is kept back; 被扣薪水，月薪 35000 tells a wage all the same."""
    is_named_in_chinese = not found.lstrip()[:1].isascii()
    near = "" if is_named_in_chinese else re.split(r"[,.;!?，。；！？]", before)[-1][-_NEAR:]
    return _TAKEN_OFF.search(near + found) is not None


def wage_of(kind: FactKind, amount: str) -> str | None:
    """The amount of a wage of ``kind`` as it is kept, None where nobody earns so much or so little."""
    number, (least, most) = amount_of(amount.strip()), _RANGES[kind]
    return None if number is None or not least <= number <= most else str(int(number))
