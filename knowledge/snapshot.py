"""A knowledge base as one JSON text: what a generation keeps beside its vectors."""

from pathlib import Path

from pydantic import TypeAdapter

from knowledge.directory import Directory, Place
from knowledge.intents import Intent
from knowledge.loader import KnowledgeBase, Located
from knowledge.parameters import Parameter, Parameters
from knowledge.schemas import Entry, Strict

_ORIGIN = Path("database")


class _Snapshot(Strict):
    entries: tuple[Entry, ...]
    parameters: tuple[Parameter, ...]
    places: tuple[Place, ...]
    intents: tuple[Intent, ...]


_adapter = TypeAdapter(_Snapshot)


def dump(base: KnowledgeBase) -> str:
    """``base`` as JSON."""
    snapshot = _Snapshot(
        entries=base.entries,
        parameters=tuple(base.parameters),
        places=tuple(base.directory),
        intents=base.intents,
    )
    return snapshot.model_dump_json(exclude={"entries": {"__all__": {"parameters"}}})


def parse(text: str) -> KnowledgeBase:
    """The knowledge base that `dump` wrote."""
    snapshot = _adapter.validate_json(text)
    return assemble(snapshot.entries, snapshot.parameters, snapshot.places, snapshot.intents)


def assemble(
    entries: tuple[Entry, ...],
    parameters: tuple[Parameter, ...],
    places: tuple[Place, ...],
    intents: tuple[Intent, ...],
) -> KnowledgeBase:
    """A knowledge base from records that do not come from files."""
    located = tuple(Located(entry, _ORIGIN, 0) for entry in entries)
    return KnowledgeBase(located, Parameters(list(parameters)), Directory(list(places)), intents)
