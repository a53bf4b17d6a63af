"""What can be pressed after every answer, so that none is a dead end (pure)."""

from dataclasses import replace

from bot.blocks import Choices, FaqCard, Link, Option, Text
from bot.compound_messages import COMPLAIN, PERSON
from bot.entry_card import chips
from bot.responses import load_responses
from bot.turn import Situation, Turn
from knowledge.presentation import EntryView

CASE_STATUS = "查案件進度"
# What anybody may want who asks about nothing in particular.
STARTS = (COMPLAIN, CASE_STATUS, PERSON)
_MOST = 4


def with_next(at: Situation, turn: Turn) -> Turn:
    """The turn with something to press; as it is where it has that, waits for a figure, or begins a form."""
    waits = turn.state.calculation is not None or turn.state.flow is not None
    if not turn.blocks or waits or any(map(_can_be_pressed, turn.blocks)):
        return turn
    texts = [(place, block.text) for place, block in enumerate(turn.blocks) if isinstance(block, Text)]
    if not texts:
        return turn
    last, text = texts[-1]
    options = _about_topic(at, turn) or tuple(map(at.option, STARTS))
    blocks = (*turn.blocks[:last], Choices(text, options), *turn.blocks[last + 1 :])
    return replace(turn, blocks=blocks, state=replace(turn.state, choices=options))


def _can_be_pressed(block: object) -> bool:
    return isinstance(block, FaqCard | Link) or (isinstance(block, Choices) and bool(block.options))


def _about_topic(at: Situation, turn: Turn) -> tuple[Option, ...]:
    """What else may be asked about the entry that was just answered."""
    view = at.view(turn.state.topic) if turn.state.topic and turn.state.point else None
    if view is None:
        return ()
    said = at.understanding.text
    options = [option for option in chips(view, at.language) if option.value != said]
    nearest = options[: _MOST - 1] if len(options) > _MOST else options[:-1]
    return (*nearest, *_to_calculate(at, view), options[-1])


def _to_calculate(at: Situation, view: EntryView) -> tuple[Option, ...]:
    """The first calculator that the entry offers."""
    label = load_responses().label
    titles = (found.title for found in view.calculators[:1])
    return tuple(Option(label(title, "算算看", at.language), title) for title in titles)
