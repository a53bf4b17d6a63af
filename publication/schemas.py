"""What flows through this room: who does something, proposed changes, questions without an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class DraftState(StrEnum):
    """Life of a draft; the last three are its ends."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    REJECTED = "rejected"
    DISCARDED = "discarded"


OPEN_DRAFTS = frozenset({DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REJECTED})


@dataclass(frozen=True, slots=True)
class Person:
    """Who does something: ``id`` tells people apart, ``name`` is what others read."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSummary:
    """A proposed change as lists tell of it: without its contents, which may be as long as the knowledge.

    ``question`` is that of an entry or its translation, "" of anything else.
    """

    id: int
    kind: str
    key: str
    question: str
    state: DraftState
    author: Person
    editors: tuple[str, ...]
    note: str
    reviewer: str
    reason: str
    updated_at: datetime

    def reviewable_by(self, who: Person) -> bool:
        """Whether ``who`` had no hand in it."""
        return who.id not in self.editors


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(DraftSummary):
    """A proposed change; ``base_revision`` 0 means a new record, ``version`` counts the saves."""

    base_revision: int
    payload: dict[str, Any]
    version: int


class QuestionSource(StrEnum):
    """How it became known that the answer was missing."""

    REFUSAL = "refusal"
    RELATED = "related"
    NONE_OF_THESE = "none_of_these"
    NOT_HELPFUL = "not_helpful"
    COUNTER = "counter"


class QuestionState(StrEnum):
    """Life of an open question."""

    OPEN = "open"
    ASSIGNED = "assigned"
    CLOSED = "closed"


class Resolution(StrEnum):
    """What was made of a question."""

    VARIANT = "variant"
    ENTRY = "entry"
    OUT_OF_SCOPE = "out_of_scope"
    DISMISSED = "dismissed"


WAITING_QUESTIONS = frozenset({QuestionState.OPEN, QuestionState.ASSIGNED})


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One occurrence; ``candidates`` are the entry ids that were shown, ``generation`` the index then."""

    id: int
    text: str
    source: QuestionSource
    channel: str
    candidates: tuple[str, ...]
    generation: int
    standing: QuestionState
    assignee: str
    resolution: str
    label: str
    created_at: datetime
