"""Words that only tell of oneself: they go on with the topic and ask for no point of it."""

import re
from collections.abc import Mapping

from bot.understanding.question_words import ANYWHERE
from bot.understanding.structure import WHOLE
from knowledge.points import Point
from retrieval.analysis.language import is_chinese

# Characters: what is shorter may be a question of one word.
_SENTENCE = 6
_ASKS = re.compile(
    rf"{ANYWHERE}|誰|多[大長遠快高重]|幾|[會能可要有是該用]不[會能可要是該用]|有沒有|ㄇ|呢|咧|勒|嘛|喔$|是否|想問|請問|電話|地址|期限"
)
# Somebody else says or does what the answer is asked for: 公司不肯幫我蓋章.
_OTHERS = re.compile(r"公司|老闆|雇主|主管|店長|經理|人資|會計|仲介|頭家|同事|他們?|她|對方|課長|院長|組長")
_TOLD_AT = 0.4
# Points that nobody asks for by telling: who leaves school late may ask whether that counts (eligibility).
_NOT_TOLD = frozenset({Point.REFUSAL, Point.EVIDENCE, Point.FORMS, Point.PHONE, Point.BOOKING})


def tells(text: str, points: Mapping[str, float]) -> bool:
    """Whether Chinese words only tell of oneself and are hardly like a point: 我簽的合約只有寫高雄."""
    point = max((name for name in points if name != WHOLE), key=lambda name: points[name], default=WHOLE)
    is_unlike = point in _NOT_TOLD and points[point] < _TOLD_AT
    is_told = is_unlike and is_chinese(text) and len(text) >= _SENTENCE
    return is_told and not _ASKS.search(text) and not _OTHERS.search(text)
