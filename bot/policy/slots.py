"""What Rasa knows of a conversation: a few categories, no words, no names, no numbers (pure)."""

from collections.abc import Mapping
from dataclasses import replace

from bot import calculation
from bot.compound_messages import COMPLAIN, PERSON
from bot.flows import words
from bot.moves.offering import NONE_OF_THESE
from bot.next_steps import CASE_STATUS, STARTS
from bot.point_answers import asked_by
from bot.policy.interpreter import load_rules
from bot.state import Owner
from bot.turn import Situation
from bot.understanding import ASPECT_PREFIX, CALCULATE, CHOOSE, CRISIS, MISS

Slots = Mapping[str, bool | str]

FOLLOW_UP = "ask_point"
CANCEL = "cancel"
# Choices that are no entries: what choosing them means.
_CHOSEN = {
    NONE_OF_THESE: "none_of_these",
    COMPLAIN: "file_complaint",
    PERSON: "talk_to_human",
    CASE_STATUS: "case_status",
}
# These stand below any answer: a yes or no means none of them.
_STANDING = frozenset(STARTS)
_SECOND = 2
# Rasa keeps these names for itself.
_RENAMED = {"restart": "start_over"}


def resolved(at: Situation) -> Situation:
    """The situation with a chosen option in place of its number or label.

    What the option says is what is meant: a way out, a calculator, or an entry (which stays a choice).
    A question of a calculation has options of its own, which are its answers.
    """
    if calculation.puts_right(at):
        return replace(at, understanding=replace(at.understanding, intent=CALCULATE))
    number = at.named_option or at.understanding.option
    if at.understanding.intent == "affirm":
        number = _asked_last(at) or number
    if not number or calculation.reading(at) is calculation.CalculationReading.ANSWERED:
        return at
    if number == _SECOND and (second := _second_matter(at)):
        number = second
    understood = replace(at.understanding, intent=CHOOSE, option=number)
    if number <= len(at.state.choices):
        value = at.state.choices[number - 1].value
        if value in _CHOSEN:
            understood = replace(understood, intent=_CHOSEN[value])
        elif point := asked_by(value):
            understood = replace(understood, intent=f"{ASPECT_PREFIX}{point}", text=value)
        elif calculation.by_title(value):
            understood = replace(understood, intent=CALCULATE, text=value)
    return replace(at, understanding=understood)


def _asked_last(at: Situation) -> int | None:
    """The option that a yes takes: a wish offered alone, or in a question of its own after others."""
    values = [option.value for option in at.state.choices]
    if len(values) == 1:
        return 1 if values[0] in _CHOSEN else None
    is_own = bool(values) and values[-1] == COMPLAIN and not _CHOSEN.keys() & set(values[:-1])
    return len(values) if is_own else None


def _second_matter(at: Situation) -> int | None:
    """第二個呢 after two questions: the one that was answered second, the only entry among the options."""
    if at.understanding.text.strip().isdigit():
        return None
    values = [option.value for option in at.state.choices]
    entries = [number for number, value in enumerate(values, 1) if at.catalogue.asking(value) is not None]
    others = (value for value in values if at.catalogue.asking(value) is None)
    return entries[0] if len(entries) == 1 and all(map(calculation.by_title, others)) else None


def intent_of(at: Situation, owner: Owner) -> str:
    """The intent of the domain for what a message does in this situation.

    What the rules do not know, as a label that staff have just added, is not understood.
    """
    intent, text = at.understanding.intent, at.understanding.text
    if owner is Owner.QUEUE and words.is_word(text, words.BACK_TO_BOT):
        return CANCEL
    waits = calculation.reading(at) is calculation.CalculationReading.WAITING
    if intent.startswith(ASPECT_PREFIX):
        # What a calculation is told, though it cannot read it, is no question for a point of its topic.
        return MISS if waits and not words.asks(text) and not asked_by(text) else FOLLOW_UP
    unreadable = waits and any(map(str.isdigit, text))
    # A figure that a calculation cannot read, a date above all, is no wish to begin something else.
    if unreadable and intent in calculation.ENDS:
        return MISS
    name = _RENAMED.get(intent, intent)
    return name if name in load_rules().intents else MISS


def slots_of(at: Situation, owner: Owner = Owner.BOT, form: bool = False) -> Slots:
    """The slots of ``bot/domain/domain.yml``; ``form`` says that a form takes the message."""
    understood, state = at.understanding, at.state
    return {
        "danger": understood.danger is not None or understood.intent == CRISIS,
        "owner": owner.value,
        "form": form,
        "calculation": calculation.reading(at).value,
        "topic": understood.continues or at.catalogue.shows(at.state.topic or "", at.now),
        "point": understood.aspect is not None or understood.intent.startswith(ASPECT_PREFIX),
        "offer": _offer(at),
        "missed": state.misses > 0,
    }


def _offer(at: Situation) -> str:
    values = [option.value for option in at.state.choices]
    if len(values) > 1 and (set(values) <= _STANDING or any(map(asked_by, values))):
        return "none"
    if NONE_OF_THESE in values:
        return "one" if len(values) == 2 else "alternatives"
    return "none" if not values else "one" if len(values) == 1 else "several"
