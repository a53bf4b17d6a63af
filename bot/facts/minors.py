"""Who said to be under eighteen and then tells of hours or the night asks whether that is allowed (pure)."""

import re
from dataclasses import replace

from bot.facts.model import FactKind
from bot.turn import Situation
from bot.understanding import ANSWER, CLARIFY, MISS, Act
from bot.understanding.matters import DOUBTLESS

_ENTRY = "student-child-labor"
_OF_AGE = 18
_LONGEST = 40
_HOURS = re.compile(
    r"[\d一二三四五六七八九十兩][ ]?(?:點|小時)|夜|晚上|凌晨|加班|輪班|night|midnight|\bhours?\b"
    r"|đêm|\bdem\b|khuya|\bgiờ|\bgio\b"
    r"|malam|\bjam\b|gabi|\boras\b|madaling|ดึก|กลางคืน|ชั่วโมง|ทุ่ม",
    re.IGNORECASE,
)


def about_a_minor(at: Situation, alone: str) -> Situation:
    """The situation where hours told without a matter of their own mean the entry about young workers.

    ``alone`` is the intent of a message that tells nothing but facts.
    """
    age, understood = at.facts.get(FactKind.AGE), at.understanding
    if age is None or float(age) >= _OF_AGE or understood.continues or _ENTRY not in at.catalogue:
        return at
    is_unsure = understood.intent == ANSWER and understood.confidence < DOUBTLESS
    is_open = understood.intent in (alone, MISS, CLARIFY) or is_unsure
    text = understood.text
    if at.state.calculation or not is_open or len(text) > _LONGEST or not _HOURS.search(text):
        return at
    meant = replace(
        understood,
        intent=ANSWER,
        confidence=1.0,
        candidates=(_ENTRY,),
        acts=(Act.QUESTION, Act.FACT),
        point=None,
        nearly=None,
        second=None,
    )
    return replace(at, understanding=meant)
