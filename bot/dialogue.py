"""What the bot says and remembers: one pure function a situation.

Rasa decides which function runs; when Rasa is away, `bot.direct` runs the same ones.
"""

from dataclasses import replace

from bot import calculation
from bot.aspects import aspect_answer
from bot.blocks import Choices, Link, Option, Text
from bot.state import DialogueState
from bot.turn import Move, Situation, Turn, Unanswered
from bot.understanding import ASPECT_PREFIX, MISS
from knowledge.presentation import EntryView
from knowledge.questions import Source

MAX_CHOICES = 4
NONE_OF_THESE = "以上皆非"
COMPLAIN = "我要陳情"
PERSON = "我要找真人"
EXIT_TOPICS = 3
CONTACT_PLACE = "complaint-center"


def _card(at: Situation, entry_id: str) -> Turn | None:
    """The answer of an entry, or of the aspect that was waiting for it; None if it is withdrawn."""
    view = at.view(entry_id)
    if view is None:
        return None
    state = DialogueState(entry_id, prompts=at.state.prompts)
    if at.state.pending_aspect:
        return Turn(aspect_answer(at.state.pending_aspect, view), state)
    state = replace(state, choices=calculation.options(at, view))
    return Turn((at.card(view), *calculation.offer(at, view)), state)


def _offer(at: Situation, text: str, ids: tuple[str, ...]) -> Turn:
    """Offer entries as numbered choices, with a way out."""
    views = [view for view in map(at.view, ids[:MAX_CHOICES]) if view]
    options = tuple(Option(title(view), view.question) for view in views)
    options += (at.option(NONE_OF_THESE),)
    return Turn((Choices(text, options),), replace(at.state, choices=options))


def title(view: EntryView) -> str:
    """An entry's question, with its translation before it when one is shown."""
    return f"{view.translation.question}（{view.question}）" if view.translation else view.question


def answer(at: Situation) -> Turn:
    """The best entry in full."""
    for candidate in at.understanding.candidates[:1]:
        turn = _card(at, candidate)
        if turn:
            return turn
    return miss(at)


def clarify(at: Situation) -> Turn:
    """Ask which of two to four entries is meant; a follow-up on the topic goes before."""
    if at.understanding.aspect and at.state.topic:
        return follow_up(at)
    if not at.understanding.candidates:
        return miss(at)
    return _offer(at, at.say("utter_clarify"), at.understanding.candidates)


def choose(at: Situation) -> Turn:
    """The option whose number or label was typed; without options a number means nothing."""
    number = at.understanding.option or at.named_option or 0
    if not 1 <= number <= len(at.state.choices):
        name = "utter_choose_again" if at.state.choices else "utter_no_choices"
        return Turn((Text(at.say(name)),), at.state)
    value = at.state.choices[number - 1].value
    if value in _SPOKEN:
        return MOVES[_SPOKEN[value]](at)
    if calculator := calculation.by_title(value):
        return calculation.begin(at, calculator)
    chosen = next((entry.id for entry in at.catalogue if entry.question == value), None)
    return (_card(at, chosen) if chosen else None) or miss(at)


def miss(at: Situation) -> Turn:
    """Not understood: ask to rephrase once, then give every way out; never the same text twice."""
    if at.understanding.aspect and at.state.topic and at.understanding.intent == MISS:
        return follow_up(at)
    unanswered = Unanswered(
        Source.REFUSAL, at.understanding.candidates[:MAX_CHOICES], at.catalogue.generation
    )
    if at.state.misses:
        return replace(_exits(at), unanswered=unanswered)
    text = at.say("utter_rephrase", at.state.prompts)
    state = replace(at.state, misses=1, choices=(), prompts=at.state.prompts + 1)
    return Turn((Text(text),), state, unanswered)


def none_of_these(at: Situation) -> Turn:
    """The offered entries did not fit: counts as a miss."""
    turn = miss(replace(at, understanding=replace(at.understanding, candidates=(), aspect=None)))
    offered = {option.value for option in at.state.choices}
    shown = tuple(entry.id for entry in at.catalogue if entry.question in offered)
    return replace(turn, unanswered=Unanswered(Source.NONE_OF_THESE, shown, at.catalogue.generation))


def _exits(at: Situation) -> Turn:
    """The end of guessing: window and phone, complaint, a person, and the nearest topics."""
    nearest = at.catalogue.nearest(at.understanding.candidates, EXIT_TOPICS)
    views = filter(None, (at.view(entry.id) for entry in nearest))
    options = (
        *(Option(title(view), view.question) for view in views),
        at.option(COMPLAIN, "我要陳情或申訴"),
        at.option(PERSON, "找真人服務"),
    )
    text = _with_contact(at, "utter_exits", at.state.prompts)
    blocks = (Text(text), Choices(at.say("utter_exit_choices"), options))
    state = DialogueState(at.state.topic, options, prompts=at.state.prompts + 1)
    return Turn(blocks, state)


def _with_contact(at: Situation, response: str, turn: int = 0) -> str:
    """A sentence with the place where a person answers filled in."""
    window = at.catalogue.window(CONTACT_PLACE, at.now)
    known = {"name": window.name, "address": window.address, "phone": window.phone}
    return at.say(response, turn, **known, hours=window.open_text)


def follow_up(at: Situation) -> Turn:
    """One aspect of the entry last answered: papers, window, forms, fee, time, phone, law, online."""
    intent = at.understanding.intent
    is_aspect = intent.startswith(ASPECT_PREFIX)
    aspect = intent.removeprefix(ASPECT_PREFIX) if is_aspect else at.understanding.aspect
    view = at.view(at.state.topic) if at.state.topic else None
    if view is None or aspect is None:
        state = replace(at.state, pending_aspect=aspect)
        return Turn((Text(at.say("utter_which_topic")),), state)
    return Turn(aspect_answer(aspect, view), DialogueState(view.id, prompts=at.state.prompts))


