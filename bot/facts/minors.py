"""Who said to be under eighteen and then tells of hours or the night asks whether that is allowed (pure)."""

import re
from dataclasses import replace

from bot.facts.model import FactKind
from bot.turn import Situation
from bot.understanding import ANSWER, CLARIFY, MISS, Act
from bot.understanding.thought import DOUBTLESS

_ENTRY = "student-child-labor"
_OF_AGE = 18
_LONGEST = 40
_HOURS = re.compile(
    r"[\d一二三四五六七八九十兩][ ]?(?:點|小時)|夜|晚上|凌晨|加班|輪班|night|midnight|\bhours?\b"
    r"|đêm|\bdem\b|khuya|\bgiờ|\bgio\b"
    r"|malam|\bjam\b|gabi|\boras\b|madaling|ดึก|กลางคืน|ชั่วโมง|ทุ่ม",
    re.IGNORECASE,
)

# Who is of age may ask for somebody who is not.
_MINORS = re.compile(
    r"未滿|童工|未成年|小孩|兒子|女兒|弟|妹|學生|高中|高職|國中|建教|1[4-7]\s?歲|十[四五六七]歲"
    r"|under ?(?:18|age)|minor|child|\bson\b|daughter",
    re.IGNORECASE,
)


def about_a_minor(at: Situation, alone: str) -> Situation:
    """The situation where hours told without a matter of their own mean the entry about young workers.

    ``alone`` is the intent of a message that tells nothing but facts.
    """
    age, understood = at.facts.get(FactKind.AGE), at.understanding
    if age is None or understood.continues or _ENTRY not in at.catalogue:
        return at
    if float(age) >= _OF_AGE:
        return _of_age(at)
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


def _of_age(at: Situation) -> Situation:
    """The situation without the entry about young workers, for somebody who said to be no such one."""
    understood = at.understanding
    others = tuple(entry for entry in understood.candidates if entry != _ENTRY)
    if understood.candidates[:1] != (_ENTRY,) or _MINORS.search(understood.text):
        return at
    intent = (CLARIFY if others else MISS) if understood.intent == ANSWER else understood.intent
    meant = replace(understood, intent=intent, candidates=others, point=None, nearly=None)
    return replace(at, understanding=meant)
