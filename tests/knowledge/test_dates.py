"""What is shown depends on the day: entries come and go, and figures change each January."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.clock import TAIPEI
from knowledge import checks
from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.presentation import EntryView
from knowledge.schemas import Status

LAST_OF_2026 = datetime(2026, 12, 31, 23, 59, tzinfo=TAIPEI)
FIRST_OF_2027 = datetime(2027, 1, 1, 0, 0, tzinfo=TAIPEI)
ENTRY = "minimum-wage"


def _changed(base: KnowledgeBase, **changes: Any) -> KnowledgeBase:
    located = [
        replace(item, entry=item.entry.model_copy(update=changes)) if item.entry.id == ENTRY else item
        for item in base.located
    ]
    return replace(base, located=tuple(located))


def _shown(base: KnowledgeBase, now: datetime, entry: str = ENTRY) -> EntryView | None:
    return Catalogue(base, 1).view(entry, now)


def _answer(base: KnowledgeBase, now: datetime, entry: str = ENTRY) -> str:
    view = _shown(base, now, entry)
    assert view is not None
    return view.answer


def test_a_withdrawn_entry_is_not_shown(base: KnowledgeBase) -> None:
    assert _shown(_changed(base, status=Status.WITHDRAWN), LAST_OF_2026) is None


def test_an_entry_is_shown_on_its_last_day_and_not_after(base: KnowledgeBase) -> None:
    ending = _changed(base, effective_to=date(2026, 12, 31))
    assert _shown(ending, LAST_OF_2026) is not None
    assert _shown(ending, FIRST_OF_2027) is None


def test_an_entry_is_shown_from_its_first_day(base: KnowledgeBase) -> None:
    coming = _changed(base, effective_from=date(2027, 1, 1))
    assert _shown(coming, LAST_OF_2026) is None
    assert _shown(coming, FIRST_OF_2027) is not None


def test_an_entry_that_has_run_out_is_an_error(base: KnowledgeBase) -> None:
    ended = _changed(base, effective_to=date(2026, 12, 31))
    messages = [problem.message for problem in checks.check(ended, date(2027, 1, 1))]
    assert any("只到 2026-12-31 有效" in message for message in messages)
    today = [problem.message for problem in checks.check(ended, date(2026, 12, 31))]
    assert not any("有效" in message for message in today)


@pytest.mark.parametrize(
    ("entry", "old", "new"),
    [
        (ENTRY, "29,500 元", "30,900（待確認）元"),
        (ENTRY, "196 元", "205（待確認）元"),
        ("disability-quota-levy", "29,500 元", "30,900（待確認）元"),
    ],
)
def test_figures_change_at_midnight_of_new_year(base: KnowledgeBase, entry: str, old: str, new: str) -> None:
    assert old in _answer(base, LAST_OF_2026, entry)
    assert new in _answer(base, FIRST_OF_2027, entry)
    assert old not in _answer(base, FIRST_OF_2027, entry)


def test_a_figure_of_2026_that_has_no_successor_says_that_it_ended(base: KnowledgeBase) -> None:
    ending = {
        parameter.name
        for parameter in base.parameters
        if max(value.effective_to or date.max for value in parameter.values) == date(2026, 12, 31)
    }
    assert ending
    for name in ending:
        shown = str(base.parameters.on(name, FIRST_OF_2027.date()))
        assert "截至 2026-12-31，新數字待確認" in shown


def test_an_announced_figure_is_never_told_as_certain(base: KnowledgeBase) -> None:
    for parameter in base.parameters:
        for value in parameter.values:
            if value.confidence == "pending":
                day = value.effective_from or date.min
                assert "待確認" in str(base.parameters.on(parameter.name, day + timedelta(days=1)))
