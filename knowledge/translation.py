"""Translations of entries for people who do not read Chinese.

A translation never stands alone: the official Chinese text is shown beside it. It holds digests of the
Chinese it was made from, one for each part and each point: what the Chinese has changed since stays and is
marked out of date, the rest is not touched by it.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge.points import Point
from knowledge.schemas import Entry, EntryId, Strict, Text

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]


class Language(StrEnum):
    """Languages with translated entries, by BCP 47 tag."""

    ENGLISH = "en"
    VIETNAMESE = "vi"
    INDONESIAN = "id"
    THAI = "th"
    FILIPINO = "fil"

    @property
    def own_name(self) -> str:
        """The language's name in itself."""
        return _OWN_NAMES[self]


_OWN_NAMES = {
    Language.ENGLISH: "English",
    Language.VIETNAMESE: "Tiếng Việt",
    Language.INDONESIAN: "Bahasa Indonesia",
    Language.THAI: "ภาษาไทย",
    Language.FILIPINO: "Filipino",
}


class TranslatedPart(StrEnum):
    """What of a translated entry goes out of date by itself; what to say at the window is of the question."""

    QUESTION = "question"
    ANSWER = "answer"
    DOCUMENTS = "documents"


class PartDigests(Strict):
    """The digest of the Chinese of each part."""

    question: Digest
    answer: Digest
    documents: Digest


class DocumentText(Strict):
    """A paper's name and what to do without it."""

    name: Text
    missing: Text | None = None


class DocumentSetText(Strict):
    """The papers of one situation, in the order of the entry."""

    situation: Text
    items: tuple[DocumentText, ...]


class TranslatedPoint(Strict):
    """The answer to one point and the digest of the Chinese it was made from."""

    of: Digest
    text: Text

    def fits(self, source: str) -> bool:
        """Whether it was made from ``source``, the Chinese as it is now."""
        return self.of == digest(source)


class Translation(Strict):
    """One entry in one language; ``approved_by`` is empty until a person has read and approved it.

    ``of`` was one digest of all parts once; such a translation is read as before until it is `renewed`.
    """

    id: EntryId
    language: Language
    of: PartDigests | Digest
    question: Text
    answer: Text
    documents: tuple[DocumentSetText, ...] = ()
    say: Text
    points: dict[Point, TranslatedPoint] = Field(default_factory=dict)
    approved_by: Text | None = None

    @property
    def key(self) -> str:
        """Identifies the translation among all."""
        return translation_key(self.id, self.language)

    def stale_parts(self, entry: Entry) -> tuple[TranslatedPart, ...]:
        """The parts whose Chinese has changed in ``entry`` since, or whose papers came or went."""
        if isinstance(self.of, PartDigests):
            now = part_digests(entry)
            changed = {part for part in TranslatedPart if getattr(self.of, part) != getattr(now, part)}
        else:
            changed = set() if self.of == source_digest(entry) else set(TranslatedPart)
        if not self._has_papers_of(entry):
            changed.add(TranslatedPart.DOCUMENTS)
        return tuple(part for part in TranslatedPart if part in changed)

    def fits(self, entry: Entry) -> bool:
        """Whether it was made from ``entry`` as it is now, paper for paper."""
        return not self.stale_parts(entry)

    def renewed(self, entry: Entry) -> "Translation":
        """Itself with a digest of each part in place of the one of all, where it fits ``entry``."""
        if isinstance(self.of, PartDigests) or not self.fits(entry):
            return self
        return self.model_copy(update={"of": part_digests(entry)})

    def papers_beside(self, entry: Entry) -> tuple[DocumentSetText, ...]:
        """Its papers, one for one of ``entry``; the Chinese ones when papers came or went since."""
        if self._has_papers_of(entry):
            return self.documents
        return tuple(
            DocumentSetText(
                situation=group.situation,
                items=tuple(DocumentText(name=item.name, missing=item.missing) for item in group.items),
            )
            for group in entry.documents
        )

    def _has_papers_of(self, entry: Entry) -> bool:
        theirs, own = ([len(group.items) for group in side.documents] for side in (self, entry))
        return theirs == own


class PlaceName(Strict):
    """The name of a window in other languages; ``key`` is that of the directory."""

    key: EntryId
    names: dict[Language, Text]


class Labels(Strict):
    """The fixed words around a translated entry in one language."""

    language: Language
    pending: Text
    official: Text
    documents: Text
    optional: Text
    missing: Text
    window: Text
    phone: Text
    say: Text
    stale: Text = "The Chinese text has changed since. The Chinese text applies."
    question: Text = "Question"
    answer: Text = "Answer"
    points: dict[Point, Text] = Field(default_factory=dict)


def translation_key(entry_id: str, language: str) -> str:
    """What identifies the translation of an entry among all."""
    return f"{language}:{entry_id}"


def digest(text: str) -> str:
    """What tells a text from any other, in 12 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()[:12]


def point_source(entry: Entry, point: Point) -> str | None:
    """The Chinese that answers ``point``: its own text, else the field that holds it; None without one."""
    if written := entry.points.get(point):
        return written.text
    match point:
        case Point.DEADLINE if entry.time_limit:
            limit = entry.time_limit
            return limit.limit + (f"（{limit.counts_from}）" if limit.counts_from else "")
        case Point.ONLINE if entry.online:
            return "，".join(filter(None, (entry.online.name, entry.online.note)))
        case Point.DURATION:
            return entry.duration
        case Point.FEE:
            return entry.fee
    return None


def _paper_texts(entry: Entry) -> list[str]:
    texts = []
    for group in entry.documents:
        texts.append(group.situation)
        texts += [f"{item.name}|{item.missing or ''}" for item in group.items]
    return texts


def part_digests(entry: Entry) -> PartDigests:
    """The digest of the Chinese of each part of ``entry`` that is translated."""
    return PartDigests(
        question=digest(f"{entry.question}\n{entry.window.say}"),
        answer=digest(entry.answer),
        documents=digest("\n".join(_paper_texts(entry))),
    )


def source_digest(entry: Entry) -> str:
    """The one digest of all parts, in translations that are older than `PartDigests`."""
    return digest("\n".join([entry.question, entry.answer, entry.window.say, *_paper_texts(entry)]))


class Translations:
    """All translations, looked up by entry and language."""

    def __init__(
        self,
        translations: Iterable[Translation] = (),
        places: Iterable[PlaceName] = (),
        labels: Iterable[Labels] = (),
    ) -> None:
        self._by_key = {(item.id, str(item.language)): item for item in translations}
        self._places = {place.key: place for place in places}
        self._labels = {item.language: item for item in labels}

    def __iter__(self) -> Iterator[Translation]:
        return iter(self._by_key.values())

    @property
    def places(self) -> tuple[PlaceName, ...]:
        """Translated window names."""
        return tuple(self._places.values())

    @property
    def labels(self) -> tuple[Labels, ...]:
        """The fixed words, one record a language."""
        return tuple(self._labels.values())

    def of(self, entry: Entry, language: str) -> Translation | None:
        """The translation of ``entry``, or None; `Translation.fits` tells whether it is out of date."""
        return self._by_key.get((entry.id, language))

    def languages(self, entry: Entry) -> tuple[Language, ...]:
        """The languages in which ``entry`` can be shown."""
        return tuple(language for language in Language if self.of(entry, language))

    def place_name(self, key: str, language: Language) -> str | None:
        """The name of a window in ``language``."""
        place = self._places.get(key)
        return place.names.get(language) if place else None

    def labels_in(self, language: Language) -> Labels:
        """The fixed words in ``language``."""
        return self._labels[language]
