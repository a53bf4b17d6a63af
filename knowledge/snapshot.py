"""A knowledge base as one JSON text: what a generation keeps beside its vectors."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

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


# What each field is a tuple of.
_KINDS: Mapping[str, type[BaseModel]] = {
    name: get_args(field.annotation)[0] for name, field in Snapshot.model_fields.items()
}


def dump(base: KnowledgeBase) -> str:
    """``base`` as JSON."""
    return Snapshot.of(base).model_dump_json(exclude={"entries": {"__all__": {"parameters"}}})


def parse(text: str) -> KnowledgeBase:
    """The knowledge base that `dump` wrote."""
    return of_records(
        {field: [json.dumps(record) for record in records] for field, records in json.loads(text).items()}
    )


def of_records(records: Mapping[str, Iterable[str]]) -> KnowledgeBase:
    """The knowledge base of records by the fields of `Snapshot`, each as JSON.

    One is read after the other: all at once would be a single call of a tenth of a second, during which no
    other thread goes on.

    Raises:
        ValueError: a record is none. KeyError: a kind that every knowledge base has is missing.
    """
    read: dict[str, Any] = {
        field: tuple(map(kind.model_validate_json, records[field]))
        for field, kind in _KINDS.items()
        if field in records or Snapshot.model_fields[field].is_required()
    }
    return Snapshot.model_construct(None, **read).assemble()