def say(name: str) -> Move:
    """A move that only says the response ``name``."""

    def move(at: Situation) -> Turn:
        return Turn((Text(at.say(name)),), replace(at.state, misses=0))

    return move


def greet(at: Situation) -> Turn:
    """Greeting with the service's nature and what it can do."""
    return Turn((Text(at.say("utter_greet")),), replace(at.state, misses=0))


def restart(at: Situation) -> Turn:
    """Forget everything and begin again."""
    return Turn((Text(at.say("utter_restart")),), DialogueState())


def cancel(at: Situation) -> Turn:
    """Drop what was pending, keep the topic."""
    return Turn((Text(at.say("utter_cancel")),), DialogueState(topic=at.state.topic))


def affirm(at: Situation) -> Turn:
    """Yes: takes the only offer there is, otherwise asks what to do next."""
    offers = [o for o in at.state.choices if o.value != NONE_OF_THESE]
    if len(offers) == 1:
        return choose(replace(at, understanding=replace(at.understanding, option=1)))
    name = "utter_choose_again" if offers else "utter_affirm"
    return Turn((Text(at.say(name)),), at.state)


def deny(at: Situation) -> Turn:
    """No: with an offer open it is 以上皆非."""
    if NONE_OF_THESE in {option.value for option in at.state.choices}:
        return none_of_these(at)
    return Turn((Text(at.say("utter_deny")),), at.state)


def human(at: Situation) -> Turn:
    """How to reach a person, honestly: window, phone and whether it is open; then the queue or a callback."""
    text = _with_contact(at, "utter_talk_to_human")
    return Turn((Text(text),), _beginning(at, "human"))


def begin(flow: str, response: str, *links: Link) -> Move:
    """A move that says ``response`` and begins a flow (`bot.flows`), which goes on from there."""

    def move(at: Situation) -> Turn:
        shown = (Link(at.label(link.label), link.url) for link in links)
        return Turn((Text(at.say(response)), *shown), _beginning(at, flow))

    return move


def _beginning(at: Situation, flow: str) -> DialogueState:
    return replace(at.state, misses=0, choices=(), calculation=None, flow=flow)


def anger(at: Situation) -> Turn:
    """Acknowledge, and offer the ways out at once."""
    exits = _exits(at)
    return Turn((Text(at.say("utter_anger")), *exits.blocks), exits.state)


def related(at: Situation) -> Turn:
    """The neighbours of the entry last shown, and a person."""
    topic = at.catalogue.get(at.state.topic) if at.state.topic else None
    if topic is None:
        return _exits(at)
    return _offer(at, at.say("utter_not_helpful"), topic.related)


def not_helpful(at: Situation) -> Turn:
    """沒幫助: the ways out when nothing was shown; else the reason is asked, then come the neighbours."""
    if at.state.topic is None:
        return _exits(at)
    turn = begin("opinion", "utter_opinion_sorry")(at)
    unanswered = Unanswered(Source.NOT_HELPFUL, (at.state.topic,), at.catalogue.generation)
    return replace(turn, unanswered=unanswered)


def language(at: Situation) -> Turn:
    """Which languages are served, with the multilingual hotline."""
    blocks = (Text(at.say("utter_change_language")), Link("1955", "tel:1955"))
    return Turn(blocks, replace(at.state, misses=0))


MOVES: dict[str, Move] = {
    "action_answer": answer,
    "action_clarify": clarify,
    "action_choose": choose,
    "action_miss": miss,
    "action_none_of_these": none_of_these,
    "action_follow_up": follow_up,
    "action_greet": greet,
    "action_thanks": say("utter_thanks"),
    "action_goodbye": say("utter_goodbye"),
    "action_bot_challenge": say("utter_bot_challenge"),
    "action_crisis": say("utter_crisis"),
    "action_helpful": begin("opinion", "utter_helpful"),
    "action_not_helpful": not_helpful,
    "action_restart": restart,
    "action_cancel": cancel,
    "action_affirm": affirm,
    "action_deny": deny,
    "action_talk_to_human": human,
    "action_file_complaint": begin(
        "complaint", "utter_file_complaint", Link("也可以在網頁上填寫", "cases/new")
    ),
    "action_case_status": begin("case_status", "utter_case_status", Link("也可以在網頁上查", "cases/status")),
    "action_resume": begin("resume", "utter_resume"),
    "action_erase_me": begin("erase", "utter_erase_me"),
    "action_subscribe": begin("subscribe", "utter_subscribe"),
    "action_unsubscribe": begin("unsubscribe", "utter_unsubscribe"),
    "action_anger": anger,
    "action_change_language": language,
    "action_calculate": calculation.calculate,
}


def take_turn(action: str, at: Situation) -> Turn:
    """Run the move of ``action``; the conversation remembers the language.

    The label of an offered choice is that choice, whatever else it may mean. While a calculation
    asks its questions, the message is read as an answer first.
    """
    move = choose if at.named_option else MOVES[action]
    if not calculation.listens(at):
        turn = move(at)
    else:
        # Amounts and the words that steer are no wish for another language.
        at = at.speaking(at.state.language) if at.state.language else at
        turn = calculation.proceed(at, move)
    return replace(turn, state=replace(turn.state, language=at.language))


# Choices that are no entries: what choosing them by number does.
_SPOKEN = {
    NONE_OF_THESE: "action_none_of_these",
    COMPLAIN: "action_file_complaint",
    PERSON: "action_talk_to_human",
}
