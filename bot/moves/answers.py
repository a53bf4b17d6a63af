"""Answers from the entries: the whole, one point of it, a choice between several (pure)."""

import re
from dataclasses import replace

from bot import calculation
from bot.blocks import Block, Choices, Option, Text
from bot.compound_messages import title
from bot.facts.personalization import papers_role
from bot.moves.again import answered_again, is_asked_again
from bot.moves.misses import not_found
from bot.moves.offering import NONE_OF_THESE, offer
from bot.moves.talk import say_only
from bot.point_answers import asked_by, chinese_only, has_point, nearly_asked, point_answer
from bot.state import DialogueState
from bot.turn import Situation, Turn, Unanswered
from bot.understanding import ASPECT_PREFIX, WHOLE, Context
from bot.understanding.masking import without_names
from bot.understanding.question_words import has_question_word
from knowledge.points import Point
from knowledge.presentation import EntryView
from publication.schemas import QuestionSource
from retrieval.analysis.language import length_limit

# So sure of an entry, nothing else is kept in mind beside it.
_BEYOND_DOUBT = 0.95
# Characters of Chinese; who names a matter says no more.
_NAME = 12
# Nothing but what to do now; whoever asks more is answered again with the whole.
_WHAT_NOW = re.compile(
    r"(?:所以|那麼?|啊|接下來|現在|然後)*(?:我們?)?(?:現在|接下來|到底)?(?:該|要|應該|可以|能)?(?:先)?"
    r"(?:怎麼(?:辦|做|處理|弄)|如何(?:處理|是好)|做什麼|然後呢|接下來呢|再來呢|下一步(?:呢)?)"
    r"(?:才好|才對|好|呢|啊|[?？。! ])*$"
)


def answer(at: Situation) -> Turn:
    """The best entry in full, or the point of it that was asked."""
    for candidate in at.understanding.candidates[:1]:
        turn = _card(at, candidate, at.understanding.point)
        if turn:
            return turn
    return not_found(at)


def on_topic(at: Situation) -> Turn:
    """An entry treats the topic, but not the point that is asked: it is offered, and whom to ask is told."""
    view = at.view(at.understanding.candidates[0]) if at.understanding.candidates else None
    if view is None:
        return not_found(at)
    whom = {"name": view.window.name, "phone": view.window.phone, "hours": view.window.open_text}
    option = Option(title(view), view.question)
    blocks = (Text(at.say("utter_related", **whom)), Choices(at.say("utter_related_entry"), (option,)))
    unanswered = Unanswered(QuestionSource.RELATED, (view.id,), at.catalogue.generation)
    return Turn(blocks, replace(at.state, misses=0, choices=(option,)), unanswered)


def clarify(at: Situation) -> Turn:
    """Ask which of two to four entries is meant."""
    if not at.understanding.candidates:
        return not_found(at)
    turn = offer(at, at.say("utter_clarify"), at.understanding.candidates)
    asked = Context.of(at.state).asked_with(without_names(at.understanding.text), stays=False)
    likely, *others = at.understanding.candidates
    state = replace(turn.state, likely=likely, considered=tuple(others), asked=asked, rejected=_rejected(at))
    return replace(turn, state=state)


def choose(at: Situation) -> Turn:
    """The entry, or the situation that papers are for, whose number or label was typed."""
    number = at.understanding.option or 0
    if not 1 <= number <= len(at.state.choices):
        return say_only("utter_choose_again")(at)
    value = at.state.choices[number - 1].value
    chosen = at.catalogue.asking(value)
    return (_card(at, chosen.id) if chosen else _papers(at, value)) or not_found(at)


def take_offer(at: Situation) -> Turn:
    """Yes to the one thing offered."""
    offered = (number for number, one in enumerate(at.state.choices, 1) if one.value != NONE_OF_THESE)
    number = next(offered, 0)
    value = at.state.choices[number - 1].value if number else ""
    if calculator := calculation.by_title(value):
        return calculation.begin(at, calculator)
    return choose(replace(at, understanding=replace(at.understanding, option=number)))


def follow_up(at: Situation) -> Turn:
    """One point of a topic of the conversation: papers, window, deadline, who may ..."""
    entry, point = _asked_about(at), _asked_point(at)
    view = at.view(entry) if entry else None
    if view is None or point is None:
        return ask_topic(at)
    return _point(at, point, view)


def ask_topic(at: Situation) -> Turn:
    """A follow-up question without a topic: asks for it, and waits with the point."""
    return Turn((Text(at.say("utter_which_topic")),), replace(at.state, pending_aspect=_asked_point(at)))


