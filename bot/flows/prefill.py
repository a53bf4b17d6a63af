"""What was told already, proposed as answers of the intake (pure): shown to be confirmed or corrected.

A draft keeps a proposal under the name of its question with `_TOLD` before it, which no answer has.
"""

import re
from collections.abc import Sequence
from datetime import date

from bot.flows import words
from bot.flows.base import FlowDraft
from bot.flows.extraction.contacts import about, contacts_told
from bot.flows.extraction.days import when_told
from bot.flows.extraction.employers import employer_told
from bot.flows.extraction.places import place_told
from bot.flows.route_proposal import proposed_route
from cases import form_answers
from cases.questions import BY_NAME
from core.questions.question import Question, Unreadable
from core.text_cleaning import plain_text
from retrieval.analysis.language import length_limit

_TOLD = "_told_"
# The wish itself, without which the rest is the story.
_WISH = re.compile(
    r"(?:我)?(?:想要?|要|可以|能不能|請)?(?:幫我|向你們|跟你們|向勞工局)?(?:登記|陳情|檢舉|申訴|投訴"
    r"|舉報|舉發|告發)"
    r"|\bi (?:want|would like|'d like|need) to (?:complain(?: about)?|(?:make"
    r"|file) a complaint(?: (?:about|against))?|report)\b"
    r"|\b(?:tôi|toi|em) (?:muốn|muon) (?:khiếu nại|khieu nai|tố cáo|to cao)\b"
    r"|\bsaya (?:mau|ingin) (?:mengadu(?:kan)?|melapor(?:kan)?|lapor)\b|ฉันต้องการร้องเรียน|ต้องการร้องเรียน",
    re.IGNORECASE,
)
# Who did what to whom: without somebody it is a topic, no story.
_SOMEBODY = re.compile(
    r"[我他她]|老闆|公司|雇主|主管|店長|同事|仲介|工廠|工地|\b(?:i|my|me|we|boss|employer|company"
    r"|factory|broker)\b"
    r"|\b(?:tôi|toi|em|chủ|chu|công ty|cong ty)\b|\b(?:saya|majikan|bos|perusahaan|pabrik)\b|นายจ้าง"
    r"|บริษัท|ฉัน|ผม",
    re.IGNORECASE,
)
_ASKS_AT_THE_END = re.compile(
    r"(?:請問|那|該|我?要|我該|這樣)*(?:怎麼辦|怎辦|如何處理|怎麼處理|(?:可以|能)(?:申訴|檢舉|告|要回來"
    r"|怎樣)?嗎|合法嗎|違法嗎|合理嗎)[?？]*$"
    r"|[,.]? ?(?:what (?:can|should) i do|is (?:it|this) legal|phải làm sao|phai lam sao|bagaimana"
    r"|ทำอย่างไร)\s*[?？]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，,。.；;！!？?\n]+")
# What the citizen hopes for, in words of their own.
_HOPE = re.compile(
    r"(?:希望|要求|請(?:你們|勞工局|貴局)|想(?:要)?(?=拿回|討回|要回|請|讓公司|叫))[^，,。；;！!？?\n]{3,60}"
    r"|\bi (?:want|hope|would like) (?:to get|them to|you to|the bureau to|my) [^,.;!?\n]{3,80}"
    r"|\b(?:tôi|toi) (?:muốn|muon|mong) (?!khiếu|khieu|tố|to cao)[^,.;!?\n]{3,80}|\bsaya (?:ingin"
    r"|berharap|mau) (?!mengadu|lapor|melapor)[^,.;!?\n]{3,80}",
    re.IGNORECASE,
)
# In letters; scripts with spaces need more for the same.
_SHORTEST = 6


def proposed(text: str, earlier: Sequence[str], today: date) -> dict[str, str]:
    """Answers that ``text``, else the latest of ``earlier`` messages (masked) that is a story, may give.

    {} where no story was told. Every one is as `cases.form_answers.read` gave it.
    """
    story = text if _is_story(text) else next((said for said in reversed(earlier) if _was_story(said)), None)
    if story is None:
        return {}
    person = {name: said for name, said in contacts_told(story, today).items() if name != "call_time"}
    found = {
        # Who it was stands in answers of its own: the company may read the story.
        "what": about(story, person) if person else plain_text(story),
        "when": when_told(story, today),
        "where": place_told(story),
        "employer": employer_told(story),
        "wish": hope[0] if (hope := _HOPE.search(story)) else None,
        **person,
    }
    return {name: read for name, said in found.items() if said and (read := _read(name, said, today))}


def tells_complaint(text: str) -> bool:
    """Whether ``text`` wishes for a complaint in so many words and tells what happened."""
    return _WISH.search(text) is not None and _is_story(text)


def with_told(draft: FlowDraft, told: dict[str, str]) -> FlowDraft:
    """The draft with proposals."""
    return draft.at(draft.step, **{f"{_TOLD}{name}": said for name, said in told.items()})


def told_of(draft: FlowDraft, questions: Sequence[Question]) -> dict[str, str]:
    """The proposals for those of ``questions`` that have no answer yet, in their order."""
    names = [question.name for question in questions if question.name not in draft.answers]
    return {name: said for name in names if (said := draft.answers.get(f"{_TOLD}{name}"))}


def confirmed(draft: FlowDraft, told: dict[str, str]) -> FlowDraft:
    """The draft with the proposals ``told`` as its answers."""
    return without(draft, *told).at(draft.step, **told)


def without(draft: FlowDraft, *names: str) -> FlowDraft:
    """The draft without the proposals for ``names``."""
    return draft.at(draft.step, **{f"{_TOLD}{name}": None for name in names})


def _read(name: str, said: str, today: date) -> str | None:
    if name not in BY_NAME:
        return None
    try:
        return form_answers.read(name, said, today)
    except Unreadable:
        return None


def _is_story(text: str) -> bool:
    """Whether a wish for a complaint tells what happened as well."""
    rest = _WISH.sub("", text)
    return _is_long(rest, _SHORTEST) and bool(_SOMEBODY.search(rest)) and proposed_route((rest,)) is not None


def _was_story(said: str) -> bool:
    """Whether an earlier message told what happened, with or without a question."""
    if said.startswith("〔"):
        return False
    clauses = (_ASKS_AT_THE_END.sub("", clause) for clause in _CLAUSE.split(_ASKS_AT_THE_END.sub("", said)))
    return _is_story("，".join(clause for clause in clauses if not words.asks(clause)))


def _is_long(text: str, least: int) -> bool:
    return sum(map(str.isalpha, text)) >= length_limit(text, least)
