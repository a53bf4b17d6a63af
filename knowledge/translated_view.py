"""An entry in another language as people see it, each part marked that is behind the Chinese."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from core.locales import PENDING
from knowledge.loader import KnowledgeBase
from knowledge.schemas import Entry
from knowledge.translation import Labels, Translation, point_source

STALE_TRANSLATION = "譯文過期"


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One paper: its name with form, e.g. 身分證（正本）, and what to do without it."""

    name: str
    required: bool
    missing: str | None


@dataclass(frozen=True, slots=True)
class DocumentSetView:
    """The papers for one identity or situation."""

    situation: str
    items: tuple[DocumentView, ...]


@dataclass(frozen=True, slots=True)
class TranslatedPointView:
    """The answer to one point in another language; ``notice`` tells that the Chinese has changed since."""

    point: str
    label: str
    text: str
    notice: str | None


@dataclass(frozen=True, slots=True)
class TranslationView:
    """An entry in another language; ``labels`` are the fixed words.

    ``marks`` tell by part (`knowledge.translation.TranslatedPart`) that its Chinese has changed since,
    ``pending`` that nobody has approved it yet, ``notice`` both at once.
    """

    language: str
    language_name: str
    notice: str | None
    question: str
    answer: str
    documents: tuple[DocumentSetView, ...]
    window: str
    say: str
    labels: dict[str, str]
    points: tuple[TranslatedPointView, ...] = ()
    point_labels: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    pending: str | None = None

    def point(self, name: str) -> TranslatedPointView | None:
        """The answer to a point in this language, None when there is none."""
        return next((found for found in self.points if found.point == name), None)

    def standing(self, *parts: str) -> str | None:
        """What is to be told where ``parts`` are shown; None where they are up to date and approved."""
        return " ".join(filter(None, (*map(self.marks.get, parts), self.pending))) or None


def translated(
    entry: Entry, base: KnowledgeBase, language: str, fill: Callable[[str], str]
) -> TranslationView | None:
    """The translation of ``entry`` with its figures filled in by ``fill``; None when there is none."""
    found = base.translations.of(entry, language)
    if found is None:
        return None
    labels = base.translations.labels_in(found.language)
    documents = tuple(
        DocumentSetView(
            fill(group.situation),
            tuple(
                DocumentView(fill(item.name), original.required, fill(item.missing) if item.missing else None)
                for item, original in zip(group.items, source.items, strict=True)
            ),
        )
        for group, source in zip(found.papers_beside(entry), entry.documents, strict=True)
    )
    marks = {
        part.value: f"{STALE_TRANSLATION}（{getattr(labels, part)}）：{labels.stale}"
        for part in found.stale_parts(entry)
    }
    pending = None if found.approved_by else f"{PENDING}：{labels.pending}"
    name = base.translations.place_name(entry.window.place, found.language)
    return TranslationView(
        found.language,
        found.language.own_name,
        " ".join(filter(None, (*marks.values(), pending))) or None,
        fill(found.question),
        fill(found.answer),
        documents,
        name or base.directory[entry.window.place].name,
        found.say,
        labels.model_dump(exclude={"language", "pending", "stale", "points"}),
        tuple(_translated_points(entry, found, labels, fill)),
        {point.value: name for point, name in labels.points.items()},
        marks,
        pending,
    )


def _translated_points(
    entry: Entry, found: Translation, labels: Labels, fill: Callable[[str], str]
) -> Iterator[TranslatedPointView]:
    """The translated points that the entry still answers, each marked if its Chinese has changed."""
    for point, translated in found.points.items():
        if source := point_source(entry, point):
            notice = None if translated.fits(source) else f"{STALE_TRANSLATION}：{labels.stale}"
            label = labels.points.get(point, point.label)
            yield TranslatedPointView(point, label, fill(translated.text), notice)
