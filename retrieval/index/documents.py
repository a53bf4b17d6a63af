"""The texts that are indexed, each with the label it stands for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge.intents import Kind
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Parameters
from knowledge.schemas import Entry
from knowledge.translation import Language, Translation
from retrieval.analysis.glossary import plain_letters
from retrieval.evaluation.queries import DATA, OUT_OF_SCOPE, LabelledQuery, read_queries

# The label of whatever is out of scope and belongs to no topic of knowledge/out_of_scope.yml.
OUTSIDE = "outside_other"
# The author of what conversations open with (`bot.understanding.openings`), as its file is named.
CONVERSATIONS = "train_conversations"


class TextRole(StrEnum):
    """Question-like texts are matched as questions, passages and points as answers.

    ``HEARD`` is how people put it (the labelled training queries): search learns from it, staff do not
    answer for it. ``POINT`` is the answer to one point of an entry; many entries say much the same there.
    """

    QUESTION = "question"
    VARIANT = "variant"
    HEARD = "heard"
    PASSAGE = "passage"
    POINT = "point"

    @property
    def is_question(self) -> bool:
        """Whether texts of this role are matched as questions; the others answer."""
        return self not in (TextRole.PASSAGE, TextRole.POINT)


@dataclass(frozen=True, slots=True)
class Document:
    """One indexed text; ``label`` is an entry or intent id, ``translated`` tells it from our own words.

    ``alternatives`` are other labels that would be right for it, ``author`` who wrote a heard one.
    """

    label: str
    kind: Kind
    role: TextRole
    text: str
    translated: bool = False
    alternatives: tuple[str, ...] = ()
    author: str = ""


def _as_typed(question: str, language: Language) -> tuple[str, ...]:
    """A question as written and, for Vietnamese, as many type it on a phone: without any mark."""
    return (question, plain_letters(question)) if language is Language.VIETNAMESE else (question,)


def entry_documents(
    entry: Entry, translations: Sequence[Translation], parameters: Parameters, day: date
) -> list[Document]:
    """The documents of one entry in all its languages, with the figures in force on ``day``."""
    questions = [Document(entry.id, Kind.FAQ, TextRole.QUESTION, entry.question)]
    questions += [Document(entry.id, Kind.FAQ, TextRole.VARIANT, text) for text in entry.all_variants]
    asked = (typed for text in translations for typed in _as_typed(text.question, text.language))
    questions += [Document(entry.id, Kind.FAQ, TextRole.VARIANT, text, translated=True) for text in asked]
    first_point = len(entry.passages) - len(entry.points)
    answers = [(TextRole.PASSAGE, text) for text in entry.passages[:first_point]]
    answers += [(TextRole.POINT, text) for text in entry.passages[first_point:]]
    answers += [(TextRole.PASSAGE, text.answer) for text in translations]
    return questions + [
        Document(entry.id, Kind.FAQ, role, parameters.render(text, day)) for role, text in answers
    ]


@cache
def training_queries() -> tuple[tuple[str, LabelledQuery], ...]:
    """What people asked and the entries that answer it, with the author: all training queries."""
    foreign = DATA / "cross_lingual"
    files = sorted([*DATA.glob("train_*.csv"), *foreign.glob("train_*.csv")])
    return tuple((_author(file), query) for file in files for query in read_queries(file))


def _author(file: Path) -> str:
    """Who wrote a file: ``train_third_vi.csv`` is by ``train_third``."""
    return file.stem if file.parent == DATA else file.stem.rpartition("_")[0]


def heard_documents(published: Collection[str], without: str = "") -> list[Document]:
    """The training queries of the entries in ``published``, but of the author ``without``; those out of scope
    under their own label."""
    documents = []
    for author, query in training_queries():
        if author == without:
            continue
        if query.id == OUT_OF_SCOPE:
            documents.append(Document(OUTSIDE, Kind.OUT_OF_SCOPE, TextRole.HEARD, query.text, author=author))
        elif query.id in published:
            others = tuple(label for label in query.alternatives if label in published)
            heard = Document(
                query.id, Kind.FAQ, TextRole.HEARD, query.text, alternatives=others, author=author
            )
            documents.append(heard)
    return documents


def collect(base: KnowledgeBase, day: date, without: str = "") -> list[Document]:
    """All documents of the published entries and of the intents; see `heard_documents`."""
    documents = []
    for entry in base.entries:
        if entry.served_on(day):
            found = (base.translations.of(entry, language) for language in Language)
            translations = [translation for translation in found if translation]
            documents += entry_documents(entry, translations, base.parameters, day)
    documents += heard_documents({document.label for document in documents}, without)
    return documents + [
        Document(intent.id, intent.kind, TextRole.VARIANT, example)
        for intent in base.intents
        for example in intent.examples
    ]
