"""Wishes to be answered in another language, in so many words (pure)."""

import re

from bot.understanding.language import NAMES, named_language
from retrieval.analysis.language import is_chinese

# That we answer in another language; a contract or payslip in one is a matter.
_ANY_NAME = "|".join(f"(?:{pattern})" for pattern in NAMES.values())
_SPEAK_TO_ME = re.compile(
    rf"(?:改用|改成|換成|換回|切換成?|改講|改說)(?:{_ANY_NAME})|用(?:{_ANY_NAME})(?:來)?(?:回答|回覆|回我|跟我|解釋)"
    rf"|\b(?:answer|reply|respond|continue|switch)\b(?: \w+){{0,3}}? (?:in|to) (?:{_ANY_NAME})"
    rf"|(?:{_ANY_NAME})(?: na lang)?(?: po)? (?:please|pls|plz)\b|(?:{_ANY_NAME}) na lang\b"
    rf"|(?:trả lời|tra loi|chuyển sang|chuyen sang|đổi sang|doi sang)(?: \w+){{0,3}}? (?:{_ANY_NAME})"
    rf"|\b(?:jawab|balas|ganti)\w*(?: \w+){{0,2}}? (?:{_ANY_NAME})"
    rf"|(?:ตอบ|เปลี่ยน)(?:มา)?(?:เป็น)?(?:{_ANY_NAME})",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"契約|合約|薪資單|薪水單|文件|表格|通知|contract|payslip|hợp đồng|hop dong|kontrak|slip|สัญญา"
)

_OF_LANGUAGE = re.compile(rf"[語文]|話(?!費)|翻譯|看不懂|聽不懂|{_ANY_NAME}", re.IGNORECASE)


def is_answered_so(text: str, current: str | None) -> bool:
    """Whether ``text`` wishes for no other language than the ``current`` one: it names that (In English?),
    or speaks, in Chinese, of no language at all (用講的可以嗎)."""
    wanted = named_language(text)
    return wanted == current if wanted else is_chinese(text) and not _OF_LANGUAGE.search(text)


def asks_for_language(text: str) -> bool:
    """Whether ``text`` wants to be answered in a language that it names: English na lang po."""
    return bool(named_language(text) and _SPEAK_TO_ME.search(text)) and not _PAPERS.search(text)
