"""What a message does: its acts, the most important first."""

import re
from collections.abc import Mapping

from bot.understanding.structure import Act, act_of
from knowledge.intents import Kind
from retrieval.engine import SearchResult

# Who may be in danger, who wants something done, who asks: in this order one message is taken.
_ORDER = (
    Act.DANGER,
    Act.ERASE_ME,
    Act.UNSUBSCRIBE,
    Act.CASE_STATUS,
    Act.PERSON,
    Act.COMPLAINT,
    Act.ANGER,
    Act.RESUME,
    Act.SUBSCRIBE,
    Act.CHANGE_LANGUAGE,
    Act.RESTART,
    Act.NONE_OF_THESE,
    Act.BACK,
    Act.CALCULATE,
    Act.QUESTION,
    Act.CORRECTION,
    Act.FACT,
    Act.GRIEF,
    Act.BOT_CHALLENGE,
    Act.NOT_HELPFUL,
    Act.HELPFUL,
    Act.CANCEL,
    Act.DENY,
    Act.AFFIRM,
    Act.CHOICE,
    Act.THANKS,
    Act.GREET,
    Act.GOODBYE,
    Act.OUTSIDE,
)
# Acts whose answer is an entry or a point of one.
ASKING = frozenset({Act.QUESTION, Act.FACT, Act.CORRECTION, Act.BACK, Act.GRIEF, Act.CALCULATE})
# Condolences are for a death that is told in so many words: whose child was born wants none.
_DEATH = re.compile(
    r"死|過世|往生|去世|離世|身亡|走了|不在了|去做仙|喪|遺|died|dead|death|passed away|funeral"
    r"|qua đời|qua doi|mất|chết|chet|meninggal|wafat|tewas|เสีย|ตาย|namatay|pumanaw|yumao",
    re.IGNORECASE,
)
# What only resembles anger is a question; a strong word makes it anger, which safety must know as well.
_TEMPER = re.compile(
    r"死|氣|火大|怒|幹|靠北|靠腰|媽的|爛|廢|扯|誇張|到底|受夠|受不了|不爽|傻眼|離譜|搞什麼|黑心|[!！]{2}"
    r"|angry|\bmad\b|furious|sick of|fed up|damn|hell|shit|fuck|useless|ridiculous"
    r"|tức|\btuc\b|bực|\bbuc\b|chán|ghét|kesal|marah|muak|sebal|capek|galit|inis|bwisit|nakakainis|โกรธ"
    r"|โมโห|แย่",
    re.IGNORECASE,
)
_DANGER_AT = 0.2
_SURE = 0.4
_LEAST = 0.3
_THANKED = 0.5


def acts_of(
    text: str,
    scores: Mapping[str, float],
    thresholds: Mapping[str, float],
    found: SearchResult,
    outside: bool,
) -> tuple[Act, ...]:
    """The acts of ``text`` whose score is enough, in the order in which they are dealt with; at least one.

    What the search found among the phrases that staff keep for the dialogue itself counts as well;
    ``outside`` says that no entry is meant.
    """
    told = {Act(name) for name, score in scores.items() if score >= thresholds.get(name, _LEAST)}
    told.discard(Act.DANGER)
    dialogue = [other for other in found.intents if other.kind is Kind.DIALOGUE]
    if any(other.id == "crisis" and other.score >= _DANGER_AT for other in dialogue):
        told.add(Act.DANGER)
    best_entry = found.results[0].score if found.results else 0.0
    top = found.intents[0] if found.intents else None
    if top and top.kind is Kind.DIALOGUE and top.score >= _SURE and top.score > best_entry:
        told.add(act_of(top.id))
    thanked = max(
        scores.get(Act.THANKS, 0.0), *(other.score for other in dialogue if other.id == Act.THANKS), 0.0
    )
    if thanked < _THANKED:  # nhiều lắm is how much, not thanks
        told.discard(Act.THANKS)
    if outside and told <= {Act.QUESTION, Act.FACT, Act.OUTSIDE}:
        told = {Act.OUTSIDE}
    elif not outside:
        told.discard(Act.OUTSIDE)
    asks, angry = scores.get(Act.QUESTION, 0.0), scores.get(Act.ANGER, 0.0)
    if Act.ANGER in told and angry < min(_SURE, asks) and not _TEMPER.search(text):
        told = told - {Act.ANGER} | {Act.QUESTION}
    if not _DEATH.search(text):
        told.discard(Act.GRIEF)
    if not told:
        told = {Act.QUESTION}
    return tuple(act for act in _ORDER if act in told)
