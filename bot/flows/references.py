"""Numbers of other offices in a sentence: whom to ask about them (pure).

This office only knows the cases that were filed here; it says so rather than look up what it cannot find.
"""

import re
import unicodedata
from collections.abc import Mapping

from retrieval.analysis.glossary import plain_letters

OTHER = "utter_status_other_number"
# The first that fits is said: who names the office says more than how a number is built.
_OFFICES: Mapping[str, re.Pattern[str]] = {
    "utter_status_of_insurance": re.compile(
        r"勞保局|勞工保險局|保職核|保[費普國退職]\w?字|\bbli\b|bureau of labor insurance"
    ),
    "utter_status_of_court": re.compile(
        r"法院|地檢|檢察署|年度?.{0,6}[訴執簡調促偵易小].{0,2}字|\b(?:court|toa an|pengadilan)\b|ศาล"
    ),
    "utter_status_of_police": re.compile(
        r"警察|派出所|報案三聯單|報案(?:編|證)|警局|\b(?:police|canh sat|polisi)\b|ตำรวจ"
    ),
    "utter_status_of_1999": re.compile(r"(?<!\d)1999(?!\d)"),
}
# An official letter's 字第 … 號, three groups with dashes, a long number.
_SHAPES = re.compile(
    r"字第?\s*\d{6,}|(?<!\d)\d{2,4}[-之 ]\d{4,8}[-之 ]\d{1,2}(?!\d)"
    r"|(?<!\d)\d{9,14}(?!\d)|(?<![a-z])[a-z]{1,3}\d{7,12}(?!\d)"
)
_MOBILE = re.compile(r"(?<!\d)(?:0|\+?886)[\d\- ]{8,12}(?!\d)")
_DIGITS = re.compile(r"\d{6,}|\d+[-之 ]\d+")
_LOST = re.compile(
    r"忘(?:記|了)|不見|弄丟|遺失|找不到|掉了|丟了|沒(?:有)?(?:收到|存|記|抄|留)"
    r"|\b(?:lost|forgot(?:ten)?|(?:can.?t|cannot) find|don.?t have|mat|quen|hilang|lupa)\b|ลืม|หาย"
)
_CODE = re.compile(
    r"查詢碼|查詢密碼|案號|\b(?:look-?up code|case (?:number|code)|ma tra cuu|so ho so)\b"
    r"|\b(?:kode pengecekan|nomor kasus)\b|รหัสตรวจสอบ|เลขที่เรื่อง"
)
# A longer message that was asked for a number is more likely about something else that was lost.
_SHORT = 40


def other_office(text: str) -> str | None:
    """The response that says whom to ask about another office's number in ``text``; None without one."""
    rest = _MOBILE.sub(" ", _plain(text))
    if not _DIGITS.search(rest):
        return None
    named = next((name for name, signs in _OFFICES.items() if signs.search(rest)), None)
    return named or (OTHER if _SHAPES.search(rest) else None)


def is_lost(text: str, asked: bool = False) -> bool:
    """Whether ``text`` says that number or code are lost; ``asked`` when one of them was asked for."""
    plain = _plain(text)
    if not _LOST.search(plain) or any(signs.search(plain) for signs in _OFFICES.values()):
        return False
    return bool(_CODE.search(plain)) or (asked and len(text) <= _SHORT)


def _plain(text: str) -> str:
    """As typed and without accents: Thai needs its marks, Vietnamese is typed without."""
    small = unicodedata.normalize("NFKC", text).lower()
    return f"{small}\n{plain_letters(small)}"
