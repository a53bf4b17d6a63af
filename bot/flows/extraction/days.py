"""When something happened, out of a sentence: 115/3/2, 三月起, 上個月, 昨天, last month, hôm qua (pure)."""

import re
import unicodedata
from datetime import date, timedelta

from cases import form_answers
from core.questions.days import with_digits
from core.questions.question import Unreadable

_PART = r"(?:份)?(?:初|中旬?|底)?"
_DAY = (
    r"(?:民國|西元)?\s?\d{2,4}\s?[年/.\-]\s?\d{1,2}\s?[月/.\-]\s?\d{1,2}\s?[日號]?"
    rf"|(?:民國|西元)?\s?\d{{2,4}}\s?年\s?\d{{1,2}}\s?月{_PART}"
    rf"|(?:今年|去年|前年)(?:的?\d{{1,2}}\s?月(?:\d{{1,2}}\s?[日號]|{_PART})|年?[初底])"
    rf"|(?<!\d)\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?[日號]|{_PART})"
    r"|大?前天|昨[天日晚]|今[天日早]"
    r"|上{1,2}個?(?:禮拜|星期|週|周)[一二三四五六日天]?|這個?(?:禮拜|星期|週|周)[一二三四五六日天]"
    rf"|(?:上{{1,2}}個?月|這個月|本月)(?:\d{{1,2}}\s?[日號]|{_PART})|去年|前年"
    r"|(?:\d{1,2}|[一二三四五六七八九十兩幾半]{1,2})個?多?(?:天|禮拜|星期|週|月|年)(?:以|之)?前"
)
_CHINESE = re.compile(
    rf"(?:{_DAY})(?:\s?(?:到|至|~|～|—)\s?(?:{_DAY}|現在|目前|今天)|[起]"
    rf"|開始(?=[就都一沒不也到，,、。\s]|$))?"
)
_OTHERS = re.compile(
    r"\b(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}"
    r"|yesterday|today|last (?:night|week|month|year|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday)"
    r"|(?:since |in )?(?:january|february|march|april|may(?= \d)|june|july|august|september|october|november"
    r"|december)(?: \d{1,2})?(?:,? \d{4})?|(?:\d{1,2}|a|two|three|four|five|six) (?:days?|weeks?"
    r"|months?|years?) ago"
    r"|hôm qua|hom qua|hôm nay|hom nay|(?:tuần|tuan|tháng|thang) (?:trước|truoc)"
    r"|(?:năm|nam) ngoái|(?:từ |tu )?(?:tháng|thang) \d{1,2}(?:/\d{4})?"
    r"|\d{1,2} (?:ngày|ngay|tuần|tuan|tháng|thang) (?:trước|truoc)"
    r"|kemarin|hari ini|(?:minggu|bulan|tahun) (?:lalu|kemarin)|\d{1,2} (?:hari|minggu"
    r"|bulan) (?:yang )?lalu)\b"
    r"|เมื่อวาน(?:นี้)?|วันนี้|(?:สัปดาห์|อาทิตย์|เดือน|ปี)ที่แล้ว|\d{1,2} ?(?:วัน|สัปดาห์"
    r"|เดือน)(?:ที่แล้ว|ก่อน)",
    re.IGNORECASE,
)
# A day on which the work began, or somebody was born, is not the day on which something happened.
_BEGAN = re.compile(
    r"[^，。,；;！!？?\n]{0,4}?(?:到職|入職|就職|報到|進公司|開始上班|開始工作|出生|生的|start(?:ed)? work)"
)
_BORN = re.compile(r"(?:生日|出生|到職日?|入職日?|報到日?)(?:是|在|為|[:：])?\s*$")
_TODAY, _YESTERDAY = ("today", "hôm nay", "hom nay", "hari ini", "วันนี้", "今早"), (
    "yesterday", "hôm qua", "hom qua", "kemarin", "เมื่อวาน", "เมื่อวานนี้", "昨晚",
)  # fmt: skip
_WEEKDAYS = "一二三四五六日"
_LAST_MONTH = ("last month", "tháng trước", "thang truoc", "bulan lalu", "เดือนที่แล้ว")


def when_told(text: str, today: date) -> str | None:
    """The day or time as the form keeps it: an ISO day where one is known, else the words; None without any.

    A month or week that is told from today (上個月) is named with the month, for today passes.
    """
    plain = with_digits(unicodedata.normalize("NFKC", text))
    for found in (*_CHINESE.finditer(plain), *_OTHERS.finditer(plain)):
        if _BEGAN.match(plain[found.end() :]) or _BORN.search(plain[: found.start()]):
            continue
        try:
            return form_answers.read("when", _known(found[0].strip(), today), today)
        except Unreadable:
            continue
    return None


def _known(said: str, today: date) -> str:
    """``said`` with what it is told from today worked out."""
    small = said.lower()
    if small in _TODAY or small in _YESTERDAY or said == "大前天":
        back = 0 if small in _TODAY else 1 if small in _YESTERDAY else 3
        return (today - timedelta(days=back)).isoformat()
    if day := _weekday(said, today):
        return day.isoformat()
    if month := _month(small, today):
        exact = re.fullmatch(r".*月(\d{1,2})\s?[日號]", said)
        if exact and month.month == (month + timedelta(days=int(exact[1]) - 1)).month:
            return month.replace(day=int(exact[1])).isoformat()
        return f"{said}（{month.year} 年 {month.month} 月）"
    return said


def _weekday(said: str, today: date) -> date | None:
    found = re.fullmatch(r"(上{1,2}|這)個?(?:禮拜|星期|週|周)([一二三四五六日天])", said)
    if not found:
        return None
    weeks = 0 if found[1] == "這" else len(found[1])
    monday = today - timedelta(days=today.weekday(), weeks=weeks)
    return monday + timedelta(days=_WEEKDAYS.index(found[2].replace("天", "日")))


def _month(said: str, today: date) -> date | None:
    """The first day of the month that is told from today."""
    found = re.match(r"(上{1,2})個?月|(這個|本)月", said)
    back = 1 if said in _LAST_MONTH else None if not found else len(found[1] or "")
    if back is None:
        return None
    first = today.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
