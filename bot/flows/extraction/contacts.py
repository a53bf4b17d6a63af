"""Who somebody is and how to reach them, out of one message: 我叫王小明 0912345678 明天下午打給我 (pure)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from bot.understanding.masking import AFTER_NAME, NAME
from cases import form_answers
from core.questions.question import Unreadable

_NUMBERS = (
    re.compile(
        r"(?<![\d-])(?:\+?886[- ]?|00886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)",
    ),
    re.compile(
        r"(?<![\d-])\(?0[2-8]\d?\)?[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)(?:\s*(?:轉|分機|#|ext\.?)\s*\d{1,6})?",
        re.IGNORECASE,
    ),
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NAMES = (
    re.compile(
        rf"(?:我叫(?:做)?|我是|我姓名(?:是|叫)?|姓名|名字(?:是|叫)?|敝姓"
        rf"|聯絡人)\s*[：:是]?\s*({NAME}){AFTER_NAME}"
    ),
    re.compile(rf"^({NAME})(?=[\s，,、]*(?:\(?0\d|\+886|電話|手機))"),
    re.compile(
        r"(?i:my name is|i am called|i'm|this is|tên tôi là|tôi tên là|toi ten la|ten toi la"
        r"|nama saya(?: adalah)?)\s+"
        r"([A-ZĐÀ-Ỹ][\w.'-]*(?: [A-ZĐÀ-Ỹ][\w.'-]*){0,4})"
    ),
    re.compile(r"(?:ฉันชื่อ|ผมชื่อ|ดิฉันชื่อ|ชื่อ)\s*([\u0e00-\u0e7f]{2,30})"),
)
_DAY = (
    r"(?<!上)(?:今天|明天|後天|平日|假日|每天"
    r"|(?:下|這)?個?(?:週|周|禮拜|星期)[一二三四五六日天]|\d{1,2}[月/]\d{1,2}[日號]?)"
)
_HOUR = r"[\d一二三四五六七八九十兩]{1,3}\s?[點時](?:半|\d{1,2}分?)?"
_PART = (
    rf"(?:(?:早上|上午|中午|下午|傍晚|晚上)?\s?{_HOUR}(?:\s?(?:到|至|-|~)\s?{_HOUR})?(?:以?後|以?前|左右)?)"
    r"|早上|上午|中午|下午|傍晚|晚上|白天"
)
_TIMES = (
    re.compile(
        rf"(?:(?:{_DAY})\s?(?:的|都)?\s?(?:{_PART}))|(?:{_DAY})|(?:下班(?:以|之)?後|午休)|(?:{_PART})"
    ),
    re.compile(
        r"\b(?:(?:tomorrow|today|monday|tuesday|wednesday|thursday|friday)(?: (?:morning|afternoon"
        r"|evening|night))?"
        r"(?: (?:at|after|before) \d{1,2}(?::\d\d)?\s?(?:am|pm)?)?|(?:after|before"
        r"|at) \d{1,2}(?::\d\d)?\s?(?:am|pm)?"
        r"|(?:chiều|sáng|tối|chieu|sang|toi) (?:mai|nay)|ngày mai|ngay mai|besok(?: (?:pagi|siang|sore"
        r"|malam))?)\b"
        r"|พรุ่งนี้(?:เช้า|บ่าย|เย็น)?",
        re.IGNORECASE,
    ),
)
# What stands for the number while the rest is read.
_NUMBER = "〔號碼〕"
_CLAUSES = re.compile(r"[，,。；;！!\n]|\s(?=[\u4e00-\u9fff])|(?<=〕)\s")
_LEAST = 6
_CALL = re.compile(
    rf"打\s*{_NUMBER}|(?:打(?:電話)?(?:給|過來)|回(?:我)?電|回撥|來電|回(?:個)?電話|撥(?:電話)?給|聯絡"
    rf"|聯繫|通知)(?:我|本人)?"
    r"|\bcall(?: me)?(?: back)?\b|\bphone me\b|gọi (?:lại )?cho|goi (?:lai )?cho|gọi lại|goi lai"
    r"|telepon (?:saya|balik)|hubungi saya"
    r"|โทร(?:กลับ|หา)",
    re.IGNORECASE,
)
_TOMORROW = {
    "今天": 0,
    "明天": 1,
    "後天": 2,
    "today": 0,
    "tomorrow": 1,
    "besok": 1,
    "ngày mai": 1,
    "ngay mai": 1,
}


def contacts_told(text: str, today: date, asked: str = "") -> dict[str, str]:
    """The name, phone, e-mail and time to call as the form keeps them, by its names; without those not told.

    Where the name is ``asked``, what stands beside a number is the name.
    """
    plain = unicodedata.normalize("NFKC", text)
    told: dict[str, str] = {}
    for question, found in (
        ("phone", phone_in(plain)),
        ("email", _found(_EMAIL, plain)),
        ("name", _name(plain)),
    ):
        if found:
            try:
                told[question] = form_answers.read(question, found, today)
            except Unreadable:
                continue
    if asked == "name" and "name" not in told and told:
        beside = _EMAIL.sub(" ", _masked(plain)).replace(_NUMBER, " ").strip(" ，,。.、；;：:")
        if beside.replace(" ", "").isalpha():
            told["name"] = " ".join(beside.split())
    if time := time_told(plain, today):
        told["call_time"] = time
    return told


def wants_call(text: str) -> bool:
    """Whether ``text`` gives a number and asks to be called on it."""
    plain = unicodedata.normalize("NFKC", text)
    return phone_in(plain) is not None and _CALL.search(_masked(plain)) is not None


def phone_in(plain: str) -> str | None:
    """The first telephone number of Taiwan in ``plain``."""
    return next((found[0] for pattern in _NUMBERS if (found := pattern.search(plain))), None)


def time_told(plain: str, today: date) -> str | None:
    """When to call, with the day where it was told from today: 明天下午（11 月 27 日）."""
    for pattern in _TIMES:
        found = pattern.search(plain)
        if not found:
            continue
        said = found[0].strip()
        days = next((days for word, days in _TOMORROW.items() if said.lower().startswith(word)), None)
        if days is None:
            return said
        day = today + timedelta(days=days)
        return f"{said}（{day.month} 月 {day.day} 日）"
    return None


def about(text: str, told: Mapping[str, str]) -> str:
    """What else the message says, clause by clause: what the call is about; "" where nothing."""
    plain = _masked(unicodedata.normalize("NFKC", text))
    name, when = told.get("name", _NUMBER), told.get("call_time", _NUMBER).partition("（")[0]
    clauses = (clause.strip() for clause in _CLAUSES.split(plain))
    rest = [
        c for c in clauses if not (_CALL.search(c) or any(said in c for said in (_NUMBER, "@", name, when)))
    ]
    said = "，".join(filter(None, rest))
    return said if len(said) >= _LEAST else ""


def _masked(plain: str) -> str:
    number = phone_in(plain)
    if number is None:
        return plain
    return re.sub(rf"(?:聯絡)?(?:電話|手機|號碼)?[是：: ]*{re.escape(number)}", f" {_NUMBER} ", plain)


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[0] if found else None


def _name(plain: str) -> str | None:
    return next((found[1].strip() for pattern in _NAMES if (found := pattern.search(plain))), None)
