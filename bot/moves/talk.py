"""What is no question about an entry: sentences, forms that begin, a person, moods (pure)."""

from dataclasses import replace

from bot.blocks import Choices, Link, Text
from bot.compound_messages import COMPLAIN, PERSON
from bot.facts import NO_FACTS
from bot.moves.offering import offer
from bot.safety.bereavement import tells_of_work
from bot.state import DialogueState
from bot.turn import Move, Situation, Turn
from bot.understanding import Act
from bot.understanding.thought import DOUBTLESS

CONTACT_PLACE = "complaint-center"
# What a complaint of nothing in particular is about.
REPORTING = "report-violation"
# What the family of somebody who died may claim, and who helps them.
DEATH_AT_WORK = (
    "occupational-accident-insurance",
    "occupational-accident-compensation",
    "occupational-accident-condolence",
    "funeral-leave",
)


def say(name: str) -> Move:
    """A move that only says the response ``name``."""

    def move(at: Situation) -> Turn:
        return Turn((Text(at.say(name)),), replace(at.state, misses=0))

    return move


def say_only(name: str) -> Move:
    """A move that says the response ``name`` and changes nothing."""

    def move(at: Situation) -> Turn:
        return Turn((Text(at.say(name)),), at.state)

    return move


def restart(at: Situation) -> Turn:
    """Forget everything and begin again."""
    return Turn((Text(at.say("utter_restart")),), DialogueState(), facts=NO_FACTS)


def cancel(at: Situation) -> Turn:
    """Drop what was pending, keep the topic."""
    return Turn(
        (Text(at.say("utter_cancel")),), DialogueState(topic=at.state.topic, earlier=at.state.earlier)
    )


def human(at: Situation) -> Turn:
    """How to reach a person, honestly: window, phone and whether it is open; then the queue or a callback."""
    text = with_contact(at, "utter_talk_to_human")
    return Turn((Text(text),), _beginning(at, "human"))


def begin(flow: str, response: str, *links: Link) -> Move:
    """A move that says ``response`` and begins a flow (`bot.flows`), which goes on from there."""

    def move(at: Situation) -> Turn:
        shown = (Link(at.label(link.label), link.url) for link in links)
        return Turn((Text(at.say(response)), *shown), _beginning(at, flow))

    return move


def complaint(at: Situation) -> Turn:
    """A complaint begins; what is asked meanwhile is about its matter, or about reporting as such."""
    turn = begin("complaint", "utter_file_complaint", Link("也可以在網頁上填寫", "cases/new"))(at)
    understood = at.understanding
    told = understood.candidates[:1] if understood.candidates and Act.QUESTION in understood.acts else ()
    likely = None if understood.continues else next(iter(told), None if at.state.topic else REPORTING)
    # The words of a complaint are sealed with it: nothing of them is remembered here.
    return replace(turn, state=replace(turn.state, likely=likely, asked="")) if likely else turn


def _beginning(at: Situation, flow: str) -> DialogueState:
    return replace(at.state, misses=0, choices=(), calculation=None, flow=flow)


def with_contact(at: Situation, response: str, turn: int = 0) -> str:
    """A sentence with the place where a person answers filled in."""
    window = at.catalogue.window(CONTACT_PLACE, at.now)
    known = {"name": window.name, "address": window.address, "phone": window.phone}
    return at.say(response, turn, **known, hours=window.open_text)


def anger(at: Situation) -> Turn:
    """Anger is heard in a sentence of its own, and leads to a person."""
    options = (at.option(PERSON), at.option(COMPLAIN))
    told = Text(at.say("utter_anger"))
    return Turn(
        (told, Choices(with_contact(at, "utter_anger_person"), options)), replace(at.state, choices=options)
    )


def grief(at: Situation) -> Turn:
    """A death is met with condolence, and with the one list that helps; what is asked next is about that."""
    likely = _meant_in_grief(at)
    others = (entry for entry in DEATH_AT_WORK if entry != likely)
    turn = offer(at, at.say("utter_grief_list"), (likely, *others) if likely else DEATH_AT_WORK)
    state = replace(turn.state, likely=likely, asked="") if likely else turn.state
    return replace(turn, blocks=(Text(at.say("utter_condolence")), *turn.blocks), state=state)


def _meant_in_grief(at: Situation) -> str | None:
    """What who mourns probably asks about: a matter of their own, leave for the funeral, or, where nothing is
    talked about yet, what a death at work brings."""
    found = at.understanding.candidates
    if found and not tells_of_work(at.understanding.text):
        if at.understanding.confidence >= DOUBTLESS:
            return found[0]
        if DEATH_AT_WORK[-1] in found:
            return DEATH_AT_WORK[-1]
    return None if at.state.topic else DEATH_AT_WORK[0]


def language(at: Situation) -> Turn:
    """Which languages are served, with the multilingual hotline."""
    blocks = (Text(at.say("utter_change_language")), Link("1955", "tel:1955"))
    return Turn(blocks, replace(at.state, misses=0))
