"""A calculator as a conversation: one question a turn, questions in between answered, then the result."""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial

from bot.blocks import Block, Choices, Link, Option, Text
from bot.facts import Facts, Heard, showing
from bot.facts.correcting import put_right
from bot.facts.filling import filled, told_by, waits
from bot.facts.model import FactKind
from bot.facts.moves import asks_again, changed
from bot.flows import words
from bot.responses import Voice, load_responses
from bot.state import Calculation, DialogueState
from bot.turn import Situation, Turn
from bot.understanding import Act, Context
from knowledge.calculators import CALCULATORS, offered_by
from knowledge.calculators.base import Calculator, Field, FieldKind, InvalidInputs, Result
from knowledge.calculators.deadlines import DEADLINE
from knowledge.calculators.parsing import Unreadable, parse
from knowledge.calculators.running import read, run
from knowledge.deadlines import of_entry
from knowledge.presentation import EntryView

BACK = words.BACK | words.CHANGE
_FIGURES = frozenset({FieldKind.DATE, FieldKind.MONEY, FieldKind.INTEGER, FieldKind.HOURS})
_LENGTH_OF_TIME = re.compile(
    r".{1,12}?\s?(?:小時半?|鐘頭|分鐘|hours?|hrs?|giờ|tiếng|jam|oras|ชั่วโมง|ชม\.?)", re.IGNORECASE
)
# Characters: a longer text that asks something only mentions an option.
_LONGEST_CHOICE = 12
# What begins something else, and so ends a calculation.
ENDS = frozenset(
    {"cancel", "restart", "calculate", "talk_to_human", "file_complaint", "case_status", "erase_me", "resume"}
)
_NEAREST = 3
REMIND, TO_CALENDAR = "提醒我", "加到行事曆"
OFFER_REMINDER = "要記下這個最後一天嗎？"


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


def offer_last_day(at: Situation, view: EntryView) -> tuple[Block, ...]:
    """The question whether to work out the last day, below an answer that holds a deadline."""
    if not of_entry(view.id):
        return ()
    return (Choices(at.say("utter_calculator_offer"), (at.option(DEADLINE.title),)),)


def calculate(at: Situation) -> Turn:
    """Begin the calculator that was named, or offer those that fit the topic or the words."""
    if named := by_title(at.understanding.text):
        return begin(at, named)
    if at.state.calculated and asks_again(at):
        return _go_on(at, at.state.calculated)
    if at.state.calculated and (told := _elsewhere(at, at.state.calculated)):
        return _go_on(at, _with(at.state.calculated, told))
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
    return _go_on(at, calculation, Text(told), *_filled_in(at, calculation))


def _kind_of(at: Situation, calculator: Calculator) -> tuple[tuple[str, str], ...]:
    """Which deadline is meant where the topic holds just one."""
    found = of_entry(at.state.topic) if at.state.topic else ()
    return (("kind", found[0].id),) if calculator is DEADLINE and len(found) == 1 else ()


def recalculated(at: Situation) -> Turn | None:
    """The last calculation with what the message told, None where it changes nothing of it."""
    last = at.state.calculated
    if last is None or not changed(at) & {kind for _, kind in _filled(at, last).values()}:
        return None
    return _go_on(at, last)


def _filled(at: Situation, calculation: Calculation) -> dict[str, tuple[str, FactKind]]:
    """What the facts answer of the questions that were not answered, and need not be put."""
    calculator, today = CALCULATORS[calculation.calculator], at.now.date()
    found = filled(calculator, at.facts, dict(calculation.answers), today)
    return {name: value for name, value in found.items() if name not in calculation.asked}


def _given(at: Situation, calculation: Calculation) -> dict[str, str]:
    """The answers to the questions, by name: what was typed, and what the facts answer."""
    known = {name: text for name, (text, _) in _filled(at, calculation).items()}
    return known | dict(calculation.answers)


def _filled_in(at: Situation, calculation: Calculation) -> tuple[Block, ...]:
    """Which facts are filled in, to be changed or left."""
    calculator, today = CALCULATORS[calculation.calculator], at.now.date()
    asked = {field.name for field in read(calculator, _given(at, calculation), today).asked}
    used = {kind for name, (_, kind) in _filled(at, calculation).items() if name in asked}
    if any(waits(field, calculator.fields, at.facts) for field in calculator.fields):
        used.add(FactKind.SENIORITY)
    facts = Facts({kind: at.facts.values[kind] for kind in used})
    return (showing.known(facts, at.responses, at.language, showing.FILLED),) if facts else ()


