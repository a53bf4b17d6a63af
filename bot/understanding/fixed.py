"""Messages that mean one thing wherever they are said: buttons, numbers of options, commands of one word."""

import re

from bot.point_answers import asked_by
from bot.responses import load_responses
from bot.understanding.language import written_in
from bot.understanding.plain import said_alone
from bot.understanding.structure import ASPECT_PREFIX, CALCULATE, CHOOSE, HELPFUL, NOT_HELPFUL, intent_of
from knowledge.calculators import CALCULATORS
from retrieval.analysis.text import clean

_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", start=1)} | {str(i): i for i in range(1, 10)}
_OPTION = re.compile(
    r"^(?:選|我選|我要|第|選擇|选)?\s*([1-9一二三四五六七八九])\s*(?:個|号|號|項|番)?(?:呢|咧|勒|好了|吧|啦)?[.。、)）!！?？]?$"
)
_WORDS = {
    "有幫助": HELPFUL,
    "沒幫助": NOT_HELPFUL,
    "沒有幫助": NOT_HELPFUL,
    "繼續填寫": "resume",
    "刪除我的資料": "erase_me",
    "忘記我": "erase_me",
    "訂閱": "subscribe",
    **dict.fromkeys(("沒有了", "沒有問題了", "就這樣", "就這些", "這樣就好", "先這樣", "沒事了"), "goodbye"),
    "取消訂閱": "unsubscribe",
    "退訂": "unsubscribe",
    "停止": "unsubscribe",
    "stop": "unsubscribe",
}
# Leave taken with thanks or 沒事了 around it; 晚安 alone may as well greet.
_THANKED = (
    r"(?:謝謝|感謝|感恩|多謝|謝啦|謝了|3q|好的?|嗯+|ok|了解|知道了|辛苦了)(?:你|您)?(?:們)?(?:囉|喔|啦|了)?"
)
_DONE = r"(?:那?(?:先|就)?(?:沒事了|沒有?問題了|沒有?了|沒別的了|問完了|就這樣|就這些|先這樣|這樣就好))"
_DONE += r"(?:囉|喔|啦)?"
_LEAVES = r"(?:掰掰?|拜拜?|再見|bye(?:bye)?|88|881|ㄅㄅ|晚安|先(?:去)?(?:睡|忙|下線|離開)了?)(?:囉|喔|啦|～)?"
_GOODBYE = re.compile(
    rf"^(?=.*(?:{_DONE}|再見|掰|拜拜|bye|先|[謝好].*晚安))(?:(?:{_THANKED}|{_DONE}|{_LEAVES})[\s，,。.!！~～]*)+$",
    re.IGNORECASE,
)
_SUBSCRIBE = re.compile(r"^(取消|停止)?訂閱\s*[「『]?.{1,40}$")
_CALCULATOR_TITLES = frozenset(calculator.title for calculator in CALCULATORS.values())


def option_number(text: str) -> int | None:
    """The number of a typed choice: 2, 第二個, 選 3; None when the text is not one."""
    match = _OPTION.match(clean(text))
    return _DIGITS[match[1]] if match else None


def pressed(text: str) -> tuple[str, str | None]:
    """What a button that was pressed or typed says, and its language; else ``text`` (cleaned) itself."""
    return load_responses().value_of(text) or (text, None)


def fixed_intent(text: str) -> tuple[str, str | None] | None:
    """The intent of a word that means one thing, and the language it tells; None for other words."""
    if option_number(text) is not None:
        return CHOOSE, None
    if point := asked_by(text):
        return ASPECT_PREFIX + point, None
    if word := _WORDS.get(text.lower()):
        return word, None
    if command := load_responses().command(text):
        return command
    if _GOODBYE.match(text):
        return "goodbye", None
    if act := said_alone(text):
        return intent_of(act), written_in(text, None)
    if wish := _SUBSCRIBE.match(text):
        return ("unsubscribe" if wish[1] else "subscribe"), None
    return (CALCULATE, None) if text in _CALCULATOR_TITLES else None
