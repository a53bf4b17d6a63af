"""The texts that are indexed, each with the label it stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.intents import Intent, Kind
from knowledge.parameters import Parameters
from knowledge.schemas import Entry, Status


class Role(StrEnum):
    """Question-like texts are matched as questions, passages as answers."""

    QUESTION = "question"
    VARIANT = "variant"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Document:
    """One indexed text; ``label`` is an entry or intent id."""

    label: str
    kind: Kind
    role: Role
    text: str


def entry_documents(entry: Entry, parameters: Parameters, day: date) -> list[Document]:
    """The documents of one entry, with the figures in force on ``day``."""
    questions = [Document(entry.id, Kind.FAQ, Role.QUESTION, entry.question)]
    questions += [Document(entry.id, Kind.FAQ, Role.VARIANT, text) for text in entry.all_variants]
    passages = [parameters.render(text, day) for text in entry.passages]
    return questions + [Document(entry.id, Kind.FAQ, Role.PASSAGE, text) for text in passages]


def collect(
    entries: Iterable[Entry], parameters: Parameters, intents: Iterable[Intent], day: date
) -> list[Document]:
    """All documents of the published entries and of the intents."""
    published = (entry for entry in entries if entry.status is Status.PUBLISHED)
    documents = [d for entry in published for d in entry_documents(entry, parameters, day)]
    return documents + [
        Document(intent.id, intent.kind, Role.VARIANT, example)
        for intent in intents
        for example in intent.examples
    ]
