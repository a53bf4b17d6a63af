"""Look-up of entries for people: the public search page and the desk show the same results."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from knowledge.catalogue import Catalogue
from knowledge.presentation import EntryView
from knowledge.schemas import Entry

QUERY_LIMIT = 200
RESULTS = 8


class SearchEngine(Protocol):
    """What a page needs of the search engine."""

    @property
    def catalogue(self) -> Catalogue:
        """The published entries."""

    def search(self, query: str, limit: int = 5) -> Any:
        """Rank entries; the result has ``decision`` and ``results`` with ids."""


@dataclass(frozen=True, slots=True)
class Found:
    """Entries for a query, best first; ``sure`` is false when search would not answer with them."""

    query: str
    entries: tuple[EntryView, ...] = ()
    sure: bool = True


def clean_query(text: str) -> str:
    """``text`` as one line without control characters, at most `QUERY_LIMIT` characters."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:QUERY_LIMIT]


def find(engine: SearchEngine, text: str, now: datetime) -> Found:
    """Entries that fit ``text`` as shown at ``now`` (local time); none for an empty text."""
    query = clean_query(text)
    if not query:
        return Found("")
    result = engine.search(query, RESULTS)
    # A newer generation may be swapped in between: an entry withdrawn there is not shown.
    views = (engine.catalogue.view(hit.id, now) for hit in result.results)
    return Found(query, tuple(filter(None, views)), result.decision != "abstain")


def views_of(catalogue: Catalogue, entries: Iterable[Entry], now: datetime) -> tuple[EntryView, ...]:
    """``entries`` as shown at ``now``; ids that are not published are left out."""
    return tuple(filter(None, (catalogue.view(entry.id, now) for entry in entries)))


def related(catalogue: Catalogue, entry: EntryView) -> tuple[Entry, ...]:
    """The published entries that ``entry`` refers to."""
    return tuple(filter(None, (catalogue.get(entry_id) for entry_id in entry.related)))
