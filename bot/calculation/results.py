"""The result of a calculation in words, and the last day that it may hold."""

from datetime import date

from bot.calculation.answers import answers_of
from bot.responses import Voice
from bot.turn import Situation
from knowledge.calculators import CALCULATORS
from knowledge.calculators.base import InvalidInputs, Result
from knowledge.calculators.running import read, run


def last_day(at: Situation) -> tuple[str, date] | None:
    """What must be done and until when, by the deadline worked out last; None where there is none."""
    if at.state.calculated is None:
        return None
    calculator = CALCULATORS[at.state.calculated.calculator]
    given = answers_of(at, at.state.calculated)
    try:
        result = run(calculator, given, at.catalogue.calculations(at.now))
    except InvalidInputs:
        return None
    if result.finding.last_day is None:
        return None
    kind = read(calculator, given, at.now.date()).values.get("kind")
    labels = dict(next(field.options for field in calculator.fields if field.name == "kind"))
    return labels[str(kind)], result.finding.last_day


def result_in(result: Result, voice: Voice) -> str:
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
