"""What is said about the facts themselves: heard, changed, taken back, shown (pure)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.blocks import Block, Known, Text
from bot.facts import display
from bot.facts.minors import about_a_minor
from bot.facts.model import FactKind
from bot.translations import key
from bot.turn import Situation, Turn
from bot.understanding import ANSWER, CALCULATE, MISS, Act, Understanding
from retrieval.analysis.language import length_limit

# The intent of a message about the facts; the rules take it for one that asks nothing they know.
FACT = Act.FACT.value
_SHOW = frozenset(
    map(
        key,
        (
            *("我的情況", "您的情況", "你的情況", "我說過什麼", "你記得什麼", "記得什麼"),
            *("my situation", "what do you know about me", "hoàn cảnh của tôi", "tình huống của tôi"),
            *("situasi saya", "keadaan saya", "สถานการณ์ของฉัน", "ข้อมูลของฉัน", "sitwasyon ko"),
        ),
    )
)
_AGAIN = re.compile(
    r"重新算|再算一次|重算|重新計算|再算一遍|\brecalculate|calculate (?:it )?again|tính lại"
    r"|hitung (?:lagi|ulang)|คำนวณใหม่",
    re.IGNORECASE,
)
# Characters of Chinese, see `length_limit`.
_TOLD, _STORY = 40, 20
_TELLING = frozenset({Act.FACT, Act.CORRECTION})
# Figures sound like a wish to calculate; it is one where it says so.
_CALCULATES = re.compile(
    r"算|calculat|comput|how much|\btính|\btinh\b|hitung|berapa|คำนวณ|คิด|kuwenta|kwenta|magkano",
    re.IGNORECASE,
)
# What comes before the facts: help, and a calculation that takes them.
_OTHERWISE = frozenset({"action_crisis", "action_calculation"})


def steered(at: Situation) -> Situation:
    """The situation with what a message about the facts means: it asks nothing of the FAQ."""
    text, understood = at.understanding.text, at.understanding
    if _AGAIN.search(text) and at.state.calculated:
        return replace(at, understanding=_means(understood, CALCULATE))
    if key(text) in _SHOW or at.heard.is_all or _only_tells(at):
        meant = _means(understood, FACT)
        # A chip says its Chinese words, which tell no language.
        told = replace(at, understanding=replace(meant, language=None) if at.heard.is_all else meant)
        return told if at.heard.is_all or key(text) in _SHOW else about_a_minor(told, FACT)
    return about_a_minor(at, FACT)


def _only_tells(at: Situation) -> bool:
    """Whether the message does nothing but tell facts that were heard, as far as it can be understood."""
    understood = at.understanding
    if not at.heard or not understood.acts:
        return False
    if understood.intent == MISS:  # a long story that was not understood is no mere fact
        return len(understood.text) <= length_limit(understood.text, _TOLD)
    is_story = len(understood.text) > length_limit(understood.text, _STORY)
    if is_story and at.state.topic is None and understood.intent == ANSWER:
        return False  # who opens with what happened asks about it
    acts = set(understood.acts) - (set() if _CALCULATES.search(understood.text) else {Act.CALCULATE})
    return bool(at.heard.told) and _TELLING.issuperset(acts)


def _means(understood: Understanding, intent: str) -> Understanding:
    """What a message means that asks nothing of an entry."""
    return replace(
        understood,
        intent=intent,
        confidence=1.0,
        continues=False,
        candidates=(),
        aspect=None,
        option=None,
        point=None,
        second=None,
    )


def asks_again(at: Situation) -> bool:
    """Whether the message wishes the last calculation once more."""
    return at.state.calculated is not None and bool(_AGAIN.search(at.understanding.text))


def only_facts(actions: Sequence[str], at: Situation) -> bool:
    """Whether nothing is to be done but to note, forget or show facts."""
    return at.understanding.intent == FACT and not _OTHERWISE & set(actions)


def noted(at: Situation) -> Turn:
    """That facts were noted or forgotten, or what is known."""
    if not at.facts:
        text = display.FORGOTTEN if at.heard.taken_back else display.NOTHING
        return Turn((Text(at.told(lambda voice: voice.phrase(text))),), replace(at.state, misses=0))
    shown: tuple[Block, ...] = () if at.heard else (situation_block(at),)
    text = display.FORGOTTEN if at.heard.taken_back else display.NOTED
    said = (Text(at.told(lambda voice: voice.phrase(text))),) if at.heard else ()
    return Turn((*said, *shown), replace(at.state, misses=0))


def situation_block(at: Situation) -> Known:
    """Everything known of the person's situation."""
    return display.known(at.facts, at.responses, at.language)


def with_facts(at: Situation, turn: Turn) -> Turn:
    """The turn with the situation below it where the message changed it."""
    facts = at.facts if turn.facts is None else turn.facts
    if not at.heard or not facts or any(isinstance(block, Known) for block in turn.blocks):
        return turn
    return replace(turn, blocks=(*turn.blocks, situation_block(replace(at, facts=facts))))


def changed(at: Situation) -> frozenset[FactKind]:
    """The kinds of facts that the message told, corrected or took back."""
    return frozenset(at.heard.told) | at.heard.taken_back
