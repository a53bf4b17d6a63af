"""Which move belongs to which action, and what the moves of a turn say together.

Which of them run, and in which order, is decided by the rules in ``bot/data`` (`bot.policy`).
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import calculation
from bot.blocks import Block, Choices, Link, Text
from bot.compound_messages import also_meant, heard, offered_complaint, offered_person, second_matter, title
from bot.facts.moves import noted, only_facts, with_facts
from bot.moves import answers, misses, talk
from bot.moves.talk import begin, say, say_only
from bot.point_answers import has_point, point_answer
from bot.safety.moves import crisis
from bot.turn import Move, Situation, Turn
from bot.understanding import Context
from bot.understanding.masking import without_names
from knowledge.points import Point
from knowledge.presentation import EntryView

MOVES: dict[str, Move] = {
    "action_answer": answers.answer,
    "action_related": answers.on_topic,
    "action_clarify": answers.clarify,
    "action_follow_up": answers.follow_up,
    "action_ask_topic": answers.ask_topic,
    "action_rephrase": misses.rephrase,
    "action_exits": misses.exits,
    "action_reject_offer": misses.reject_offer,
    "action_choose": answers.choose,
    "action_choose_again": say_only("utter_choose_again"),
    "action_no_choices": say_only("utter_no_choices"),
    "action_take_offer": answers.take_offer,
    "action_calculate": calculation.calculate,
    "action_calculation": calculation.proceed,
    "action_calculation_again": calculation.again,
    "action_calculation_unreadable": calculation.unreadable,
    "action_affirm": say_only("utter_affirm"),
    "action_deny": say_only("utter_deny"),
    "action_cancel": talk.cancel,
    "action_start_over": talk.restart,
    "action_resume": begin("resume", "utter_resume"),
    "action_greet": say("utter_greet"),
    "action_thanks": say("utter_thanks"),
    "action_goodbye": say("utter_goodbye"),
    "action_bot_challenge": say("utter_bot_challenge"),
    "action_anger": talk.anger,
    "action_grief": talk.grief,
    "action_crisis": crisis,
    "action_change_language": talk.language,
    "action_talk_to_human": talk.human,
    "action_file_complaint": talk.complaint,
    "action_case_status": begin("case_status", "utter_case_status", Link("也可以在網頁上查", "cases/status")),
    "action_helpful": begin("opinion", "utter_helpful"),
    "action_not_helpful": misses.not_helpful,
    "action_subscribe": begin("subscribe", "utter_subscribe"),
    "action_unsubscribe": begin("unsubscribe", "utter_unsubscribe"),
    "action_erase_me": begin("erase", "utter_erase_me"),
}
# Before and after these, what else the message does is dealt with (`bot.compound_messages`).
_ANSWERS = frozenset({"action_answer", "action_clarify", "action_follow_up"})


def perform(actions: Sequence[str], at: Situation) -> Turn:
    """Run the moves of ``actions`` one after the other; the conversation remembers the language.

    The first that notes an unanswered question is right: what follows only goes on from it.
    """
    if calculation.reading(at) is not calculation.CalculationReading.NONE and at.state.language:
        # Amounts and the words that steer are no wish for another language.
        at = at.speaking(at.state.language)
    # A move that forgets the rest of the conversation does not forget its language.
    language, turns = at.language, at.state.turns + 1
    at = at.speaking(language)
    whole = Turn((), at.state)
    moves = [_noted] if only_facts(actions, at) else [MOVES[action] for action in actions]
    for move in moves:
        turn = move(at)
        helped = turn.state.helped or at.state.helped
        state = replace(turn.state, language=language, helped=helped, turns=at.state.turns)
        facts = whole.facts if turn.facts is None else turn.facts
        whole = Turn((*whole.blocks, *turn.blocks), state, whole.unanswered or turn.unanswered, facts)
        at = replace(at, state=state)
        if move is misses.reject_offer:
            at = replace(at, understanding=replace(at.understanding, candidates=()))
    if _ANSWERS & set(actions):
        whole = second_matter(at, replace(whole, blocks=(*heard(at), *whole.blocks)))
        whole = also_meant(at, whole)
        whole = offered_person(at, offered_complaint(at, whole))
    whole = replace(whole, state=replace(whole.state, turns=turns))
    return whole if "action_crisis" in actions else with_facts(at, whole)


def _noted(at: Situation) -> Turn:
    """Facts alone were told: what they change is calculated anew, what they fill in is offered."""
    if turn := calculation.recalculated(at):
        return turn
    turn, view = noted(at), at.view(at.state.topic) if at.state.topic else None
    if at.state.calculation:
        return replace(turn, blocks=(*turn.blocks, *calculation.again(at).blocks))
    if view is None and at.state.likely and at.heard.told:  # what was asked back about is still open
        offered = Choices(at.say("utter_clarify"), at.state.choices)
        return replace(turn, blocks=(*turn.blocks, offered))
    if view is None and at.heard.told:  # what is asked next may be about that
        asked = Context.of(at.state).asked_with(without_names(at.understanding.text), stays=False)
        return replace(turn, state=replace(turn.state, asked=asked))
    if view is None or not at.heard.told:
        return turn
    options = calculation.options(at, view)
    blocks = (*_in_topic(at, view, bool(options)), *calculation.offer(at, view))
    return replace(turn, blocks=blocks, state=replace(turn.state, choices=options) if options else turn.state)


def _in_topic(at: Situation, view: EntryView, is_calculated: bool) -> tuple[Block, ...]:
    """That a fact was noted and what it means for the topic: how the amount is worked out, once."""
    about = Text(at.say("utter_noted_about", question=title(view)))
    if not is_calculated or at.state.point == Point.AMOUNT or not has_point(Point.AMOUNT, view):
        return (about,)
    return (about, *point_answer(Point.AMOUNT, view, language=at.language))
