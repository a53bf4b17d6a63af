"""The list of entries shows first what is due."""

from datetime import date, timedelta

import pytest

from knowledge.loader import KnowledgeBase
from knowledge.schemas import Entry, Status
from publication.listing import SOON, Filter, ReviewDue, due, select, state_of

TODAY = date(2026, 11, 24)


def _entry(base: KnowledgeBase, **changes: object) -> Entry:
    return base.entries[0].model_copy(update={"effective_from": date(2026, 1, 1), **changes})


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, ReviewDue.OVERDUE),
        (0, ReviewDue.SOON),
        (SOON.days, ReviewDue.SOON),
        (SOON.days + 1, ReviewDue.LATER),
    ],
)
def test_an_entry_is_due_by_its_review_date(base: KnowledgeBase, days: int, expected: ReviewDue) -> None:
    assert due(_entry(base, review_by=TODAY + timedelta(days=days)), TODAY) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "published"),
        ({"effective_to": TODAY}, "published"),
        ({"effective_to": TODAY - timedelta(days=1)}, "expired"),
        ({"effective_from": TODAY + timedelta(days=1)}, "waiting"),
        ({"status": Status.WITHDRAWN}, "withdrawn"),
    ],
)
def test_the_state_follows_the_dates(base: KnowledgeBase, changes: dict[str, object], expected: str) -> None:
    assert state_of(_entry(base, **changes), TODAY) == expected


def test_due_entries_come_with_the_longest_overdue_first(base: KnowledgeBase) -> None:
    late, later = (_entry(base, id=f"e-{n}", review_by=TODAY - timedelta(days=n)) for n in (1, 9))
    fine = _entry(base, id="e-0", review_by=date(2030, 1, 1))
    found = select([fine, late, later], [], Filter(due="due"), TODAY)
    assert [item.entry.id for item in found] == ["e-9", "e-1"]


def test_filters_add_up_and_words_are_found_in_any_text(base: KnowledgeBase) -> None:
    entry = base.entries[3]
    wanted = Filter(text=entry.all_variants[0], category=entry.category, unit=entry.unit)
    assert entry in [item.entry for item in select(base.entries, [], wanted, TODAY)]
    assert select(base.entries, [], Filter(text="火星上的天氣"), TODAY) == []
