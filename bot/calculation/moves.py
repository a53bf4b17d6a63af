"""A calculator as a conversation: one question a turn, questions in between answered, then the result."""

from dataclasses import replace
from functools import partial

from bot.blocks import Block, Choices, Link, Text
from bot.calculation.answers import (
    answers_of,
    filled_by_facts,
    filled_in,
    learned,
    one_back,
    question_of,
    with_answer,
)
from bot.calculation.offers import (
    OFFER_REMINDER,
    REMIND,
    TO_CALENDAR,
    by_title,
)
from bot.calculation.reading import BACK, answer_of, answer_to_another, fits, skips
from bot.calculation.results import result_in
from bot.facts.moves import asks_again, changed
from bot.flows import words
from bot.responses import Voice
from bot.state import Calculation, DialogueState
from bot.turn import Situation, Turn
from bot.understanding import Context
from core.questions.question import Question, Unreadable
from core.questions.reading import read
from knowledge.calculators import CALCULATORS, offered_by
from knowledge.calculators.base import Calculator, InvalidInputs
from knowledge.calculators.deadlines import DEADLINE
from knowledge.calculators.running import run
from knowledge.deadlines import of_entry

_NEAREST = 3


def calculate(at: Situation) -> Turn:
    """Begin the calculator that was named, or offer those that fit the topic or the words."""
    if named := by_title(at.understanding.text):
        return begin(at, named)
    if at.state.calculated and asks_again(at):
        return _go_on(at, at.state.calculated)
    if at.state.calculated and (told := answer_to_another(at, at.state.calculated)):
        return _go_on(at, with_answer(at.state.calculated, told))
    near = (at.state.topic, *at.understanding.candidates[:_NEAREST])
    offers = [found for entry in near if entry and (found := offered_by(entry))]
    # A last day is worked out where it was asked for; who wishes to calculate means an amount.
    amounts = (tuple(one for one in found if one is not DEADLINE) for found in offers)
    fitting = next(filter(None, amounts), next(iter(offers), ()))
    if len(fitting) == 1:
        return begin(at, fitting[0])
    choices = tuple(at.option(found.title) for found in fitting or CALCULATORS.values())
    text = at.say("utter_calculator_which")
    return Turn((Choices(text, choices),), replace(at.state, choices=choices, misses=0, calculation=None))


def begin(at: Situation, calculator: Calculator) -> Turn:
    """Say what is calculated and what is filled in already, and ask the first question."""
    told = at.told(lambda voice: f"{voice.phrase(calculator.title)}：{voice.phrase(calculator.intro)}")
    calculation = Calculation(calculator.id, _kind_of(at, calculator))
    if at.state.topic not in calculator.entries and calculator.entries[0] in at.catalogue:
        # What is asked in between is asked about what is calculated.
        context = Context.of(at.state).after(calculator.entries[0], None)
        at = replace(at, state=replace(at.state, topic=context.topic, earlier=context.earlier, point=None))
    return _go_on(at, calculation, Text(told), *filled_in(at, calculation))


def _kind_of(at: Situation, calculator: Calculator) -> tuple[tuple[str, str], ...]:
    """Which deadline is meant where the topic holds just one."""
    found = of_entry(at.state.topic) if at.state.topic else ()
    return (("kind", found[0].id),) if calculator is DEADLINE and len(found) == 1 else ()


def recalculated(at: Situation) -> Turn | None:
    """The last calculation with what the message told, None where it changes nothing of it."""
    last = at.state.calculated
    if last is None or not changed(at) & {kind for _, kind in filled_by_facts(at, last).values()}:
        return None
    return _go_on(at, last)


def proceed(at: Situation) -> Turn:
    """Take the message as the answer to the question that was asked, or go back one."""
    calculation, text = at.state.calculation, at.understanding.text
    question = question_of(at, calculation) if calculation else None
    if calculation is None or question is None:
        return again(at)
    if words.is_word(text, BACK):
        return _ask(at, one_back(at, calculation, question))
    if skips(text, question):
        return _next(at, calculation, question, "")
    if not fits(at, question) and (told := answer_to_another(at, calculation)):
        return _go_on(at, with_answer(calculation, told))
    if at.heard and not fits(at, question):
        return _go_on(at, calculation)
    return _next(at, calculation, question, answer_of(at, question))


def again(at: Situation) -> Turn:
    """Ask once more what the calculation waits for."""
    return _ask(at, at.state.calculation) if at.state.calculation else Turn((), at.state)


def unreadable(at: Situation) -> Turn:
    """Say why the message is no answer, and ask once more."""
    calculation = at.state.calculation
    question = question_of(at, calculation) if calculation else None
    if calculation is None or question is None:
        return again(at)
    try:
        read(question, answer_of(at, question), at.now.date())
    except Unreadable as reason:
        return _ask(at, calculation, Text(at.say("utter_calculator_unreadable", reason=str(reason))))
    return again(at)


def _next(at: Situation, calculation: Calculation, question: Question, text: str) -> Turn:
    return _go_on(at, replace(calculation, answers=(*calculation.answers, (question.name, text))))


def _go_on(at: Situation, calculation: Calculation, *before: Block) -> Turn:
    """The next question, or the result where all are answered."""
    if question_of(at, calculation) is not None:
        return _ask(at, calculation, *before)
    calculator = CALCULATORS[calculation.calculator]
    try:
        result = run(calculator, answers_of(at, calculation), at.catalogue.calculations(at.now))
    except InvalidInputs as refused:
        wrong = set(refused.fields)
        kept = tuple(answer for answer in calculation.answers if answer[0] not in wrong)
        told = at.say("utter_calculator_unreadable", reason=refused.detail)
        anew = replace(calculation, answers=kept, asked=(*calculation.asked, *sorted(wrong)))
        return _ask(at, anew, Text(told))
    topic = calculator.entries[0]
    facts, rest = learned(at, calculation)
    state = DialogueState(topic if topic in at.catalogue else None, prompts=at.state.prompts, calculated=rest)
    link = Link(at.label("在網頁上看或改數字"), f"tools/{calculator.id}")
    blocks: tuple[Block, ...] = (*before, Text(at.told(partial(result_in, result))), link)
    if result.finding.last_day and result.finding.last_day > at.now.date():
        options = (at.option(REMIND), at.option(TO_CALENDAR))
        offer = at.told(lambda voice: voice.phrase(OFFER_REMINDER))
        blocks, state = (*blocks, Choices(offer, options)), replace(state, choices=options)
    return Turn(blocks, state, facts=facts)


def _ask(at: Situation, calculation: Calculation, *before: Block) -> Turn:
    question = question_of(at, calculation)
    if question is None:
        return Turn(before, replace(at.state, calculation=None))
    skip = () if question.required else ("utter_calculator_skip",)

    def ask(voice: Voice) -> str:
        ways = (voice.phrase(question.help), *map(voice.say, (*skip, "utter_calculator_ways")))
        return "\n".join((voice.phrase(question.label), *(f"（{way}）" for way in ways if way)))

    text = at.told(ask)
    choices = tuple(at.option(label) for _, label in question.options)
    block: Block = Choices(text, choices) if choices else Text(text)
    return Turn((*before, block), replace(at.state, choices=choices, misses=0, calculation=calculation))
