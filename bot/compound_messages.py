"""What one message does beside the first thing: thanks are heard before the answer, a second matter
comes after it."""

from dataclasses import replace

from bot.blocks import Block, Choices, Option, Text
from bot.facts.personalization import papers_role
from bot.point_answers import point_answer
from bot.turn import Situation, Turn
from bot.understanding import ANSWER, ASPECT_PREFIX, CLARIFY, Act
from bot.understanding.thought import DOUBTLESS
from knowledge.presentation import EntryView

# The choice that begins a complaint.
COMPLAIN = "我要陳情"
PERSON = "我要找真人"
_MOST_OTHERS = 2
# Of those who are thought to go on with the topic, less likely than this, every second means something else
# (docs/dialogue.md).
_SURE_OF_TOPIC = 0.7
# What is heard in a sentence of its own before the answer; of several the first.
_HEARD = {Act.GRIEF: "utter_condolence", Act.ANGER: "utter_anger", Act.THANKS: "utter_welcome"}


def heard(at: Situation) -> tuple[Block, ...]:
    """A sentence to who mourns, was hurt, is angry or says thanks while asking something."""
    acts = at.understanding.acts
    if not _answers(at):
        return ()
    if at.understanding.in_care:
        return (Text(at.say("utter_in_care")),)
    said = next((name for act, name in _HEARD.items() if act in acts), None)
    return (Text(at.say(said)),) if said else ()


def second_matter(at: Situation, turn: Turn) -> Turn:
    """The second matter of the message: a point of the same entry is told, another entry is offered."""
    second = at.understanding.second
    view = at.view(second.entry) if second and _answers(at) else None
    if second is None or view is None:
        return turn
    if second.point and second.entry == turn.state.topic:
        role = papers_role(view, at.facts)
        return replace(turn, blocks=(*turn.blocks, *point_answer(second.point, view, role, at.language)))
    return _offering(turn, at.say("utter_second_matter"), Option(title(view), view.question))


def also_meant(at: Situation, turn: Turn) -> Turn:
    """Beside an answer that may be about something else: the likeliest of that, with one tap.

    Where the whole of an entry is answered it takes the place of the offer to calculate, which is only of use
    where the answer is right; the other points of an entry stay, and so does the question of a calculation.
    """
    understood = at.understanding
    is_answered = understood.intent == ANSWER or understood.intent.startswith(ASPECT_PREFIX)
    is_guess = understood.confidence < (_SURE_OF_TOPIC if understood.continues else DOUBTLESS)
    is_doubted = is_answered and is_guess and not understood.second
    if not is_doubted or turn.state.topic != understood.candidates[0]:
        return turn
    views = [view for view in map(at.view, understood.candidates[1 : 1 + _MOST_OTHERS]) if view]
    if not views:
        return turn
    options = [Option(title(view), view.question) for view in views]
    if not turn.state.point and turn.state.calculation is None:
        options.append(at.option(PERSON))
        kept = tuple(block for block in turn.blocks if not isinstance(block, Choices))
        turn = replace(turn, blocks=kept, state=replace(turn.state, choices=()))
    return _offering(turn, at.say("utter_also_meant"), *options)


def offered_complaint(at: Situation, turn: Turn) -> Turn:
    """Who asks a question with a story of wrong done is offered to have it registered, with one tap."""
    if Act.COMPLAINT not in at.understanding.acts or not _answers(at):
        return turn
    return _offering(turn, at.say("utter_offer_complaint"), at.option(COMPLAIN))


def offered_person(at: Situation, turn: Turn) -> Turn:
    """Who is angry while asking gets the answer, and a person with one tap."""
    if Act.ANGER not in at.understanding.acts or not _answers(at):
        return turn
    return _offering(turn, at.say("utter_person_offer"), at.option(PERSON))


def _offering(turn: Turn, asks: str, *options: Option) -> Turn:
    """``turn`` with ``options`` to press after all that it says and offers."""
    state = replace(turn.state, choices=(*turn.state.choices, *options))
    return replace(turn, blocks=(*turn.blocks, Choices(asks, options)), state=state)


def title(view: EntryView) -> str:
    """An entry's question, with its translation before it when one is shown."""
    return f"{view.translation.question}（{view.question}）" if view.translation else view.question


def _answers(at: Situation) -> bool:
    intent = at.understanding.intent
    return intent in (ANSWER, CLARIFY) or intent.startswith(ASPECT_PREFIX)
