"""What a message means once it is known that somebody may be in danger: help first, the rest after."""

from dataclasses import replace

from bot.safety import Besides, DetectedDanger, detect
from bot.safety.bereavement import tells_of_a_death, tells_of_mourning
from bot.safety.examples import NEAR_DANGER
from bot.safety.in_care import is_in_care
from bot.safety.pieces import MOST, clauses, pieces
from bot.understanding import (
    ANSWER,
    CLARIFY,
    CRISIS,
    GRIEF,
    MISS,
    RELATED,
    Act,
    Understanding,
    understand,
)
from bot.understanding.stating import only_tells
from bot.understanding.structure import intent_of
from bot.understanding.thought import DOUBTLESS
from knowledge.safety import DangerKind
from retrieval.engine import Engine

_SHORTEST_QUESTION = 6
# What answers nothing, or only sounds like it: a death that is told is met with condolence instead.
_NO_ANSWER = frozenset({CRISIS, MISS, CLARIFY, RELATED, intent_of(Act.ANGER), intent_of(Act.GOODBYE)})
# Who is angry with us and uses strong words is in danger only beyond doubt; so is who surely says thanks or
# goodbye, asks for a person, another language, or for an entry that no danger is near.
_COURTESIES = frozenset(map(intent_of, (Act.GREET, Act.THANKS, Act.GOODBYE, Act.PERSON, Act.CHANGE_LANGUAGE)))
_NEAR_DANGER = (*NEAR_DANGER, "funeral-leave", "migrant-passport-withheld")

# What the employer and the insurance owe to who was hurt.
_CLAIMS = tuple(f"occupational-accident-{name}" for name in ("compensation", "leave", "insurance"))


def aware(engine: Engine, found: Understanding, in_topic: bool = False) -> Understanding:
    """``found`` with the danger that its text tells of; its intent is the work question beside it, if any.

    ``in_topic``: something is talked about already.
    What was pressed (a button, a number, a question of ours word for word) tells of no danger.
    """
    if _is_pressed(engine, found):
        return found
    danger = detect(engine, found.text, _besides(found, in_topic))
    if _is_grief(danger, found.text):
        return _with_grief(found)
    if _is_in_care(danger, found.text):
        return _with_care(found)
    if danger is None:
        return replace(found, intent=CLARIFY) if found.intent == CRISIS else found
    beside = _beside(engine, found, danger)
    return replace(
        found,
        intent=ANSWER if beside else CRISIS,
        confidence=round(danger.likeness, 4),
        candidates=beside,
        aspect=None,
        point=found.point if beside and beside == found.candidates[:1] else None,
        second=None,
        continues=False,
        language=found.language or danger.language,
        danger=str(danger.kind),
        acts=_with_danger(found.acts, bool(beside)),
    )


def _with_danger(acts: tuple[Act, ...], asks: bool) -> tuple[Act, ...]:
    """What is done by a message of danger: nothing else comes before it but the question that is answered."""
    first = (Act.QUESTION, Act.DANGER) if asks else (Act.DANGER,)
    return (*first, *(act for act in acts if act not in (*first, Act.OUTSIDE)))


def _with_grief(found: Understanding) -> Understanding:
    """``found`` of who mourns: nobody is in danger; where nothing is answered, condolence comes first."""
    if found.intent not in _NO_ANSWER:
        return found
    acts = (Act.GRIEF, *(act for act in found.acts if act not in (Act.GRIEF, Act.DANGER, Act.OUTSIDE)))
    return replace(found, intent=GRIEF, acts=acts)


def _with_care(found: Understanding) -> Understanding:
    """``found`` of who is in care: a story that asks nothing plain is asked back with what may be claimed."""
    acts = tuple(act for act in found.acts if act not in (Act.DANGER, Act.OUTSIDE)) or (Act.QUESTION,)
    if found.intent not in (CRISIS, MISS):
        return replace(found, in_care=True, acts=acts)
    return replace(found, intent=CLARIFY, candidates=_CLAIMS, point=None, in_care=True, acts=acts)


def danger_in(engine: Engine, text: str) -> DetectedDanger | None:
    """The danger that ``text`` tells of alone, as a conversation that it opens would hear it."""
    engine = engine.for_one_message()
    found = understand(engine, text)
    danger = None if _is_pressed(engine, found) else detect(engine, found.text, _besides(found))
    is_over = danger is not None and (_is_grief(danger, found.text) or _is_in_care(danger, found.text))
    return None if is_over else danger


def _is_pressed(engine: Engine, found: Understanding) -> bool:
    """Whether the text is that of a button, or a question of ours word for word."""
    return not found.generation or engine.catalogue.asking(found.text) is not None


def _is_grief(danger: DetectedDanger | None, text: str) -> bool:
    """Whether a death is told and nobody is in danger any more.

    What merely resembles a wish to die is grief, but a phrase that staff keep is always heard; an accident is
    over when its victim is mourned.
    """
    if danger is None:
        return tells_of_a_death(text)
    if danger.kind is DangerKind.ACCIDENT:
        return tells_of_mourning(text)
    if danger.kind is DangerKind.SELF_HARM:
        return not danger.evidence and tells_of_a_death(text)
    return not danger.evidence and tells_of_mourning(text)


def _is_in_care(danger: DetectedDanger | None, text: str) -> bool:
    """Whether an accident is told of somebody who is with doctors already."""
    return danger is not None and danger.kind is DangerKind.ACCIDENT and is_in_care(text)


def _besides(found: Understanding, in_topic: bool = False) -> Besides:
    """What else the message is understood to be."""
    if found.intent == CRISIS:
        return Besides.CRISIS
    is_near = bool(found.candidates) and found.candidates[0].startswith(_NEAR_DANGER)
    is_sure = found.confidence >= DOUBTLESS and (found.intent in _COURTESIES or found.intent == ANSWER)
    if Act.ANGER in found.acts or (is_sure and not is_near):
        return Besides.HARMLESS
    if Act.OUTSIDE in found.acts:
        return Besides.OUTSIDE
    return Besides.TOPIC if in_topic and not is_near else Besides.NOTHING


def _beside(engine: Engine, found: Understanding, danger: DetectedDanger) -> tuple[str, ...]:
    """The entry that answers what is asked beside the danger; none where nothing is or it is not clear."""
    parts = clauses(found.text)[:MOST]
    if len(parts) == 1:
        parts = pieces(found.text)[1:]
    rest = "".join(part for part in parts if part not in danger.clause and not detect(engine, part))
    if len(rest) >= _SHORTEST_QUESTION:
        asked = understand(engine, rest)
        return asked.candidates[:1] if asked.intent == ANSWER else ()
    is_work = danger.kind is not DangerKind.SELF_HARM and found.intent == ANSWER
    return found.candidates[:1] if is_work and not only_tells(found.text) else ()
