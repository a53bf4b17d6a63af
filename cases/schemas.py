"""What flows in and out of the cases: statements, receipts, events and views, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from cases.enums import Action, CaseState, NoticeKind, Route

# Characters of what staff note on how a citizen showed who they are.
IDENTITY_LIMIT = 200


__all__ = ["Action", "CaseState", "NoticeKind", "Route"]

COUNTER = "desk"  # the channel of an oral statement
EMPTY: Mapping[str, str] = MappingProxyType({})


class ActorKind(StrEnum):
    """Who acts."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who views or changes a case.

    ``id`` is a staff account; ``sees_all`` belongs to those who hand out cases or approve proposals:
    they count as the case team of every case.
    """

    kind: ActorKind
    id: str = ""
    name: str = ""
    unit: str = ""
    sees_all: bool = False


CITIZEN = Actor(ActorKind.CITIZEN, name="民眾")
SYSTEM = Actor(ActorKind.SYSTEM, name="系統")


class Viewer(StrEnum):
    """How much of a person is shown: everything to the case team and to the person, else masked."""

    CITIZEN = "citizen"
    TEAM = "team"
    DESK = "desk"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the citizen states, as read back and confirmed (行政程序法 §169).

    ``when`` is an ISO date where one could be read, else the citizen's words. ``confidential`` is
    towards the employer. ``category`` is one of `cases.questions.CATEGORIES`.
    """

    route: Route
    category: str
    what: str
    when: str
    where: str
    employer: str
    wish: str
    confidential: bool
    name: str
    phone: str
    email: str
    second_contact: str
    language: str
    consented_at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement came from; ``channel`` is webchat, line, facebook, telegram, web or desk."""

    channel: str
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: the name the citizen's device gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the citizen keeps: ``code`` is shown here only; ``digest`` is the SHA-256 (hex) of ``copy``."""

    number: str
    code: str
    filed_at: datetime
    due: date
    digest: str
    copy: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that a change of state demands; ``facts`` fill its text (names in `cases.states`)."""

    kind: NoticeKind
    facts: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened to a case; ``details`` by name as `cases.states` lists them."""

    action: Action
    at: datetime
    actor: Actor
    details: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which the bureau must reply, and why, in words.

    While ``paused`` the day keeps moving: it is the one that would hold if the supplement came today.
    """

    date: date
    reasons: tuple[str, ...]
    paused: bool
    extended: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a case; ``size`` in bytes, ``kind`` a media type read from the content.

    ``digest`` is the SHA-256 (hex) of its content.
    """

    id: str
    name: str
    kind: str
    size: int
    digest: str
    added_at: datetime
    added_by: ActorKind


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as one viewer may see it: outside the case team the person is masked.

    ``statement`` is None once the person was erased.
    """

    id: str
    number: str
    route: Route
    category: str
    state: CaseState
    origin: Origin
    statement: Statement | None
    filed_at: datetime
    due: Due
    unit: str
    person: str
    deputies: tuple[str, ...]
    events: tuple[CaseEvent, ...]
    attachments: tuple[Attachment, ...]
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case in a list: nothing of the person, nothing of the story but the kind of ``danger`` in it."""

    id: str
    number: str
    route: Route
    category: str
    state: CaseState
    unit: str
    person: str
    deputies: tuple[str, ...]
    filed_at: datetime
    due: date
    paused: bool
    extended: bool
    danger: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action that waits for a second person; ``state`` is pending, approved or refused.

    ``remark`` is what the second person said to it.
    """

    id: int
    case_id: str
    number: str
    action: Action
    details: Mapping[str, str]
    asked_by: Actor
    asked_at: datetime
    state: str
    decided_by: str
    remark: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == "pending"


@dataclass(frozen=True, slots=True)
class StatusStep:
    """One line of the history that the citizen sees: local time, what happened, what was said."""

    at: datetime
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the citizen sees with number and code; ``next_step`` says what happens or is expected now."""

    case_id: str
    number: str
    route: Route
    category: str
    state: CaseState
    filed_at: datetime
    due: Due
    unit: str
    next_step: str
    steps: tuple[StatusStep, ...]
    attachments: tuple[Attachment, ...]
    can_supplement: bool
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases to list; empty fields do not restrict. ``due_by`` includes that day, ``tag`` is its id.

    ``member`` handles the case or stands in; ``unassigned`` = no unit has it yet.
    """

    states: tuple[CaseState, ...] = ()
    unit: str = ""
    person: str = ""
    route: Route | None = None
    number: str = ""
    due_by: date | None = None
    member: str = ""
    unassigned: bool = False
    newest_first: bool = False
    tag: int = 0
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who saw or changed a case, when and how; ``what`` is an action, view, status, download, export ...

    ``reason`` is what somebody outside the case team gave for looking.
    """

    at: datetime
    actor: Actor
    what: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What `erase_person` did: numbers whose person is gone, and numbers kept with the reason in words."""

    erased: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