def _card(at: Situation, entry_id: str, point: str | None = None) -> Turn | None:
    """The answer of an entry, or of the ``point`` that was asked or was waiting for it; None if withdrawn.

    A point that waits gives way to whatever is asked now.
    Who begins a matter with a point that the entry lacks gets the whole of it.
    """
    view = at.view(entry_id)
    if view is None:
        return None
    asked = point if point and has_point(Point(point), view) else None
    waiting = None if _asks_by_itself(at) else at.state.pending_aspect
    if point := asked or waiting:
        return _point(at, point, view)
    if is_asked_again(at, view, None):
        return answered_again(at, view, None)
    state = replace(_about(at, entry_id), choices=calculation.options(at, view))
    before = () if view.translation else chinese_only(at.language)
    if _is_shown_already(at, view):
        told = Text(_steps(at, view))
        return Turn((*before, told, *calculation.offer(at, view)), replace(state, repeats=1))
    return Turn((*before, at.card(view), *_nearly(at, view, None), *calculation.offer(at, view)), state)


def _asks_by_itself(at: Situation) -> bool:
    """Whether the words ask something of their own, rather than naming what a question was about."""
    text = at.understanding.text
    is_name = len(text) <= length_limit(text, _NAME) or at.catalogue.asking(text) is not None
    return has_question_word(text) and not is_name


def _is_shown_already(at: Situation, view: EntryView) -> bool:
    """Whether the whole entry was told just now and is meant again: 公司欠薪, then 怎麼辦."""
    before = at.state
    is_last = before.topic == view.id and before.point is None and at.understanding.continues
    is_told = is_last and before.calculation is None and before.calculated is None
    asks_on = _WHAT_NOW.match(at.understanding.text) is not None
    return is_told and asks_on and bool(view.steps) and not view.translation


def _steps(at: Situation, view: EntryView) -> str:
    """What to do, one thing after the other: the answer itself stands just above."""
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(view.steps, 1))
    window = view.window
    return at.say("utter_steps", question=view.question, steps=numbered, name=window.name, phone=window.phone)


def _point(at: Situation, point: str, view: EntryView, role: str | None = None) -> Turn:
    """One point of an entry, for the role that was chosen or is known; what it asks back can be chosen."""
    if role is None and is_asked_again(at, view, point):
        return answered_again(at, view, point)
    blocks = point_answer(point, view, role or papers_role(view, at.facts), at.language)
    blocks = (*blocks, *_nearly(at, view, point))
    if point == Point.DEADLINE:
        blocks = (*blocks, *calculation.offer_last_day(at, view))
    asked = (option for block in blocks if isinstance(block, Choices) for option in block.options)
    return Turn(blocks, replace(_about(at, view.id, point), choices=tuple(asked)))


def _nearly(at: Situation, view: EntryView, point: str | None) -> tuple[Block, ...]:
    """What may be meant as well as ``point`` (None: all of the entry), in a line below the answer."""
    asked = at.understanding
    near = asked.nearly
    if near is None or asked.point != point or view.id not in asked.candidates[:1]:
        return ()
    if near == WHOLE:
        return (Text(view.translation.answer if view.translation else view.answer),)
    line = nearly_asked(Point(near), view)
    return (Text(line),) if line else ()


def _papers(at: Situation, situation: str) -> Turn | None:
    """The papers for a situation of the topic, None when it has no such one."""
    view = at.view(at.state.topic) if at.state.topic else None
    if view is None or situation not in {group.situation for group in view.documents}:
        return None
    return _point(at, "documents", view, situation)


def _about(at: Situation, entry_id: str, point: str | None = None) -> DialogueState:
    """The memory once an entry, or a point of it, has been answered."""
    before = replace(Context.of(at.state), rejected=_rejected(at))
    said, understood = without_names(at.understanding.text), at.understanding
    others = understood.candidates if understood.confidence < _BEYOND_DOUBT else ()
    context = before.after(entry_id, point, said, others)
    return DialogueState(
        entry_id,
        context.earlier,
        point,
        asked=context.asked,
        rejected=context.rejected,
        considered=context.considered,
        prompts=at.state.prompts,
        calculation=at.state.calculation,
        calculated=at.state.calculated,
    )


def _rejected(at: Situation) -> tuple[str, ...]:
    """The entries that are not meant, for as long as the same matter is talked about."""
    understood = at.understanding
    return understood.excluded or (at.state.rejected if understood.continues else ())


def _asked_point(at: Situation) -> str | None:
    if pressed := asked_by(at.understanding.text):
        return pressed
    intent = at.understanding.intent
    return intent.removeprefix(ASPECT_PREFIX) if intent.startswith(ASPECT_PREFIX) else at.understanding.aspect


def _asked_about(at: Situation) -> str | None:
    """The entry that a question is about which names none itself: the topic, or an earlier one."""
    return at.understanding.candidates[0] if at.understanding.continues else at.state.topic
