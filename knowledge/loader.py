"""Load the whole knowledge base from its YAML files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.directory import Directory, Place
from knowledge.errors import InvalidKnowledge, Problem
from knowledge.intents import Intent
from knowledge.parameters import Parameter, Parameters
from knowledge.safety import Danger
from knowledge.schemas import Entry
from knowledge.translation import Labels, Language, PlaceName, Translation, Translations
from knowledge.yaml_files import read_records

ROOM = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Located:
    """An entry with the file and line (from 1) it was read from."""

    entry: Entry
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything staff maintain: entries, figures and windows."""

    located: tuple[Located, ...]
    parameters: Parameters
    directory: Directory
    intents: tuple[Intent, ...] = ()
    translations: Translations = field(default_factory=Translations)
    dangers: tuple[Danger, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Entries in file order."""
        return tuple(item.entry for item in self.located)


def load_entries(files: Iterable[Path]) -> tuple[Located, ...]:
    """Entries of several files; an id may appear once.

    Raises:
        InvalidKnowledge: with every problem of every file.
    """
    located: list[Located] = []
    problems: list[Problem] = []
    for file in sorted(files):
        try:
            located += [Located(entry, file, line) for entry, line in read_records(file, Entry)]
        except InvalidKnowledge as error:
            problems += error.problems
    seen: dict[str, Located] = {}
    for item in located:
        first = seen.setdefault(item.entry.id, item)
        if first is not item:
            message = f"id is used before, at {first.file}:{first.line}"
            problems.append(Problem(item.file, item.line, f"{item.entry.id}.id", message))
    if problems:
        raise InvalidKnowledge(problems)
    return tuple(located)


def load_parameters(room: Path = ROOM) -> Parameters:
    """Parameters of ``parameters.yml``.

    Raises:
        InvalidKnowledge: the file is invalid.
    """
    return Parameters([record for record, _ in read_records(room / "parameters.yml", Parameter)])


def load_directory(room: Path = ROOM) -> Directory:
    """Places of ``directory.yml``.

    Raises:
        InvalidKnowledge: the file is invalid.
    """
    return Directory([record for record, _ in read_records(room / "directory.yml", Place)])


def load_intents(room: Path = ROOM) -> tuple[Intent, ...]:
    """Dialogue intents, follow-up aspects and outside topics.

    Raises:
        InvalidKnowledge: a file is invalid.
    """
    files = (room / "intents.yml", room / "out_of_scope.yml")
    return tuple(record for file in files for record, _ in read_records(file, Intent))


def load_dangers(room: Path = ROOM) -> tuple[Danger, ...]:
    """The kinds of danger with their words and the help that fits.

    Raises:
        InvalidKnowledge: the file is invalid.
    """
    file = room / "safety.yml"
    return tuple(record for record, _ in read_records(file, Danger)) if file.exists() else ()


def load_translations(room: Path = ROOM) -> Translations:
    """Translated entries, one file a language, with window names and fixed words.

    Raises:
        InvalidKnowledge: a file is invalid.
    """
    folder = room / "translations"
    files = [file for language in Language if (file := folder / f"{language}.yml").exists()]
    translations = [record for file in files for record, _ in read_records(file, Translation)]
    if not translations:
        return Translations()
    places = [record for record, _ in read_records(folder / "places.yml", PlaceName)]
    labels = [record for record, _ in read_records(folder / "labels.yml", Labels)]
    return Translations(translations, places, labels)


def load(room: Path = ROOM) -> KnowledgeBase:
    """The knowledge base under ``room``.

    Raises:
        InvalidKnowledge: any file is invalid.
    """
    files = (room / "entries").glob("*.yml")
    return KnowledgeBase(
        load_entries(files),
        load_parameters(room),
        load_directory(room),
        load_intents(room),
        load_translations(room),
        load_dangers(room),
    )
