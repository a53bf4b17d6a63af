"""The days on which work began and ended, found in a message (pure)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.facts.model import FactKind
from core.questions.days import parse_date, with_digits
from core.questions.question import Unreadable

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan(?:uary)?|januari", "feb(?:ruary)?|februari", "mar(?:ch)?|maret", "apr(?:il)?", "may|mei",
            "june?|juni", "july?|juli", "aug(?:ust)?|agustus", "sep(?:t(?:ember)?)?", "oct(?:ober)?|oktober",
            "nov(?:ember)?", "dec(?:ember)?|desember",
        ),
        start=1,
    )
    for name in names.split("|")
}  # fmt: skip
_MONTH_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_RELATIVE_YEARS = {"今年": 0, "去年": 1, "前年": 2}
_DAY = (
    r"(?:民國|西元)?\s?(?:\d{2,4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日號]?)?"
    r"|(?:今年|去年|前年)\s?(?:的)?\s?\d{1,2}\s?月(?:份)?(?:\s?\d{1,2}\s?[日號]?)?"
    r"|\d{2,4}[/.\-]\d{1,2}[/.\-]\d{1,2}|今天|今日|昨天|昨日|前天"
    rf"|(?:\d{{1,2}}\s)?(?:{_MONTH_NAME})\.?\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?\d{{4}}"
    r"|(?:ngày\s\d{1,2}\s)?tháng\s\d{1,2}(?:\snăm\s|/)\d{4})"
)
_NAME = r"(?:是|為|在|於|改|換|成|應該|就|[:：\s])*"
_HIRED = r"到職|入職|報到|進公司|進來|開始上班|開始工作|開始做|受僱|錄取|來上班|來工作"
_HIRED_ABROAD = r"(?:hired|joined|started|began|start date|vào làm|bắt đầu làm|mulai (?:be)?kerja|เริ่มงาน)"
_LEFT = (
    r"離職(?!證明)|(?:被)?(?:資遣(?!費|通報)|解僱|解雇|開除|裁員|fire)|最後(?:工作日|一天|上班日)"
    r"|終止契約|合約到期|做到"
)
_LEFT_ABROAD = (
    r"(?:left|laid off|fired|dismissed|resigned|quit|last day|nghỉ việc|bị sa thải|di-?phk|dipecat"
    r"|berhenti|ถูกเลิกจ้าง|ลาออก)"
)
_BETWEEN = r"[^\d,.;!?\n，。；！？]"
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, before, abroad in (
        (FactKind.HIRED, _HIRED, _HIRED_ABROAD),
        (FactKind.LEFT, _LEFT, _LEFT_ABROAD),
    )
    for pattern in (
        rf"(?:{before})(?:日期|日|的日期)?{_NAME}(?P<day>{_DAY})",
        rf"(?P<day>{_DAY}){_BETWEEN}{{0,6}}?(?:{before})",
        rf"{abroad}{_BETWEEN}{{0,20}}?(?P<day>{_DAY})",
    )
)
_YEARS_BACK = 70


def days(text: str, today: date) -> Iterator[tuple[FactKind, str]]:
    """The days, or months, of hire and leave that ``text`` tells; days that do not exist are no facts."""
    digits = with_digits(text)
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(digits):
            value = day_of(found["day"], today)
            if value and (kind is FactKind.LEFT or value <= today.isoformat()):
                yield kind, value


def day_of(text: str, today: date) -> str | None:
    """The day that ``text`` is in ISO 8601, the month alone where no day is told."""
    text = with_digits(text.strip())
    for word, back in _RELATIVE_YEARS.items():
        text = re.sub(rf"{word}(?:的|\s)*", f"{today.year - back}年", text).replace("份", "")
    text = re.sub(rf"(?:{_MONTH_NAME})(?=[.\s])", lambda found: _month_number(found[0]), text)
    if found := re.fullmatch(r"(?:(\d{1,2})\s)?#(\d+)\.?\s(?:(\d{1,2})(?:st|nd|rd|th)?,?\s)?(\d{4})", text):
        text = (
            f"{found[4]}-{found[2]}-{found[1] or found[3]}"
            if found[1] or found[3]
            else f"{found[4]}年{found[2]}月"
        )
    if found := re.fullmatch(r"(?:ngày\s(\d{1,2})\s)?tháng\s(\d{1,2})(?:\snăm\s|/)(\d{4})", text):
        text = f"{found[3]}-{found[2]}-{found[1]}" if found[1] else f"{found[3]}年{found[2]}月"
    month = re.fullmatch(r"((?:民國|西元)?\s?\d{2,4}\s?年\s?\d{1,2}\s?月)", text)
    if found := re.fullmatch(r"(.*月\s?\d{1,2})", text):
        text += "日"
    try:
        day = parse_date(f"{month[1]}1日" if month else text, today)
    except Unreadable:
        return None
    if day < today - timedelta(days=366 * _YEARS_BACK):
        return None
    return f"{day:%Y-%m}" if month else day.isoformat()


def _month_number(name: str) -> str:
    return "#" + str(next(number for word, number in _MONTHS.items() if re.fullmatch(word, name)))
