"""The clock on the second day of 2027: nothing of 2026 is told as certain, nothing announced as decided."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pytest

from core.clock import TAIPEI
from knowledge import calculators
from knowledge.calculators.running import run
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Shown
from knowledge.translation import Language

SECOND_OF_JANUARY = datetime(2027, 1, 2, 10, 0, tzinfo=TAIPEI)
# Answers that make every calculator say a figure that changes with the year.
ANSWERS = (
    ("severance", {"hired": "112/3/1", "left": "115/12/31", "wage": "29500", "system": "1"}),
    ("overtime", {"kind": "1", "pay": "1", "wage": "29500", "hours": "3"}),
    ("overtime", {"kind": "1", "pay": "2", "wage": "196", "hours": "3"}),
    ("annual-leave", {"hired": "112/3/1"}),
    ("notice", {"who": "1", "hired": "112/3/1", "left": "116/1/31", "wage": "29500"}),
    ("unemployment", {"insured_wage": "80000", "age": "1", "dependants": "0"}),
    ("deadlines", {"kind": "layoff-report", "layoff-report": "116/1/31"}),
)


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list() | tuple():
            for inner in value:
                yield from _strings(inner)


def _unmarked(base: KnowledgeBase) -> re.Pattern[str]:
    """An amount or rate that ended with 2026, or is only announced for 2027, without its remark."""
    lasting = {base.parameters.on(parameter.name, SECOND_OF_JANUARY.date()) for parameter in base.parameters}
    doubtful = {
        str(Shown(value.value))
        for parameter in base.parameters
        for value in parameter.values
        if str(value.effective_to) == "2026-12-31"
        or (value.confidence == "pending" and str(value.effective_from) == "2027-01-01")
    } - {str(shown) for shown in lasting if not shown.remark}
    numbers = "|".join(re.escape(number) for number in sorted(doubtful, key=len, reverse=True))
    money = rf"(?:{numbers}) ?(?:元|Đài tệ|ดอลลาร์ไต้หวัน)|NT\$(?:{numbers})(?![\d,.（])"
    return re.compile(rf"(?<![\d,.])(?:{money})")


def _found(texts: Iterator[str], wrong: re.Pattern[str]) -> list[str]:
    return [text for text in texts if wrong.search(text)]


@pytest.mark.parametrize("language", [None, *Language])
def test_no_entry_tells_a_figure_of_2026_or_an_announced_one_as_certain(
    base: KnowledgeBase, language: Language | None
) -> None:
    catalogue, wrong = Catalogue(base, 1), _unmarked(base)
    stale = {}
    for entry in base.entries:
        view = catalogue.view(entry.id, SECOND_OF_JANUARY, language)
        assert view is not None
        if found := _found(_strings(asdict(view)), wrong):
            stale[entry.id] = found
    assert stale == {}


@pytest.mark.parametrize(("calculator", "texts"), ANSWERS)
def test_no_calculator_tells_a_figure_of_2026_or_an_announced_one_as_certain(
    base: KnowledgeBase, calculator: str, texts: dict[str, str]
) -> None:
    context = calculators.context(base.parameters, SECOND_OF_JANUARY.date())
    finding = run(calculators.CALCULATORS[calculator], texts, context).finding
    told = [finding.headline, finding.rule, *finding.notes]
    assert _found(iter(told), _unmarked(base)) == []


def test_the_wage_of_2027_is_told_as_announced_in_answer_and_detail_alike(base: KnowledgeBase) -> None:
    view = Catalogue(base, 1).view("minimum-wage", SECOND_OF_JANUARY)
    assert view is not None
    told = " ".join([view.answer, *view.details])
    assert "30,900（待確認）" in view.answer and "205（待確認）" in view.answer
    assert "不要提前當成定案" not in told and "29,500" not in told
