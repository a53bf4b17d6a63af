"""The same question once more: never the same card in the same words, and a person at the end (pure)."""

from dataclasses import replace

from bot.blocks import Block, Choices, Option, Text
from bot.compound_messages import COMPLAIN, PERSON, title
from bot.moves.talk import with_contact
from bot.point_answers import nearly_asked, point_answer, with_chinese
from bot.translations import key
from bot.turn import Situation, Turn
from bot.understanding import WHOLE, Context
from bot.understanding.masking import without_names
from knowledge.points import Point
from knowledge.presentation import EntryView

_RELATED = 2
# What else helps most where the answer as a whole did not, in this order.
_OTHERS = (
    Point.ELIGIBILITY,
    Point.AMOUNT,
    Point.DEADLINE,
    Point.EVIDENCE,
    Point.REFUSAL,
    Point.EXCLUSION,
    Point.DURATION,
)
_MOST = 3
# So often something else is told to who asks on in other words.
_OFTEN = 2


def is_asked_again(at: Situation, view: EntryView, point: str | None) -> bool:
    """Whether just this was answered last, and no fact is told beside: in the same words or in others."""
    before = at.state
    is_last = (before.topic, before.point) == (view.id, point) and before.likely is None
    is_open = before.misses or before.calculation or before.calculated
    return is_last and not is_open and not at.heard and at.understanding.continues


def answered_again(at: Situation, view: EntryView, point: str | None) -> Turn:
    """The same in other words with what else the entry says; the second time whom to ask instead."""
    asks_on = point is None and at.state.repeats < _OFTEN and not _is_said_before(at)
    if at.state.repeats and not asks_on:
        options: tuple[Option, ...] = (at.option(PERSON), at.option(COMPLAIN))
        blocks: tuple[Block, ...] = (Choices(with_contact(at, "utter_again_person"), options),)
    elif others := _other_roles(at, view, point):
        # Whose papers was asked back: those of the first are told now, the others stay to choose.
        blocks = point_answer(Point.DOCUMENTS, view, view.documents[0].situation, at.language)
        options = (*others, at.option(PERSON))
        blocks = (*blocks, Choices(at.say("utter_again_more"), options))
    else:
        is_told = at.state.repeats and not at.understanding.nearly
        told = _what_to_say(view) if is_told else _in_other_words(at, view, point)
        text = at.say("utter_again", question=view.question, text=told)
        options = (*_related(at, view), at.option(PERSON))
        blocks = (Text(text), Choices(at.say("utter_again_more"), options))
    asked = Context.of(at.state).asked_with(without_names(at.understanding.text), stays=True)
    state = replace(at.state, misses=0, choices=options, repeats=at.state.repeats + 1, asked=asked)
    return Turn(blocks, state)


def _is_said_before(at: Situation) -> bool:
    said = key(without_names(at.understanding.text))
    return bool(said) and said in key(at.state.asked)


def _other_roles(at: Situation, view: EntryView, point: str | None) -> tuple[Option, ...]:
    """The situations with papers of their own that were offered, but the first."""
    offered = {option.value: option for option in at.state.choices} if point == Point.DOCUMENTS else {}
    return tuple(offered[group.situation] for group in view.documents[1:] if group.situation in offered)


def _in_other_words(at: Situation, view: EntryView, point: str | None) -> str:
    """The answer as a whole where a point was told; where that was told, what to do and other points."""
    if point is not None:
        return view.translation.answer if view.translation else view.answer
    near = at.understanding.nearly
    if near and near != WHOLE and (line := nearly_asked(Point(near), view)):
        return line
    if view.steps and not view.translation:
        return "\n".join(f"{number}. {step}" for number, step in enumerate(view.steps, 1))
    lines = [line for other in _OTHERS if (line := nearly_asked(other, view))][:_MOST]
    return "\n".join(f"・{line}" for line in lines) or _what_to_say(view)


def _what_to_say(view: EntryView) -> str:
    """Where to go, and the sentence to say there."""
    window, other = view.window, view.translation
    if other is None:
        return f"{window.name}，電話 {window.phone}；到窗口可以這樣說：「{view.say}」"
    name = f"{other.labels['window']}: {with_chinese(other.window, window.name)}"
    return f"{name}, {window.phone}\n{other.labels['say']}: {other.say}（{view.say}）"


def _related(at: Situation, view: EntryView) -> tuple[Option, ...]:
    entry = at.catalogue.get(view.id)
    views = [found for found in map(at.view, entry.related) if found] if entry else []
    return tuple(Option(title(found), found.question) for found in views[:_RELATED])
