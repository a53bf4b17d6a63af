"""The entries as curators look for them: by category, unit, state, words, and when to look again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knowledge.schemas import Entry, Status
from publication.schemas import DraftSummary

SOON = timedelta(days=30)


class ReviewDue(StrEnum):
    """When an entry is to be looked at again."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; an empty field does not matter."""

    text: str = ""
    category: str = ""
    unit: str = ""
    state: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry with its review and the drafts that are open for it."""

    entry: Entry
    due: ReviewDue
    state: str
    drafts: tuple[DraftSummary, ...]


def due(entry: Entry, today: date) -> ReviewDue:
    """Whether the review date has passed or is near."""
    if entry.review_by < today:
        return ReviewDue.OVERDUE
    return ReviewDue.SOON if entry.review_by <= today + SOON else ReviewDue.LATER


def state_of(entry: Entry, today: date) -> str:
    """``published``, ``draft`` or ``withdrawn``, or ``waiting`` and ``expired`` by its dates."""
    if entry.status is not Status.PUBLISHED:
        return entry.status.value
    if entry.effective_from > today:
        return "waiting"
    return "published" if entry.served_on(today) else "expired"


def _holds(entry: Entry, words: Iterable[str]) -> bool:
    texts = (entry.id, entry.question, entry.owner, *entry.all_variants, *entry.passages)
    whole = "\n".join(texts).lower()
    return all(word in whole for word in words)


def select(
    entries: Iterable[Entry], drafts: Iterable[DraftSummary], wanted: Filter, today: date
) -> list[ListedEntry]:
    """The entries that ``wanted`` describes: overdue ones first, by review date, else in their order."""
    of: dict[str, list[DraftSummary]] = {}
    for draft in drafts:
        if draft.kind == "entry":
            of.setdefault(draft.key, []).append(draft)
    words = wanted.text.lower().split()
    found = [
        ListedEntry(entry, due(entry, today), state_of(entry, today), tuple(of.get(entry.id, ())))
        for entry in entries
        if (not wanted.category or entry.category == wanted.category)
        and (not wanted.unit or entry.unit == wanted.unit)
        and _holds(entry, words)
    ]
    kept = [
        item
        for item in found
        if (
            not wanted.due
            or item.due == wanted.due
            or (wanted.due == "due" and item.due is not ReviewDue.LATER)
        )
        and (not wanted.state or item.state == wanted.state or (wanted.state == "edited" and item.drafts))
    ]
    if wanted.due:
        kept.sort(key=lambda item: item.entry.review_by)
    return kept
