"""The page on which staff read every entry with its sources and sign it off, and what is covered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.catalogue import Catalogue
from knowledge.loader import KnowledgeBase
from knowledge.presentation import EntryView
from knowledge.schemas import Entry, Register
from knowledge.translation import Language

_TEMPLATES = Path(__file__).parent / "templates"
_CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
_REGISTERS = {
    Register.KEYWORD: "關鍵字",
    Register.SITUATION: "處境",
    Register.EMPLOYER: "雇主",
    Register.COLLOQUIAL: "口語",
    Register.MISNOMER: "誤稱",
    Register.TYPO: "錯字",
}


@dataclass(frozen=True, slots=True)
class CategoryCoverage:
    """How complete one category is; every field but the first two counts entries."""

    category: str
    variants: int
    entries: int
    documents: int
    forms: int
    online: int
    time_limit: int
    articles: int
    confident: int
    unconfirmed: int
    overdue: int
    translated: int


@dataclass(frozen=True, slots=True)
class _Figure:
    name: str
    shown: str
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class _Reviewed:
    entry: Entry
    view: EntryView
    translations: tuple[EntryView, ...]
    figures: tuple[_Figure, ...]


def _figures(entry: Entry, base: KnowledgeBase, today: date) -> Iterator[_Figure]:
    for name in entry.parameters:
        parameter = base.parameters[name]
        current = next((v for v in parameter.values if v.in_force(today)), parameter.values[-1])
        yield _Figure(name, str(base.parameters.on(name, today)), parameter.unit, current.source)


def _cover(category: str, entries: list[Entry], base: KnowledgeBase, today: datetime) -> CategoryCoverage:
    def count(*conditions: bool) -> int:
        return sum(conditions)

    return CategoryCoverage(
        category,
        variants=sum(len(entry.all_variants) for entry in entries),
        entries=len(entries),
        documents=count(*(bool(entry.documents) for entry in entries)),
        forms=count(*(bool(entry.forms) for entry in entries)),
        online=count(*(entry.online is not None for entry in entries)),
        time_limit=count(*(entry.time_limit is not None for entry in entries)),
        articles=count(*(all(basis.articles for basis in entry.legal_basis) for entry in entries)),
        confident=count(*(any(s.confidence == "high" for s in entry.sources) for entry in entries)),
        unconfirmed=count(*(bool(entry.unconfirmed) for entry in entries)),
        overdue=count(*(entry.review_by < today.date() for entry in entries)),
        translated=count(*(bool(base.translations.languages(entry)) for entry in entries)),
    )


def coverage(base: KnowledgeBase, now: datetime) -> list[CategoryCoverage]:
    """One row a category, in the order in which people see them, and a row for all."""
    groups = Catalogue(base, 0).by_category()
    rows = [_cover(category, entries, base, now) for category, entries in groups.items()]
    everything = [entry for entries in groups.values() for entry in entries]
    return [*rows, _cover("全部", everything, base, now)]


def review_page(base: KnowledgeBase, now: datetime) -> str:
    """Every published entry as citizens read it at ``now`` (local time), with sources and a line to sign."""
    catalogue = Catalogue(base, 0)
    reviewed = []
    for entry in catalogue:
        view = catalogue.view(entry.id, now)
        if view is None:
            continue
        shown = (catalogue.view(entry.id, now, tag) for tag in Language)
        translations = tuple(v for v in shown if v and v.translation)
        reviewed.append(_Reviewed(entry, view, translations, tuple(_figures(entry, base, now.date()))))
    order = list(catalogue.by_category())
    reviewed.sort(key=lambda item: order.index(item.entry.category))
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = environment.get_template("review.html")
    return template.render(
        reviewed=reviewed,
        coverage=coverage(base, now),
        day=now.date().isoformat(),
        confidence=_CONFIDENCE,
        registers=_REGISTERS,
    )
