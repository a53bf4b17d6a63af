"""A draft as its page shows it: form, findings, previews, differences. Reads only."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.blocks import FaqCard
from bot.entry_card import faq_card
from core.database import Database
from desk.curation.forms import Choices, Node, form
from desk.curation.preview import Preview, previews
from desk.curation.translating import Sentence, sentences, stale_parts
from desk.people import people
from knowledge.checks import check
from knowledge.differences import Difference, differences
from knowledge.errors import InvalidRecord, UnknownParameter
from knowledge.labels import field_label, value_label
from knowledge.laws import known_laws
from knowledge.loader import KnowledgeBase
from knowledge.presentation import EntryView, present
from knowledge.records import MODELS, key_of, with_records
from knowledge.schemas import Entry, Status
from knowledge.translation import Language, TranslatedPart
from publication import revision_service
from publication import service as knowledge
from publication.draft_service import question_of
from publication.schemas import Draft


@dataclass(frozen=True, slots=True)
class FieldIssue:
    """What is wrong with a field; a warning does not stand in the way."""

    label: str
    message: str
    warning: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A translation beside the Chinese; ``stale`` names the parts whose Chinese has changed since."""

    language: Language
    sentences: tuple[Sentence, ...]
    stale: str

    @property
    def name(self) -> str:
        """The language as staff call it."""
        return value_label("language", self.language)


@dataclass(frozen=True, slots=True)
class Editing:
    """Everything that the page of a draft shows; ``view`` and ``previews`` only of a complete entry.

    A translation has ``beside`` instead of ``nodes``.
    """

    draft: Draft
    nodes: tuple[Node, ...]
    errors: Mapping[str, str]
    findings: tuple[FieldIssue, ...]
    differences: tuple[Difference, ...]
    previews: tuple[Preview, ...]
    view: EntryView | None
    beside: Beside | None = None

    @property
    def standing(self) -> tuple[FieldIssue, ...]:
        """What stands in the way of a review."""
        return tuple(finding for finding in self.findings if not finding.warning)

    @property
    def card(self) -> FaqCard | None:
        """The entry as the web chat shows it."""
        return faq_card(self.view) if self.view else None


def _label(path: str) -> str:
    """A path in words: 要帶的文件 1 › 文件 2 › 名稱."""
    words: list[str] = []
    for part in path.split("."):
        if part.isdigit() and words:
            words[-1] += f" {int(part) + 1}"
        else:
            words.append(field_label(part))
    return " › ".join(words)


def findings(
    base: KnowledgeBase, proposed: KnowledgeBase, kind: str, key: str, now: datetime
) -> tuple[FieldIssue, ...]:
    """What the checks say of the record ``key`` in ``proposed``, and what it newly breaks in other entries.

    An entry that is withdrawn need not be mended first: what is wrong with it is told only.
    """
    before = {(problem.field, problem.message) for problem in check(base, now.date())}
    entries = {entry.id: entry for entry in proposed.entries}
    told = []
    for problem in check(proposed, now.date()):
        entry_id, _, field = problem.field.partition(".")
        if kind == "entry" and entry_id == key:
            withdrawn = entries[key].status is Status.WITHDRAWN
            told.append(FieldIssue(_label(field), problem.message, problem.warning or withdrawn))
        elif (problem.field, problem.message) not in before:
            label = f"{entries[entry_id].question} › {_label(field)}"
            told.append(FieldIssue(label, problem.message, problem.warning))
    return tuple(told)


def _choices(base: KnowledgeBase, kind: str, units: Collection[str]) -> Choices:
    """What is chosen and not typed; ``units`` are those of the staff."""
    places = [(place.key, f"{place.name}（{place.key}）") for place in base.directory]
    chosen = {"place": places, "ask": places, "law": [(name, name) for name in known_laws()]}
    if kind == "entry":  # the unit of a figure is another thing
        chosen["category"] = _same({entry.category for entry in base.entries})
        chosen["unit"] = _same({entry.unit for entry in base.entries} | {*units})
        chosen["owner"] = _same({entry.owner for entry in base.entries} | {*units})
    return chosen


def _same(values: Collection[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in sorted(values)]


def _shown(
    base: KnowledgeBase, entry: Entry, now: datetime, generation: int, url: str
) -> tuple[EntryView | None, tuple[Preview, ...]]:
    try:
        view = present(entry, base, now, generation)
    except (KeyError, UnknownParameter):  # told by the findings
        return None, ()
    return view, previews(view, url)


def _beside(base: KnowledgeBase, payload: Mapping[str, Any], errors: Mapping[str, str]) -> Beside:
    entry = next(entry for entry in base.entries if entry.id == payload["id"])
    language = Language(payload["language"])
    stale = stale_parts(entry, payload)
    named = "、".join(field_label(part) for part in TranslatedPart if part in stale)
    return Beside(language, sentences(entry, payload, errors), named)


async def editing(database: Database, draft: Draft, now: datetime, generation: int, url: str) -> Editing:
    """The page of ``draft`` as it is at ``now`` (local time); ``url`` is the public address."""
    base = await knowledge.read(database)
    before = await revision_service.current(database, draft.kind, draft.key) if draft.base_revision else {}
    errors: Mapping[str, str] = {}
    told: tuple[FieldIssue, ...] = ()
    view: EntryView | None = None
    shown: tuple[Preview, ...] = ()
    try:
        proposed = with_records(base, [(draft.kind, draft.payload)])
    except InvalidRecord as error:
        errors = error.fields
        told = tuple(FieldIssue(_label(path), reason, warning=False) for path, reason in errors.items())
    else:
        key = key_of(draft.kind, draft.payload)
        told = await asyncio.to_thread(findings, base, proposed, draft.kind, key, now)
        if draft.kind == "entry":
            entry = next(e for e in proposed.entries if e.id == key)
            view, shown = _shown(proposed, entry, now, generation, url)
            told += tuple(
                FieldIssue(preview.title, f"{m.what} {m.length} {m.unit}，上限 {m.limit}", warning=False)
                for preview in shown
                for m in preview.over
            )
    if draft.kind == "translation":
        changed = differences(before, draft.payload) if before else ()
        beside = _beside(base, draft.payload, errors)
        told += tuple(FieldIssue(one.label, one.lost, warning=False) for one in beside.sentences if one.lost)
        return Editing(draft, (), errors, told, changed, (), None, beside)
    units = {who.staff.unit for who in await people(database) if who.active and who.staff.unit}
    nodes = form(MODELS[draft.kind], draft.payload, errors, _choices(base, draft.kind, units))
    changed = differences(before, draft.payload) if before else ()
    return Editing(draft, nodes, errors, told, changed, shown, view)


def with_payload(draft: Draft, payload: Mapping[str, Any], note: str) -> Draft:
    """``draft`` as it was typed, before it is saved."""
    return replace(draft, payload=dict(payload), question=question_of(payload), note=note)
