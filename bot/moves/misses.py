"""What could not be answered: asked in other words, then the ways out (pure)."""

from dataclasses import replace

from bot.blocks import Choices, Option, Text
from bot.compound_messages import COMPLAIN, PERSON, title
from bot.moves.offering import MAX_CHOICES, offer
from bot.moves.talk import begin, with_contact
from bot.state import DialogueState
from bot.turn import Situation, Turn, Unanswered
from publication.schemas import QuestionSource

EXIT_TOPICS = 3
# Noted of the exits only where a question was asked; who is angry has asked none.
_QUESTIONS = frozenset(
    {"faq", "related", "clarify", "out_of_scope", "choose_option", "none_of_these", "deny"}
)


def rephrase(at: Situation) -> Turn:
    """Not understood for the first time: ask to say it in other words, never twice in the same ones."""
    text = at.say("utter_rephrase", at.state.prompts)
    state = replace(at.state, misses=1, choices=(), prompts=at.state.prompts + 1)
    return Turn((Text(text),), state, _unanswered(at))


def reject_offer(at: Situation) -> Turn:
    """The offered entries did not fit: that is noted; what comes next follows."""
    offered = {option.value for option in at.state.choices}
    shown = tuple(entry.id for entry in at.catalogue if entry.question in offered)
    return Turn((), at.state, Unanswered(QuestionSource.NONE_OF_THESE, shown, at.catalogue.generation))


def not_found(at: Situation) -> Turn:
    """The entry has been withdrawn meanwhile."""
    return exits(at) if at.state.misses else rephrase(at)


def exits(at: Situation) -> Turn:
    """The end of guessing: window and phone, complaint, a person, and the nearest topics."""
    nearest = at.catalogue.nearest(at.understanding.candidates, EXIT_TOPICS)
    views = filter(None, (at.view(entry.id) for entry in nearest))
    options = (
        *(Option(title(view), view.question) for view in views),
        at.option(COMPLAIN, "我要陳情或申訴"),
        at.option(PERSON, "找真人服務"),
    )
    text = with_contact(at, "utter_exits", at.state.prompts)
    blocks = (Text(text), Choices(at.say("utter_exit_choices"), options))
    before = at.state
    state = DialogueState(
        before.topic,
        before.earlier,
        considered=before.considered,
        choices=options,
        prompts=before.prompts + 1,
    )
    return Turn(blocks, state, _unanswered(at) if at.understanding.intent in _QUESTIONS else None)


def related(at: Situation) -> Turn:
    """The neighbours of the entry last shown, and a person."""
    topic = at.catalogue.get(at.state.topic) if at.state.topic else None
    if topic is None:
        return exits(at)
    return offer(at, at.say("utter_not_helpful"), topic.related)


def not_helpful(at: Situation) -> Turn:
    """沒幫助: the reason is asked, then come the neighbours."""
    if at.state.topic is None:
        return exits(at)
    turn = begin("opinion", "utter_opinion_sorry")(at)
    unanswered = Unanswered(QuestionSource.NOT_HELPFUL, (at.state.topic,), at.catalogue.generation)
    return replace(turn, unanswered=unanswered)


def _unanswered(at: Situation) -> Unanswered:
    return Unanswered(
        QuestionSource.REFUSAL, at.understanding.candidates[:MAX_CHOICES], at.catalogue.generation
    )
