"""Thanks, greetings and small words around what is really asked: they mislead the search."""

import re
from collections.abc import Set

from bot.understanding.plain import says_goodbye
from bot.understanding.question_words import has_question_word
from bot.understanding.structure import Act

# No word of it is read in two ways, alone or with another: else the time doubles with each one that is said.
_SMALL = (
    r"謝謝(?:你|您|妳)?(?:們)?|感謝(?:你|您)?|感恩|多謝|謝啦|謝了|了解|瞭解|知道了|懂了|好的?|ok(?:ay)?|嗯++|喔++|哦++|原來如此|你好|您好|哈囉|嗨|安安"
    r"|請問(?:一下)?|不好意思|拜託"
    r"|thanks?(?: you)?(?: so much| a lot)?(?: po)?|thx|ty|cheers|hi|hello|hey|got it|i see|please"
    r"|(?:cảm|cam) (?:ơn|on)(?: (?:bạn|ban|nhiều|nhieu|ạ|a|nha|nhé))*|xin chào|xin"
    r" chao|dạ|vâng|chào (?:bạn|anh|chị)"
    r"|(?:terima kasih|makasih)(?: (?:ya|kak|mbak|mas|banyak)(?![a-z]))*+|halo|baik|oke|permisi"
    r"|(?:maraming )?salamat(?: po| ha)*|hello po|sige(?: po)?|opo|hi po"
    r"|ขอบคุณ(?:มาก)?(?:ครับ|ค่ะ|คะ)?|สวัสดี(?:ครับ|ค่ะ)?"
    r"|pls|plz|excuse me|(?:hi|hello) (?:sir|ma.?am)|good (?:morning|afternoon|evening)(?: sir| ma.?am)?"
    r"|(?:can|may) i ask(?: you)?(?: something| a question)?(?! for)|quick question"
    r"|(?:ad|admin|anh|chị|chi|shop) ơi"
    r"|cho (?:em|e|mình|minh|tôi|toi) (?:hỏi|hoi)(?: (?:chút|chut|với|voi|xíu))?"
    r"|(?:mau|numpang|ijin|izin|boleh) (?:tanya|nanya)(?:(?: dong| ya| kak| min)(?![a-z]))*+|kak|maaf"
    r"|selamat (?:pagi|siang|sore|malam)"
    r"|(?:may )?(?:tanong|itatanong|itanong) (?:ko )?(?:lang )?(?:po )?(?:ako|sana)?|ask (?:ko )?lang(?: po)?"
    r"|magandang (?:umaga|hapon|gabi)(?: po)?"
    r"|(?:ขอ)?(?:สอบถาม|ถาม)(?:หน่อย)?(?:ครับ|ค่ะ|คะ)|รบกวน(?:ถาม|หน่อย)(?:ครับ|ค่ะ|คะ)?"
)
_BEFORE = re.compile(
    rf"^(?:(?:{_SMALL})(?:啊|啦|喔|哦|囉|呀|哈)?(?:[\s，,。.、！!~～…]+|(?=那|我|還有|另外|想|這|請)))+",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"(?:[\s，,。.、！!~～…?？]+(?:{_SMALL}))+[\s。.！!~～]*$", re.IGNORECASE)
# What was said of the last answer, before another matter begins: 好那我還她 另外….
_ACKNOWLEDGED = re.compile(
    r"^(?:好|喔|哦|嗯|ok|了解|知道了|原來)[^?？嗎呢什麼怎,，。]{0,12}[\s,，。！!]+(?=另外|還有一|對了|順便問)",
    re.IGNORECASE,
)
_ALL = re.compile(rf"(?:(?:{_SMALL})[\s，,。.、！!~～…]*)+", re.IGNORECASE)
_LEAST = 2
# What is told with thanks or on leaving asks for no answer.
_BESIDE = frozenset({Act.FACT, Act.THANKS, Act.GREET, Act.GOODBYE, Act.HELPFUL, Act.AFFIRM})


def without_courtesy(text: str) -> str:
    """``text`` without thanks and greetings around it; as it is where nothing else is said."""
    found = _BEFORE.sub("", _ACKNOWLEDGED.sub("", text))
    found = _AFTER.sub("", found)
    return found if len(found) >= _LEAST else text


def only_courtesy(text: str, told: Set[Act]) -> Act | None:
    """The courtesy that a message is, whatever it tells with it: 謝啦 那我明天睡飽, 我先去睡 晚安.

    ``told`` are its acts; who asks as well, or wishes something done, is more than courteous.
    """
    if says_goodbye(text) and told <= _BESIDE | {Act.QUESTION} and not has_question_word(text):
        return Act.GOODBYE
    if Act.THANKS in told and told <= _BESIDE:
        return Act.THANKS
    return Act.GREET if Act.GREET in told and _ALL.fullmatch(text.strip()) else None
