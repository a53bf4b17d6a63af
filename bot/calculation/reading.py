"""What a message is to the calculation under way."""

import re
from enum import StrEnum

from bot.calculation.answers import answers_of, question_of
from bot.facts.corrections import put_right
from bot.flows import words
from bot.state import Calculation
from bot.turn import Situation
from bot.understanding import Act
from core.questions.question import AnswerKind, Question
from core.questions.questionnaire import Questionnaire
from core.questions.reading import reads
from knowledge.calculators import CALCULATORS

BACK = words.BACK | words.CHANGE
_LENGTH_OF_TIME = re.compile(
    r".{1,12}?\s?(?:小時半?|鐘頭|分鐘|hours?|hrs?|giờ|tiếng|jam|oras|ชั่วโมง|ชม\.?)", re.IGNORECASE
)
# Characters: a longer text that asks something only mentions an option.
_LONGEST_CHOICE = 12
# What begins something else, and so ends a calculation.
ENDS = frozenset(
    {"cancel", "restart", "calculate", "talk_to_human", "file_complaint", "case_status", "erase_me", "resume"}
)


class CalculationReading(StrEnum):
    """What a message is to the calculation under way: nothing (also where there is none), an answer to its
    question, or something else that it waits through."""

    NONE = "none"
    ANSWERED = "answered"
    WAITING = "waiting"


def reading(at: Situation) -> CalculationReading:
    """How the calculation under way takes the message.

    What reads as an answer is one, whatever else it may mean; a figure that cannot be read ends nothing.
    """
    calculation, text = at.state.calculation, at.understanding.text
    if calculation is None or words.is_word(text, words.CANCEL):
        return CalculationReading.NONE
    question = question_of(at, calculation)
    answered = question is not None and (skips(text, question) or fits(at, question))
    if answered or words.is_word(text, BACK):
        return CalculationReading.ANSWERED
    if answer_to_another(at, calculation):
        return CalculationReading.ANSWERED
    if at.heard and Act.QUESTION not in at.understanding.acts:
        return CalculationReading.ANSWERED
    ends = at.understanding.intent in ENDS and not any(char.isdigit() for char in text)
    return CalculationReading.NONE if ends or question is None else CalculationReading.WAITING


def fits(at: Situation, question: Question) -> bool:
    """Whether the message answers ``question``; one that only mentions an option asks something else."""
    answer = answer_of(at, question)
    is_question = answer == at.understanding.text and words.asks(answer) and len(answer) > _LONGEST_CHOICE
    if question.kind is AnswerKind.CHOICE and is_question:
        return False
    return reads(question, answer, at.now.date())


def skips(text: str, question: Question) -> bool:
    """Whether the message passes over a question that need not be answered."""
    return not question.required and words.is_word(text, words.SKIP)


def puts_right(at: Situation) -> bool:
    """Whether the message corrects an answer of the calculation that came to its result last."""
    done, free = at.state.calculated, at.state.calculation is None
    return free and done is not None and not at.heard and answer_to_another(at, done) is not None


def answer_to_another(at: Situation, calculation: Calculation) -> tuple[str, str] | None:
    """The answer to another question than the one that is put, by its name: one before that is put right
    (改成 38000), or hours that are told ahead; None where the message is none."""
    calculator, text, today = CALCULATORS[calculation.calculator], at.understanding.text, at.now.date()
    if figure := put_right(text):
        answered = Questionnaire(calculator.fields, dict(calculation.answers)).put_right_by(figure, today)
        return (answered.name, figure) if answered else None
    missing = Questionnaire(calculator.fields, answers_of(at, calculation)).missing
    ahead = [question for question in missing if question.kind is AnswerKind.HOURS]
    if len(ahead) == 1 and _LENGTH_OF_TIME.fullmatch(text.strip()) and reads(ahead[0], text, today):
        return ahead[0].name, text
    return None


def answer_of(at: Situation, question: Question) -> str:
    """What was typed; for an option, whose label it was in any language, its Chinese."""
    text, names = at.understanding.text, at.responses.names_choice
    return next((label for _, label in question.options if names(text, label, label)), text)
