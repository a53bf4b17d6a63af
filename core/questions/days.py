"""Days as people type them: 民國114年3月5日, 昨天, 上個月."""

import re
import unicodedata
from datetime import date, timedelta

from core.questions.numbers import NUMERAL, folded, number_of
from core.questions.question import Unreadable

_REPUBLIC = 1911
_EARLIEST = 1940  # nobody asks about work before
_LEAP_YEAR = 2024
_RELATIVE = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_DATE_NUMERAL = re.compile(rf"[{NUMERAL}]{{1,12}}(?=[年月日號])")
_SEPARATED = re.compile(r"(?:民國|西元)?\s*(\d{2,4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日號]?")
_COMPACT = re.compile(r"(\d{3,4})(\d{2})(\d{2})")
_INSIDE = re.compile(
    r"(?<!\d)(?:民國|西元)?\s*\d{2,4}\s*[年/.\-]\s*\d{1,2}\s*[月/.\-]\s*\d{1,2}(?!\d)\s*[日號]?"
)
_COMPACT_ALONE = re.compile(r"^\d{7,8}$")
_MONTH_AND_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})\s*[日號]")


def parse_date(text: str, today: date) -> date:
    """A day of the Gregorian or the Republic's calendar (a year below 200 counts from 1911).

    Raises:
        Unreadable: no date, or a day that does not exist.
    """
    cleaned = with_digits(folded(text))
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


def read_when(text: str, today: date) -> str:
    """A day in the past (ISO 8601), or words without an impossible one: "115/3/2 到 115/4/5", "上個月".

    Raises:
        Unreadable: a day that does not exist or is still to come.
    """
    plain = with_digits(unicodedata.normalize("NFKC", text))
    inside = _INSIDE.findall(plain) or _COMPACT_ALONE.findall(plain)
    days = [parse_date(found, today) for found in inside]
    for month, day in _MONTH_AND_DAY.findall(plain):
        _require_day(int(month), int(day))
    if not days:
        return _relative(text, today)
    if days[0] > today:
        raise Unreadable(f"{days[0].isoformat()} 還沒有到，請填已經發生的日期")
    return days[0].isoformat() if inside == [plain] else text


def _relative(text: str, today: date) -> str:
    try:
        return parse_date(text, today).isoformat()
    except Unreadable:
        return text


def _require_day(month: int, day: int) -> None:
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise Unreadable(f"沒有 {month} 月 {day} 日這一天，請再確認") from None
