"""What a calculation knows: its answers, what the facts answer, and the question that is left."""

from dataclasses import replace

from bot.blocks import Block
from bot.facts import FactChanges, Facts, display
from bot.facts.calculator_prefill import filled, told_by, waits
from bot.facts.model import FactKind
from bot.state import Calculation
from bot.turn import Situation
from core.questions.question import Question
from core.questions.questionnaire import Questionnaire
from knowledge.calculators import CALCULATORS
from knowledge.calculators.running import read


def filled_by_facts(at: Situation, calculation: Calculation) -> dict[str, tuple[str, FactKind]]:
    """What the facts answer of the questions that were not answered, and need not be put."""
    calculator, today = CALCULATORS[calculation.calculator], at.now.date()
    found = filled(calculator, at.facts, dict(calculation.answers), today)
    return {name: value for name, value in found.items() if name not in calculation.asked}


def answers_of(at: Situation, calculation: Calculation) -> dict[str, str]:
    """The answers to the questions, by name: what was typed, and what the facts answer."""
    known = {name: text for name, (text, _) in filled_by_facts(at, calculation).items()}
    return known | dict(calculation.answers)


def filled_in(at: Situation, calculation: Calculation) -> tuple[Block, ...]:
    """Which facts are filled in, to be changed or left."""
    calculator, today = CALCULATORS[calculation.calculator], at.now.date()
    asked = {field.name for field in read(calculator, answers_of(at, calculation), today).asked}
    used = {kind for name, (_, kind) in filled_by_facts(at, calculation).items() if name in asked}
    if any(waits(field, calculator.fields, at.facts) for field in calculator.fields):
        used.add(FactKind.SENIORITY)
    facts = Facts({kind: at.facts.values[kind] for kind in used})
    return (display.known(facts, at.responses, at.language, display.FILLED),) if facts else ()


def questionnaire_of(at: Situation, calculation: Calculation) -> Questionnaire:
    """The questions that apply, with what is known."""
    given = answers_of(at, calculation)
    return Questionnaire(tuple(read(CALCULATORS[calculation.calculator], given, at.now.date()).asked), given)


def question_of(at: Situation, calculation: Calculation) -> Question | None:
    """The question to put next: the first that applies and was neither answered nor skipped."""
    missing = questionnaire_of(at, calculation).missing
    return next((question for question in missing if not waits(question, missing, at.facts)), None)


def one_back(at: Situation, calculation: Calculation, question: Question) -> Calculation:
    """The calculation without the answer that was typed to the question before ``question``."""
    typed = dict(calculation.answers)
    put = (one for one in questionnaire_of(at, calculation).questions if one.name in typed or one == question)
    before = Questionnaire(tuple(put), typed).before(question.name)
    kept = tuple(answer for answer in calculation.answers if before is None or answer[0] != before.name)
    return replace(calculation, answers=kept)


def with_answer(calculation: Calculation, told: tuple[str, str]) -> Calculation:
    """The calculation with another answer to one of its questions."""
    kept = tuple(answer for answer in calculation.answers if answer[0] != told[0])
    return replace(calculation, answers=(*kept, told))


def learned(at: Situation, calculation: Calculation) -> tuple[Facts, Calculation]:
    """The facts with what was typed, and the calculation without: what is known need not be typed again."""
    calculator = CALCULATORS[calculation.calculator]
    tells = told_by(calculator, answers_of(at, calculation), at.now.date())
    typed = [name for name, _ in calculation.answers if name in tells and name not in calculation.asked]
    facts = FactChanges(dict(tells[name] for name in typed)).applied(at.facts)
    rest = tuple(answer for answer in calculation.answers if answer[0] not in typed)
    return facts, replace(calculation, answers=rest)
