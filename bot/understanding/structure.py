"""What a message means to the dialogue: acts, the entry and point asked, a second matter, the language."""

from dataclasses import dataclass
from enum import StrEnum

ANSWER = "faq"
RELATED = "related"
CLARIFY = "clarify"
MISS = "out_of_scope"
CALCULATE = "calculate"
CHOOSE = "choose_option"
CRISIS = "crisis"
GRIEF = "grief"
HELPFUL = "helpful"
NOT_HELPFUL = "not_helpful"
ASPECT_PREFIX = "ask_"
# In place of a point: the entry as a whole.
WHOLE = "whole"


class Act(StrEnum):
    """What a message does; it may do several things at once."""

    QUESTION = "question"
    COMPLAINT = "complaint"
    CASE_STATUS = "case_status"
    PERSON = "person"
    THANKS = "thanks"
    GREET = "greet"
    GOODBYE = "goodbye"
    CORRECTION = "correction"
    ANGER = "anger"
    GRIEF = "grief"
    CHOICE = "choice"
    AFFIRM = "affirm"
    DENY = "deny"
    NONE_OF_THESE = "none_of_these"
    CANCEL = "cancel"
    RESTART = "restart"
    BACK = "back"
    BOT_CHALLENGE = "bot_challenge"
    CHANGE_LANGUAGE = "change_language"
    CALCULATE = "calculate"
    FACT = "fact"
    DANGER = "danger"
    OUTSIDE = "outside"
    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"
    RESUME = "resume"
    ERASE_ME = "erase_me"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


# The Rasa intent of an act; those that are not named here have the same name, or depend on the search.
INTENT_OF = {
    Act.COMPLAINT: "file_complaint",
    Act.PERSON: "talk_to_human",
    Act.CHOICE: CHOOSE,
    Act.DANGER: CRISIS,
    Act.OUTSIDE: MISS,
}
ACT_OF = {intent: act for act, intent in INTENT_OF.items() if act is not Act.OUTSIDE}


def intent_of(act: Act) -> str:
    """The Rasa intent of ``act``."""
    return INTENT_OF.get(act, act.value)


def act_of(intent: str) -> Act:
    """The act of a Rasa intent; what asks something is a question."""
    if intent in ACT_OF:
        return ACT_OF[intent]
    return Act(intent) if intent in set(Act) else Act.QUESTION


@dataclass(frozen=True, slots=True)
class Matter:
    """An entry, and the point of it that is asked: None for the entry as a whole."""

    entry: str
    point: str | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means to the dialogue.

    ``intent`` is the Rasa intent of the first act. ``candidates`` are entry ids, best first; ``point`` is
    what is asked about the first of them, ``nearly`` what else may be (`WHOLE`: all
    of it); ``aspect`` is a follow-up question that also fits; ``second`` is
    another matter asked in the same message; ``excluded`` are entries that the person said are not meant.
    ``option`` is the number that was chosen, from 1; ``language`` is None when the words do not tell.
    ``continues`` says that the question is about a topic of the conversation, ``in_care`` that somebody
    was hurt and is with doctors.
    """

    text: str
    intent: str
    confidence: float
    candidates: tuple[str, ...] = ()
    aspect: str | None = None
    option: int | None = None
    generation: int = 0
    language: str | None = None
    acts: tuple[Act, ...] = ()
    point: str | None = None
    nearly: str | None = None
    second: Matter | None = None
    excluded: tuple[str, ...] = ()
    continues: bool = False
    danger: str | None = None
    in_care: bool = False
