"""The shape of one FAQ entry, as staff write it in YAML and as the database keeps it.

Texts may hold ``{{parameter_name}}``; `knowledge.parameters` replaces it by the value in force
on the day of the answer. Arabic digits in a text are *figures* and need a source: a parameter, or
the ``figures`` list of a legal basis or source. Plain counting is written in Chinese numerals.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    computed_field,
)

from knowledge.points import Point

ANSWER_LIMIT = 300
POINT_LIMIT = 150
PARAMETER = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")

_FOLDED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) +(?=[\u3000-\u9fff\uff00-\uffef])")


def _without_next_line(text: Any) -> Any:
    """``text`` with a space for U+0085, which YAML takes for the end of a line and so does not keep."""
    return text.replace("\x85", " ") if isinstance(text, str) else text


# The constraints stay next to ``str``: behind the function an empty text would be "too short a list".
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), BeforeValidator(_without_next_line)
]
# YAML folds a line break into a space, which Chinese text does not have.
Prose = Annotated[Text, AfterValidator(lambda text: _FOLDED.sub("", text))]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Figure = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9,./-]*( ?\D.*)?$")]
Article = Annotated[str, StringConstraints(pattern=r"^\d+(-\d+)?$")]
Confidence = Literal["high", "medium", "low"]


class Strict(BaseModel):
    """Base of all knowledge models: immutable, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Register(StrEnum):
    """How a variant is worded; a good entry covers them all."""

    KEYWORD = "keyword"
    SITUATION = "situation"
    EMPLOYER = "employer"
    COLLOQUIAL = "colloquial"
    MISNOMER = "misnomer"
    TYPO = "typo"


class DocumentForm(StrEnum):
    """In which form a paper is brought to the window."""

    ORIGINAL = "original"
    COPY = "copy"
    BOTH = "both"
    ANY = "any"


class Status(StrEnum):
    """Life of an entry: only ``published`` entries reach citizens."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RequiredDocument(Strict):
    """One paper to bring; ``missing`` says what to do when the citizen does not have it."""

    name: Text
    form: DocumentForm
    required: bool = True
    missing: Text | None = None


class DocumentSet(Strict):
    """The papers for one identity or situation, e.g. 勞工本人, 代理人, 雇主."""

    situation: Text
    items: Annotated[tuple[RequiredDocument, ...], Field(min_length=1)]


class Form(Strict):
    """An application form and where it is obtained; ``url`` only when the source states it."""

    name: Text
    where: Text
    url: Text | None = None


class Online(Strict):
    """An online application service."""

    name: Text
    url: Text | None = None
    note: Text | None = None


class Window(Strict):
    """Where to go (key of ``directory.yml``) and the sentence to say there."""

    place: EntryId
    say: Text


class OtherWindow(Strict):
    """A second window and when it is the right one."""

    place: EntryId
    when: Text


class TimeLimit(Strict):
    """A deadline the citizen must keep, and the event from which it counts."""

    limit: Text
    counts_from: Text | None = None


class LegalBasis(Strict):
    """A law by its official name with its articles, and the figures those articles state."""

    law: Text
    articles: tuple[Article, ...] = ()
    figures: tuple[Figure, ...] = ()


class Source(Strict):
    """Where a statement was checked, and the figures that come from there."""

    title: Text
    url: Text | None = None
    confidence: Confidence
    figures: tuple[Figure, ...] = ()


class Unconfirmed(Strict):
    """What could not be verified and which place (directory key) the citizen should ask.

    ``point`` names the point of the entry that is thereby declared to be missing.
    """

    what: Text
    ask: EntryId
    point: Point | None = None


class PointText(Strict):
    """The answer to one point, complete when it is read alone, and the law that says so."""

    text: Prose
    basis: tuple[LegalBasis, ...] = ()


class Entry(Strict):
    """One entry of the FAQ: everything a citizen, a volunteer and a curator need of it."""

    id: EntryId
    category: Text
    unit: Text
    question: Text
    variants: dict[Register, tuple[Text, ...]]
    answer: Prose
    details: tuple[Prose, ...] = ()
    steps: tuple[Prose, ...] = ()
    documents: tuple[DocumentSet, ...] = ()
    forms: tuple[Form, ...] = ()
    online: Online | None = None
    window: Window
    other_windows: tuple[OtherWindow, ...] = ()
    fee: Text
    time_limit: TimeLimit | None = None
    duration: Text | None = None
    points: dict[Point, PointText] = Field(default_factory=dict)
    legal_basis: Annotated[tuple[LegalBasis, ...], Field(min_length=1)]
    related: tuple[EntryId, ...] = ()
    owner: Text
    effective_from: date
    effective_to: date | None = None
    review_by: date
    sources: tuple[Source, ...] = ()
    unconfirmed: tuple[Unconfirmed, ...] = ()
    status: Status = Status.PUBLISHED

    def in_force(self, on: date) -> bool:
        """Whether the entry may be shown on ``on``: from its first to its last day, both included."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def served_on(self, day: date) -> bool:
        """Whether citizens see it on ``day``: published and in force."""
        return self.status is Status.PUBLISHED and self.in_force(day)

    @property
    def all_variants(self) -> tuple[str, ...]:
        """Every variant of every register, in file order."""
        return tuple(text for texts in self.variants.values() for text in texts)

    @property
    def passages(self) -> tuple[str, ...]:
        """The texts a citizen reads and a search should find: answer, details, steps and points."""
        return (self.answer, *self.details, *self.steps, *(point.text for point in self.points.values()))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters that any text of this entry refers to, sorted."""
        texts = self.model_dump_json(exclude={"parameters", "variants"})
        return tuple(sorted(set(PARAMETER.findall(texts))))
