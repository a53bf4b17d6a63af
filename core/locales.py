"""Texts in other languages: gettext catalogues, with the Chinese as msgid.

A room keeps them as ``locale/<language>/LC_MESSAGES/<domain>.po`` and the list of what there is to translate
as ``locale/<domain>.pot``, so that translators have their usual tools (Poedit, Weblate …). A message marked
``fuzzy`` was made from Chinese that has changed since: it is not shown until somebody has read it again.

Source: GNU gettext manual, "The Format of PO Files"; read, merged and written by Babel.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po, write_po

PENDING = "譯文待審"
_PROJECT = "labordesk"
_ABOUT = "# What there is to translate, written by: labordesk locales update"
_STATUS = "status of this translation"


@dataclass(frozen=True, slots=True)
class CatalogueMessage:
    """A Chinese text to translate; ``context`` (msgctxt) tells equal texts of different use apart."""

    chinese: str
    context: str | None = None


# Every catalogue says how it stands: how "awaits review" is said, and who has read and approved it.
AWAITS_REVIEW = CatalogueMessage(PENDING, _STATUS)
APPROVED_BY = CatalogueMessage("核可這份譯文的人（沒有人核可就留空）", _STATUS)


@dataclass(frozen=True, slots=True)
class Messages:
    """What is translated into one language; ``approved_by`` is None until a person has read it."""

    language: str
    texts: Mapping[CatalogueMessage, str] = field(default_factory=dict)

    def get(self, chinese: str, context: str | None = None) -> str | None:
        """``chinese`` in this language, None where nobody has translated it as it is now."""
        return self.texts.get(CatalogueMessage(chinese, context))

    @property
    def pending(self) -> str:
        """How one says that the translation awaits review."""
        return self.texts.get(AWAITS_REVIEW, "")

    @property
    def approved_by(self) -> str | None:
        """Who has read and approved the translation."""
        return self.texts.get(APPROVED_BY)

    @property
    def phrases(self) -> dict[str, str]:
        """The texts without a context, by their Chinese."""
        return {message.chinese: text for message, text in self.texts.items() if message.context is None}


def load(folder: Path) -> dict[str, Messages]:
    """The catalogues in ``folder`` by language (BCP 47 tag)."""
    found = {}
    for file in _files(folder):
        catalog = _read(file)
        texts = {_message(entry): str(entry.string) for entry in _entries(catalog) if _is_said(entry)}
        language = _language(file)
        found[language] = Messages(language, texts)
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages of a catalogue are translated, fuzzy and untranslated; who has approved it."""

    translated: int
    fuzzy: int
    missing: int
    approved_by: str | None

    @property
    def numbers(self) -> tuple[int, int, int]:
        """The three, in this order."""
        return self.translated, self.fuzzy, self.missing


def counts(folder: Path) -> dict[str, Count]:
    """How the catalogues in ``folder`` stand, by language; the approval itself is not counted."""
    found, said_in = {}, load(folder)
    for file in _files(folder):
        entries = [entry for entry in _entries(_read(file)) if _message(entry) != APPROVED_BY]
        said, fuzzy = sum(map(_is_said, entries)), sum(entry.fuzzy for entry in entries)
        language = _language(file)
        found[language] = Count(said, fuzzy, len(entries) - said - fuzzy, said_in[language].approved_by)
    return found


def template(folder: Path) -> list[CatalogueMessage]:
    """What there is to translate, as the list in ``folder`` (``*.pot``) has it."""
    return [_message(entry) for file in sorted(folder.glob("*.pot")) for entry in _entries(_read(file))]


def update(folder: Path, messages: Iterable[CatalogueMessage]) -> None:
    """Write what there is to translate into ``folder`` and merge it into the catalogue of each language.

    A changed text keeps its translation, marked fuzzy; one that is gone takes its translation with it.
    """
    listed = list(dict.fromkeys((AWAITS_REVIEW, APPROVED_BY, *messages)))
    if listed == template(folder):
        return
    wanted = Catalog(header_comment=_ABOUT, project=_PROJECT, fuzzy=False)
    for message in listed:
        wanted.add(message.chinese, context=message.context)
    files = list(_files(folder))
    for file in files:
        catalog = _read(file)
        catalog.update(wanted)
        _write(file, catalog)
    for name in {file.stem for file in files}:
        _write(folder / f"{name}.pot", wanted)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*/LC_MESSAGES/*.po"))


def _language(file: Path) -> str:
    return file.parent.parent.name


def _read(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, charset="utf-8", abort_invalid=True)


def _write(file: Path, catalog: Catalog) -> None:
    with file.open("wb") as opened:
        write_po(opened, catalog, width=0, ignore_obsolete=True)


def _entries(catalog: Catalog) -> Iterator[Entry]:
    """The messages without the header, which is the one of the empty text."""
    return (entry for entry in catalog if entry.id)


def _message(entry: Entry) -> CatalogueMessage:
    return CatalogueMessage(str(entry.id), entry.context)


def _is_said(entry: Entry) -> bool:
    return bool(entry.string) and not entry.fuzzy
