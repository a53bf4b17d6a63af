"""What the rules are told, and what the moves keep."""

from dataclasses import replace

from bot.blocks import Option
from bot.dialogue import perform
from bot.policy.slots import intent_of
from bot.responses import load_responses
from bot.state import DialogueState, Owner
from bot.turn import Situation
from bot.understanding import CHOOSE, MISS, Understanding
from retrieval.index.generation import Generation
from tests.bot.conftest import NOW


def _situation(generation: Generation, understanding: Understanding) -> Situation:
    question = next(iter(generation.catalogue)).question
    state = DialogueState(choices=(Option(question, question),), language="vi")
    return Situation(understanding, state, generation.catalogue, load_responses(), NOW)


def test_a_choice_by_number_keeps_the_language_of_the_conversation(generation: Generation) -> None:
    at = _situation(generation, Understanding("1", CHOOSE, 1.0, option=1))
    assert perform(("action_choose",), at).state.language == "vi"


def test_a_second_move_speaks_the_same_language_as_the_first(generation: Generation) -> None:
    at = _situation(generation, Understanding("1", CHOOSE, 1.0, option=1))
    alone = perform(("action_greet",), at).blocks
    assert perform(("action_choose", "action_greet"), at).blocks[-len(alone) :] == alone


def test_a_label_that_no_rule_knows_is_not_understood(generation: Generation) -> None:
    at = _situation(generation, Understanding("某事", "label_of_tomorrow", 0.9))
    assert intent_of(at, Owner.BOT) == MISS
    known = replace(at, understanding=replace(at.understanding, intent="greet"))
    assert intent_of(known, Owner.BOT) == "greet"