class Reading(StrEnum):
    """What a message is to the calculation under way: nothing (also where there is none), an answer to its
    question, or something else that it waits through."""

    NONE = "none"
    ANSWERED = "answered"
    WAITING = "waiting"


def reading(at: Situation) -> Reading:
    """How the calculation under way takes the message.

    What reads as an answer is one, whatever else it may mean; a figure that cannot be read ends nothing.
    """
    calculation, text = at.state.calculation, at.understanding.text
    if calculation is None or words.is_word(text, words.CANCEL):
        return Reading.NONE
    question = _question(at, calculation)
    skips = question is not None and not question.required and words.is_word(text, words.SKIP)
    if words.is_word(text, BACK) or skips or (question is not None and _fits(at, question)):
        return Reading.ANSWERED
    if _elsewhere(at, calculation):
        return Reading.ANSWERED
    if at.heard and Act.QUESTION not in at.understanding.acts:
        return Reading.ANSWERED
    ends = at.understanding.intent in ENDS and not any(char.isdigit() for char in text)
    return Reading.NONE if ends or question is None else Reading.WAITING


def _fits(at: Situation, question: Field) -> bool:
    """Whether the message answers ``question``; one that only mentions an option asks something else."""
    answer = _answer(at, question)
    is_question = answer == at.understanding.text and words.asks(answer) and len(answer) > _LONGEST_CHOICE
    if question.kind is FieldKind.CHOICE and is_question:
        return False
    return _reads(at, question, answer)


def _reads(at: Situation, question: Field, text: str) -> bool:
    try:
        parse(question, text, at.now.date())
    except Unreadable:
        return False
    return True


def puts_right(at: Situation) -> bool:
    """Whether the message corrects an answer of the calculation that came to its result last."""
    done, free = at.state.calculated, at.state.calculation is None
    return free and done is not None and not at.heard and _elsewhere(at, done) is not None


def _with(calculation: Calculation, told: tuple[str, str]) -> Calculation:
    """The calculation with another answer to one of its questions."""
    kept = tuple(answer for answer in calculation.answers if answer[0] != told[0])
    return replace(calculation, answers=(*kept, told))


def _elsewhere(at: Situation, calculation: Calculation) -> tuple[str, str] | None:
    """The answer to another question than the one that is put, by its name: one before that is put right
    (改成 38000), or hours that are told ahead; None where the message is none."""
    calculator, text, given = (
        CALCULATORS[calculation.calculator],
        at.understanding.text,
        dict(calculation.answers),
    )
    if figure := put_right(text):
        typed = [
            field for field in reversed(calculator.fields) if field.kind in _FIGURES and field.name in given
        ]
        return next(((field.name, figure) for field in typed if _reads(at, field, figure)), None)
    ahead = [
        one
        for one in calculator.fields
        if one.kind is FieldKind.HOURS and one.name not in _given(at, calculation)
    ]
    if len(ahead) == 1 and _LENGTH_OF_TIME.fullmatch(text.strip()) and _reads(at, ahead[0], text):
        return ahead[0].name, text
    return None


def _answer(at: Situation, question: Field) -> str:
    """What was typed; for an option, whose label it was in any language, its Chinese."""
    text, names = at.understanding.text, at.responses.names_choice
    return next((label for _, label in question.options if names(text, label, label)), text)


def proceed(at: Situation) -> Turn:
    """Take the message as the answer to the question that was asked, or go back one."""
    calculation, text = at.state.calculation, at.understanding.text
    question = _question(at, calculation) if calculation else None
    if calculation is None or question is None:
        return again(at)
    if words.is_word(text, BACK):
        return _ask(at, replace(calculation, answers=calculation.answers[:-1]))
    if words.is_word(text, words.SKIP) and not question.required:
        return _next(at, calculation, question, "")
    if not _fits(at, question) and (told := _elsewhere(at, calculation)):
        return _go_on(at, _with(calculation, told))
    if at.heard and not _fits(at, question):
        return _go_on(at, calculation)
    return _next(at, calculation, question, _answer(at, question))


