"""A calculator as a conversation: one question a turn, questions in between answered, then the result."""

from dataclasses import replace
from functools import partial

from bot.blocks import Block, Choices, Link, Option, Text
from bot.flows import words
from bot.responses import Voice
from bot.state import Calculation, DialogueState
from bot.turn import Move, Situation, Turn
from bot.understanding import ANSWER, ASPECT_PREFIX, CRISIS
from knowledge.calculators import CALCULATORS, offered_by
from knowledge.calculators.base import Calculator, Field, InvalidInputs, Result
from knowledge.calculators.parsing import Unreadable, parse
from knowledge.calculators.running import read, run
from knowledge.presentation import EntryView

BACK = words.BACK | words.CHANGE
_ASIDE = frozenset({ANSWER, CRISIS, "greet", "thanks", "bot_challenge", "anger"})
_ENDS = frozenset(
    {"cancel", "restart", "calculate", "talk_to_human", "file_complaint", "case_status", "erase_me", "resume"}
)
_NEAREST = 3


def by_title(title: str) -> Calculator | None:
    """The calculator whose title was pressed or typed."""
    return next((found for found in CALCULATORS.values() if found.title == title), None)


def options(at: Situation, view: EntryView) -> tuple[Option, ...]:
    """The calculators that an entry offers, as choices."""
    return tuple(at.option(found.title) for found in view.calculators)


def offer(at: Situation, view: EntryView) -> tuple[Block, ...]:
    """The question whether to calculate, below an answer that has something to calculate."""
    offered = options(at, view)
    return (Choices(at.say("utter_calculator_offer"), offered),) if offered else ()


def calculate(at: Situation) -> Turn:
    """Begin the calculator that was named, or offer those that fit the topic or the words."""
    if named := by_title(at.understanding.text):
        return begin(at, named)
    near = (at.state.topic, *at.understanding.candidates[:_NEAREST])
    fitting = next((found for entry in near if entry and (found := offered_by(entry))), ())
    if len(fitting) == 1:
        return begin(at, fitting[0])
    choices = tuple(at.option(found.title) for found in fitting or CALCULATORS.values())
    text = at.say("utter_calculator_which")
    return Turn((Choices(text, choices),), replace(at.state, choices=choices, misses=0, calculation=None))


def begin(at: Situation, calculator: Calculator) -> Turn:
    """Say what is calculated and ask the first question."""
    told = at.told(lambda voice: f"{voice.phrase(calculator.title)}：{voice.phrase(calculator.intro)}")
    return _ask(at, Calculation(calculator.id), Text(told))


def listens(at: Situation) -> bool:
    """Whether a calculation is under way and the message does not end it.

    What reads as an answer is one, and so is a figure that cannot be read: a date is no wish to begin anew.
    """
    calculation, text = at.state.calculation, at.understanding.text
    if calculation is None:
        return False
    if words.is_word(text, words.CANCEL):
        return False
    if (
        at.understanding.intent not in _ENDS
        or words.is_word(text, BACK)
        or any(char.isdigit() for char in text)
    ):
        return True
    question = _question(at, calculation)
    return question is not None and _fits(at, question)


def _fits(at: Situation, question: Field) -> bool:
    try:
        parse(question, _answer(at, question), at.now.date())
    except Unreadable:
        return False
    return True


def _answer(at: Situation, question: Field) -> str:
    """What was typed; for an option, whose label it was in any language, its Chinese."""
    text, names = at.understanding.text, at.responses.names_choice
    return next((label for _, label in question.options if names(text, label, label)), text)


def proceed(at: Situation, otherwise: Move) -> Turn:
    """Take the message as an answer; run ``otherwise`` when it is a question in between, and ask again."""
    calculation = at.state.calculation
    assert calculation is not None
    text = at.understanding.text
    if words.is_word(text, BACK):
        return _ask(at, replace(calculation, answers=calculation.answers[:-1]))
    question = _question(at, calculation)
    if question is None:
        return otherwise(replace(at, state=replace(at.state, calculation=None)))
    if words.is_word(text, words.SKIP) and not question.required:
        return _next(at, calculation, question, "")
    text = _answer(at, question)
    try:
        parse(question, text, at.now.date())
    except Unreadable as unreadable:
        intent = at.understanding.intent
        if intent in _ASIDE or (at.state.topic and intent.startswith(ASPECT_PREFIX)):
            aside = otherwise(replace(at, state=replace(at.state, calculation=None)))
            asked = _ask(replace(at, state=aside.state), calculation)
            return replace(asked, blocks=(*aside.blocks, *asked.blocks))
        return _ask(at, calculation, Text(at.say("utter_calculator_unreadable", reason=str(unreadable))))
    return _next(at, calculation, question, text)


def _next(at: Situation, calculation: Calculation, question: Field, text: str) -> Turn:
    answered = replace(calculation, answers=(*calculation.answers, (question.name, text)))
    if _question(at, answered) is not None:
        return _ask(at, answered)
    calculator = CALCULATORS[calculation.calculator]
    try:
        result = run(calculator, dict(answered.answers), at.catalogue.calculations(at.now))
    except InvalidInputs as refused:
        wrong = {problem.field for problem in refused.problems}
        kept = tuple(answer for answer in answered.answers if answer[0] not in wrong)
        told = at.say("utter_calculator_unreadable", reason=refused.detail)
        return _ask(at, replace(answered, answers=kept), Text(told))
    topic = calculator.entries[0]
    state = DialogueState(topic if topic in at.catalogue else None, prompts=at.state.prompts)
    link = Link(at.label("在網頁上看或改數字"), f"tools/{calculator.id}")
    return Turn((Text(at.told(partial(_told, result))), link), state)


def _question(at: Situation, calculation: Calculation) -> Field | None:
    """The first question that applies and was neither answered nor skipped."""
    given = dict(calculation.answers)
    asked = read(CALCULATORS[calculation.calculator], given, at.now.date()).asked
    return next((field for field in asked if field.name not in given), None)


def _ask(at: Situation, calculation: Calculation, *before: Block) -> Turn:
    question = _question(at, calculation)
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


def _told(result: Result, voice: Voice) -> str:
    """A result; in another language what was calculated from what, for the working stands in Chinese."""
    if voice.wording is None:
        return result_text(result)
    inputs = (f"・{voice.phrase(line.label)}：{voice.phrase(line.text)}" for line in result.inputs)
    headline = f"【{voice.phrase(result.calculator.title)}】{voice.say('utter_calculator_result')}"
    return "\n".join((headline, result.finding.headline, *inputs, voice.phrase(result.disclaimer)))


def result_text(result: Result) -> str:
    """A result as lines of text: the answer first, then working, rule, basis, inputs and the caveat."""
    finding = result.finding
    return "\n".join(
        (
            f"【{result.calculator.title}】{finding.headline}",
            *(f"・{line.label}：{line.text}" for line in finding.lines),
            f"規則：{finding.rule}",
            *(f"※ {note}" for note in finding.notes),
            "依據：" + "；".join(finding.basis),
            "您填的：" + "；".join(f"{line.label} {line.text}" for line in result.inputs),
            f"計算日期 {result.as_of.isoformat()}。{result.disclaimer}",
        )
    )
