"""Lengths of service and of work in a message, in the languages of the people who ask (pure)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.facts.model import FactKind
from core.questions.numbers import NUMERAL, number_of

_N = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|[{NUMERAL}]{{1,6}})"
_WORDS = {
    word: str(number)
    for number, words in enumerate(
        (
            "one|a|an|satu|isa", "two|dua|hai|dalawa", "three|tiga|ba|tatlo", "four|empat|bốn|apat",
            "five|lima|năm|limang", "six|enam|sáu|anim", "seven|tujuh|bảy|pito", "eight|delapan|tám|walo",
            "nine|sembilan|chín|siyam", "ten|sepuluh|mười|sampu",
        ),
        start=1,
    )
    for word in words.split("|")
}  # fmt: skip
_NA = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|{'|'.join(_WORDS)})"
_YEAR = r"(?:years?|yrs?|năm|tahun|taon(?:g)?|ปี)"
_MONTH = r"(?:months?|tháng|thang|bulan|buwan|เดือน)"
_HALF = r"(?:rưỡi|ruoi|setengah|ครึ่ง|and a half)"
# What makes a length only nearly true is not heard: it would be calculated with.
_VAGUE = r"(?!多|左右|以上|以下|前|後|才|就|來|內|之內|ago|trước|lalu|ที่แล้ว)"
SPAN = (
    rf"(?:(?P<years>{_N})\s?年(?:又|零|再|加)?(?:(?P<half>半)|(?:\s?(?P<months>{_N})\s?個?月))?"
    rf"|(?P<only>{_N})\s?個(?P<month_half>半)?月|(?P<half_year>半年)){_VAGUE}"
)
SPAN_ABROAD = (
    rf"(?:(?P<years>{_NA})\s?{_YEAR}(?:\s?(?P<half>{_HALF})"
    rf"|\s?(?:and|,|và|va|dan|at|กับ)?\s?(?P<months>{_NA})\s?{_MONTH})?"
    rf"|(?P<only>{_NA})\s?{_MONTH}(?!\s?{_YEAR}))(?!\s?(?:{_VAGUE[3:]})"
)
_ABOUT = (
    r"(?:已經|也|都|總共|一共|有|滿|了|是|為|[:：\s]|改|換|成|在這裡|在這家(?:公司)?|這家(?:公司)?|這裡"
    r"|公司)*"
)
_SERVED = r"(?:做|工作|待|任職|年資|服務|在職|上班|幹|到職|我在(?:這家|這間|這)?(?:公司|工廠|店|裡))"
_SERVED_ABROAD = (
    r"(?:\bwork(?:ed|ing)?|\bemployed|\bbeen (?:here|there|with)|\bseniority|\btenure|\bđã làm|\blàm việc"
    r"|\blàm|\bthâm niên|\bbekerja|\bkerja|\bmasa kerja|\bnagtrabaho|\bnagtatrabaho|ทำงาน|อายุงาน|ทำมา)"
)
_SENIORITY = tuple(
    map(
        re.compile,
        (
            rf"{_SERVED}{_ABOUT}{SPAN}",
            rf"{SPAN}\s?(?:的)?(?:年資|工作經驗)",
            rf"{_SERVED_ABROAD}[^\d,.;!?\n]{{0,40}}?\b{SPAN_ABROAD}",
            rf"\b{SPAN_ABROAD} na (?:po )?akong? (?:po )?nagta?trabaho",
            rf"(?:ทำงาน|อายุงาน|ทำมา)[^\d,.;!?\n]{{0,20}}?{SPAN_ABROAD}",
        ),
    )
)
_NEARLY = re.compile(
    r"(?:快|將近|不到|未滿|至少|超過|差不多|almost|nearly|less than|more than|gần|hampir|เกือบ)"
)
_DENIED = re.compile(r"(?:沒有?|未|不|要|要再)$")
_HOURS_ZH = rf"(?P<hours>{_N})\s?個?(?P<half>半)?(?:小時|鐘頭)(?P<half_more>半)?"
_HOURS_ABROAD = r"(?P<hours>\d{1,3}(?:\.\d{1,2})?)\s?(?:hours?|hrs?|giờ|tiếng|jam|oras|ชั่วโมง|ชม\.?)"
_DOING = r"(?:我|都|只|要|工作|上班|排|做|工時|平均|大概|大約|約|是|為|有|共|[:：\s]|改|成)*"
_WEEK = r"(?:每週|每周|一週|一周|每個?星期|一個?星期|每個?禮拜|一個?禮拜|每週工時|週工時)"
_DAY = r"(?:每天|每日|一天|一日|天天|每天工時)"
_EACH = r"(?:a|per|each|every|/|một|mỗi|trên|se|setiap|tiap|sa isang|kada|bawat|ต่อ)?"
_MEANWHILE = r"[^\d,.;!?\n]{0,30}?"
_LENGTHS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (FactKind.WEEKLY_HOURS, rf"{_WEEK}{_DOING}{_HOURS_ZH}"),
        (FactKind.DAILY_HOURS, rf"{_DAY}{_DOING}{_HOURS_ZH}"),
        (FactKind.WEEKLY_HOURS, rf"{_HOURS_ABROAD}\s?{_EACH}\s?(?:week|tuần|minggu|linggo|สัปดาห์|อาทิตย์)"),
        (FactKind.DAILY_HOURS, rf"{_HOURS_ABROAD}\s?{_EACH}\s?(?:day|ngày|hari|araw|วัน)"),
        (FactKind.WEEKLY_HOURS, r"(?:mỗi tuần|một tuần|seminggu|(?:per|setiap|tiap) minggu"
         rf"|(?:kada|bawat|sa isang) linggo|สัปดาห์ละ|อาทิตย์ละ){_MEANWHILE}{_HOURS_ABROAD}"),
        (FactKind.DAILY_HOURS, r"(?:mỗi ngày|một ngày|sehari|(?:per|setiap|tiap) hari"
         rf"|(?:kada|bawat|sa isang) araw|วันละ){_MEANWHILE}{_HOURS_ABROAD}"),
    )
)  # fmt: skip
_LONGEST = {FactKind.WEEKLY_HOURS: Decimal(120), FactKind.DAILY_HOURS: Decimal(24)}
_MOST_MONTHS = 60 * 12


def seniority(text: str) -> Iterator[tuple[FactKind, str]]:
    """The lengths of service that ``text`` tells, in months."""
    for pattern in _SENIORITY:
        for found in pattern.finditer(text):
            before = text[max(0, found.start() - 4) : found.start()]
            if _NEARLY.search(found[0]) or _NEARLY.search(before) or _DENIED.search(before):
                continue
            if (months := months_of(found)) is not None:
                yield FactKind.SENIORITY, str(months)


def seniority_of(text: str) -> str | None:
    """The length of service that ``text`` is, in months."""
    found = re.fullmatch(SPAN, text) or re.fullmatch(SPAN_ABROAD, text)
    months = months_of(found) if found else None
    return None if months is None else str(months)


def months_of(found: re.Match[str]) -> int | None:
    """Whole months of a match of `SPAN` or `SPAN_ABROAD`; None where nobody works so long."""
    parts = found.groupdict()
    years, months = (_number(parts.get(name)) for name in ("years", "months"))
    total = years * 12 + months + _number(parts.get("only"))
    total += 6 * (bool(parts.get("half")) + bool(parts.get("half_year")))
    if parts.get("month_half"):
        return None  # half a month cannot be kept in whole ones
    return int(total) if 0 < total <= _MOST_MONTHS and total == int(total) else None


def _number(text: str | None) -> Decimal:
    return number_of(_WORDS.get(text, text)) or Decimal(0) if text else Decimal(0)


def hours(text: str) -> Iterator[tuple[FactKind, str]]:
    """The hours of work a week and a day that ``text`` tells."""
    for kind, pattern in _LENGTHS:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            half = Decimal("0.5") if parts.get("half") or parts.get("half_more") else Decimal(0)
            if value := hours_of(kind, _number(found["hours"]) + half):
                yield kind, value


def hours_of(kind: FactKind, number: Decimal) -> str | None:
    """Hours as they are kept, None where a day or week has not so many."""
    return f"{number:f}" if 0 < number <= _LONGEST[kind] else None