def again(at: Situation) -> Turn:
    """Ask once more what the calculation waits for."""
    return _ask(at, at.state.calculation) if at.state.calculation else Turn((), at.state)


def unreadable(at: Situation) -> Turn:
    """Say why the message is no answer, and ask once more."""
    calculation = at.state.calculation
    question = _question(at, calculation) if calculation else None
    if calculation is None or question is None:
        return again(at)
    try:
        parse(question, _answer(at, question), at.now.date())
    except Unreadable as reason:
        return _ask(at, calculation, Text(at.say("utter_calculator_unreadable", reason=str(reason))))
    return again(at)


def _next(at: Situation, calculation: Calculation, question: Field, text: str) -> Turn:
    return _go_on(at, replace(calculation, answers=(*calculation.answers, (question.name, text))))


def _go_on(at: Situation, calculation: Calculation, *before: Block) -> Turn:
    """The next question, or the result where all are answered."""
    if _question(at, calculation) is not None:
        return _ask(at, calculation, *before)
    calculator = CALCULATORS[calculation.calculator]
    try:
        result = run(calculator, _given(at, calculation), at.catalogue.calculations(at.now))
    except InvalidInputs as refused:
        wrong = {problem.field for problem in refused.problems}
        kept = tuple(answer for answer in calculation.answers if answer[0] not in wrong)
        told = at.say("utter_calculator_unreadable", reason=refused.detail)
        anew = replace(calculation, answers=kept, asked=(*calculation.asked, *sorted(wrong)))
        return _ask(at, anew, Text(told))
    topic = calculator.entries[0]
    facts, rest = _learned(at, calculation)
    state = DialogueState(topic if topic in at.catalogue else None, prompts=at.state.prompts, calculated=rest)
    link = Link(at.label("在網頁上看或改數字"), f"tools/{calculator.id}")
    blocks: tuple[Block, ...] = (*before, Text(at.told(partial(_told, result))), link)
    if result.finding.last_day and result.finding.last_day > at.now.date():
        options = (at.option(REMIND), at.option(TO_CALENDAR))
        offer = at.told(lambda voice: voice.phrase(OFFER_REMINDER))
        blocks, state = (*blocks, Choices(offer, options)), replace(state, choices=options)
    return Turn(blocks, state, facts=facts)


def last_day(at: Situation) -> tuple[str, date] | None:
    """What must be done and until when, by the deadline worked out last; None where there is none."""
    if at.state.calculated is None:
        return None
    calculator = CALCULATORS[at.state.calculated.calculator]
    given = _given(at, at.state.calculated)
    try:
        result = run(calculator, given, at.catalogue.calculations(at.now))
    except InvalidInputs:
        return None
    if result.finding.last_day is None:
        return None
    kind = read(calculator, given, at.now.date()).values.get("kind")
    labels = dict(next(field.options for field in calculator.fields if field.name == "kind"))
    return labels[str(kind)], result.finding.last_day


def offered_for_last_day(text: str) -> str | None:
    """Which of the offers below a last day ``text`` takes: its words in any language."""
    names = load_responses().names_choice
    return next((offer for offer in (REMIND, TO_CALENDAR) if names(text, offer, offer)), None)


def _learned(at: Situation, calculation: Calculation) -> tuple[Facts, Calculation]:
    """The facts with what was typed, and the calculation without: what is known need not be typed again."""
    calculator = CALCULATORS[calculation.calculator]
    tells = told_by(calculator, _given(at, calculation), at.now.date())
    typed = [name for name, _ in calculation.answers if name in tells and name not in calculation.asked]
    facts = Heard(dict(tells[name] for name in typed)).applied(at.facts)
    rest = tuple(answer for answer in calculation.answers if answer[0] not in typed)
    return facts, replace(calculation, answers=rest)


def _question(at: Situation, calculation: Calculation) -> Field | None:
    """The question to put next: the first that applies and was neither answered nor skipped."""
    given = _given(at, calculation)
    asked = read(CALCULATORS[calculation.calculator], given, at.now.date()).asked
    unanswered = tuple(field for field in asked if field.name not in given)
    return next((field for field in unanswered if not waits(field, unanswered, at.facts)), None)


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
