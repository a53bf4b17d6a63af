"""One turn without Rasa, database and forms: understanding, the same rules, the same moves."""

from dataclasses import replace
from datetime import datetime

from bot.dialogue import perform
from bot.facts import NO_FACTS, Facts, hear
from bot.facts.moves import steered
from bot.next_steps import with_next
from bot.policy.service import decide_here
from bot.responses import load_responses
from bot.safety.awareness import aware
from bot.state import DialogueState
from bot.turn import Situation, Turn
from bot.understanding import Context, Understanding, understand
from retrieval.engine import Engine


def situation(
    engine: Engine, text: str, state: DialogueState, now: datetime, facts: Facts = NO_FACTS
) -> Situation:
    """What a message means, and everything else that a move depends on; ``facts`` were told before."""
    engine = engine.for_one_message()
    understood = understand(engine, text, Context.of(state))
    found = Situation(understood, state, engine.catalogue, load_responses(), now, facts)
    if found.named_option:
        return found
    found = replace(found, understanding=aware(engine, found.understanding, in_topic=bool(state.topic)))
    if engine.catalogue.asking(understood.text):  # the words are those of staff
        return found
    heard = hear(text, facts, now.date())
    return steered(replace(found, facts=heard.applied(facts), heard=heard))


def usual_turn(at: Situation) -> Turn:
    """What the bot answers where no form is under way."""
    decision = decide_here(at)
    return perform(decision.actions, decision.at)


def answer_directly(
    engine: Engine, text: str, state: DialogueState, now: datetime, facts: Facts = NO_FACTS
) -> tuple[Understanding, Turn]:
    """One turn of the dialogue in this process."""
    at = situation(engine, text, state, now, facts)
    turn = usual_turn(at)
    return at.understanding, with_next(at.speaking(turn.state.language), turn)
