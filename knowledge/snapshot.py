"""A knowledge base as one JSON text: what a generation keeps beside its vectors."""

from pathlib import Path

from knowledge.directory import Directory, Place
from knowledge.intents import Intent
from knowledge.loader import KnowledgeBase, Located
from knowledge.parameters import Parameter, Parameters
from knowledge.safety import Danger
from knowledge.schemas import Entry, Strict
from knowledge.translation import Labels, PlaceName, Translation, Translations

_ORIGIN = Path("database")


class Snapshot(Strict):
    """Every record of a knowledge base; a file or table that lacks translations is still whole."""

    entries: tuple[Entry, ...]
    parameters: tuple[Parameter, ...]
    places: tuple[Place, ...]
    intents: tuple[Intent, ...]
    translations: tuple[Translation, ...] = ()
    place_names: tuple[PlaceName, ...] = ()
    labels: tuple[Labels, ...] = ()
    dangers: tuple[Danger, ...] = ()

    @classmethod
    def of(cls, base: KnowledgeBase) -> "Snapshot":
        """The records of ``base``."""
        return cls(
            entries=base.entries,
            parameters=tuple(base.parameters),
            places=tuple(base.directory),
            intents=base.intents,
            translations=tuple(base.translations),
            place_names=base.translations.places,
            labels=base.translations.labels,
            dangers=base.dangers,
        )

    def assemble(self) -> KnowledgeBase:
        """A knowledge base from records that do not come from files."""
        return KnowledgeBase(
            tuple(Located(entry, _ORIGIN, 0) for entry in self.entries),
            Parameters(list(self.parameters)),
            Directory(list(self.places)),
            self.intents,
            Translations(self.translations, self.place_names, self.labels),
            self.dangers,
        )


def dump(base: KnowledgeBase) -> str:
    """``base`` as JSON."""
    return Snapshot.of(base).model_dump_json(exclude={"entries": {"__all__": {"parameters"}}})


def parse(text: str) -> KnowledgeBase:
    """The knowledge base that `dump` wrote."""
    return Snapshot.model_validate_json(text).assemble()
