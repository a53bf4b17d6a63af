"""The texts that are indexed, each with the label it stands for."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.intents import Kind
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Parameters
from knowledge.schemas import Entry
from knowledge.translation import Language, Translation


class Role(StrEnum):
    """Question-like texts are matched as questions, passages as answers."""

    QUESTION = "question"
    VARIANT = "variant"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Document:
    """One indexed text; ``label`` is an entry or intent id, ``translated`` tells it from our own words."""

    label: str
    kind: Kind
    role: Role
    text: str
    translated: bool = False


def _as_typed(question: str, language: Language) -> tuple[str, ...]:
    """A question as written and, for Vietnamese, as many type it on a phone: without any mark."""
    if language is not Language.VIETNAMESE:
        return (question,)
    letters = unicodedata.normalize("NFD", question.replace("đ", "d").replace("Đ", "D"))
    return question, "".join(char for char in letters if not unicodedata.combining(char))


def entry_documents(
    entry: Entry, translations: Sequence[Translation], parameters: Parameters, day: date
) -> list[Document]:
    """The documents of one entry in all its languages, with the figures in force on ``day``."""
    questions = [Document(entry.id, Kind.FAQ, Role.QUESTION, entry.question)]
    questions += [Document(entry.id, Kind.FAQ, Role.VARIANT, text) for text in entry.all_variants]
    asked = (typed for text in translations for typed in _as_typed(text.question, text.language))
    questions += [Document(entry.id, Kind.FAQ, Role.VARIANT, text, translated=True) for text in asked]
    texts = (*entry.passages, *(text.answer for text in translations))
    passages = [parameters.render(text, day) for text in texts]
    return questions + [Document(entry.id, Kind.FAQ, Role.PASSAGE, text) for text in passages]


def collect(base: KnowledgeBase, day: date) -> list[Document]:
    """All documents of the published entries and of the intents."""
    documents = []
    for entry in base.entries:
        if entry.served_on(day):
            found = (base.translations.of(entry, language) for language in Language)
            translations = [translation for translation in found if translation]
            documents += entry_documents(entry, translations, base.parameters, day)
    return documents + [
        Document(intent.id, intent.kind, Role.VARIANT, example)
        for intent in base.intents
        for example in intent.examples
    ]
