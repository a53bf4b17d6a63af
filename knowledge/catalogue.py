"""A published generation of the FAQ: immutable, read by every page, answer and search."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from core.calendar import PUBLIC
from knowledge import calculators
from knowledge.calculators.base import CalculationContext
from knowledge.loader import KnowledgeBase
from knowledge.presentation import EntryView, WindowView, present, present_window
from knowledge.safety import Danger
from knowledge.schemas import Entry, Status
from knowledge.translation import Labels

# The order in which people see the categories; another FAQ's categories follow in file order.
CATEGORIES = (
    "勞資爭議",
    "資遣解僱",
    "工資",
    "工時休假",
    "性別平等",
    "勞保勞退",
    "就業服務",
    "外國人工作",
    "身心障礙就業",
    "職業災害",
    "職業安全衛生",
    "工會教育福利",
    "機關服務",
)
_GENERAL = ("service-counter", "mediation-apply", "service-complaint-channels")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


class Catalogue:
    """The published entries of one generation, by id and by category.

    ``calendar`` is that of the moment: what staff enter for a typhoon shows at once.
    """

    def __init__(self, base: KnowledgeBase, generation: int, day: date | None = None) -> None:
        """``day`` leaves out what is not in effect on it; without one, every published entry is here."""
        published = [
            entry
            for entry in base.entries
            if (entry.served_on(day) if day else entry.status is Status.PUBLISHED)
        ]
        self.generation = generation
        self.calendar = PUBLIC
        self._base = base
        self._by_id = {entry.id: entry for entry in published}
        self._by_question = {_folded(entry.question): entry for entry in published}

    @property
    def dangers(self) -> tuple[Danger, ...]:
        """The kinds of danger as staff keep them."""
        return self._base.dangers

    def __contains__(self, entry_id: str) -> bool:
        return entry_id in self._by_id

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __getitem__(self, entry_id: str) -> Entry:
        return self._by_id[entry_id]

    def get(self, entry_id: str) -> Entry | None:
        """The published entry, or None: withdrawn and draft entries do not exist here."""
        return self._by_id.get(entry_id)

    def asking(self, question: str) -> Entry | None:
        """The published entry whose question it is, word for word but for the width of signs and spaces."""
        return self._by_question.get(_folded(question))

    def shows(self, entry_id: str, now: datetime) -> bool:
        """Whether there is anything to show at ``now`` (local time): see `view`, which costs far more."""
        entry = self._by_id.get(entry_id)
        return entry is not None and entry.in_force(now.date())

    def view(self, entry_id: str, now: datetime, language: str | None = None) -> EntryView | None:
        """The entry as shown at ``now`` (local time), with its translation into ``language`` if any.

        None when it is withdrawn, not in force yet or no longer. It links to no entry that is not here.
        """
        if not self.shows(entry_id, now):
            return None
        entry = self._by_id[entry_id]
        view = present(entry, self._base, now, self.generation, language, self.calendar)
        return replace(view, related=tuple(other for other in view.related if other in self))

    def window(self, place: str, now: datetime) -> WindowView:
        """A place of the directory as shown at ``now``."""
        return present_window(self._base.directory[place], now, self.calendar)

    def labels(self, language: str) -> Labels | None:
        """The fixed words around an entry in ``language``."""
        return next((words for words in self._base.translations.labels if words.language == language), None)

    @property
    def places(self) -> tuple[str, ...]:
        """Names of all places of the directory, in its order."""
        return tuple(place.name for place in self._base.directory)

    def calculations(self, now: datetime) -> CalculationContext:
        """What a calculation at ``now`` (local time) looks up."""
        return calculators.context(self._base.parameters, now.date(), self.calendar)

    def by_category(self) -> dict[str, list[Entry]]:
        """Published entries grouped by category, in the order of `CATEGORIES`."""
        groups: dict[str, list[Entry]] = {name: [] for name in CATEGORIES}
        for entry in self:
            groups.setdefault(entry.category, []).append(entry)
        return {name: entries for name, entries in groups.items() if entries}

    def nearest(self, ids: Iterable[str], count: int) -> list[Entry]:
        """Published entries of ``ids``, filled up with the bureau's general entries to ``count``."""
        wanted = [*ids, *_GENERAL]
        found = [self._by_id[i] for i in dict.fromkeys(wanted) if i in self._by_id]
        return found[:count]
