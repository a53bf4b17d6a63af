"""What flows in and out of the cases: statements, receipts, events and views, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

EMPTY: Mapping[str, str] = MappingProxyType({})


class Route(StrEnum):
    """What a citizen wants the bureau to do; each leads to another procedure."""

    QUESTION = "question"
    VIOLATION = "violation"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    EMERGENCY = "emergency"

    @property
    def label(self) -> str:
        """The route in a few words, as citizens choose it."""
        return _ROUTES[self][0]

    @property
    def leads_to(self) -> str:
        """What happens when this route is taken."""
        return _ROUTES[self][1]

    @property
    def is_filed(self) -> bool:
        """Whether the intake form is offered: a question is answered, an emergency is phoned in."""
        return self not in (Route.QUESTION, Route.EMERGENCY)


_ROUTES = {
    Route.QUESTION: (
        "我想問問題",
        "不用留資料。在線上詢問或常見問題裡直接找答案，也可以撥 1999 或 1955 問人。",
    ),
    Route.VIOLATION: (
        "檢舉公司違反勞動法令",
        "交給勞動條件科或勞動檢查處查。違法的公司會被處罰，但罰款不會給您；"
        "要拿回工資或資遣費，請改選「我和公司有爭議」。您的身分依法保密（勞動基準法第 74 條），"
        "最長 60 天內以書面通知您處理情形。",
    ),
    Route.DISPUTE: (
        "我和公司有爭議，想要求給付或恢復工作",
        "走勞資爭議調解：由調解人幫雙方談出結果，公司會知道是您提出的。調解要另外填申請書；"
        "在這裡留下資料，同仁會跟您聯絡、說明怎麼申請。要注意期限，資料留在這裡不等於已經申請調解。",
    ),
    Route.COMPLAINT: (
        "對勞工局的服務或處理不滿意",
        "這是陳情，由本局查明後回覆您（行政程序法第 168 條）。",
    ),
    Route.SUGGESTION: ("給勞工局的建議", "交給負責的科室研究，並回覆您。"),
    Route.EMERGENCY: (
        "現在有危險，或有人受傷、被限制行動",
        "不要在這裡填表。請馬上打電話：110（報警）、119（救護、火災）、113（家暴、性侵害）、"
        "1955（勞工，24 小時多語）。",
    ),
}


class ActorKind(StrEnum):
    """Who acts."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who views or changes a case.

    ``id`` is a staff account; ``sees_all`` belongs to those who hand out cases or approve extensions:
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
    towards the employer. ``category`` is one of `cases.form.CATEGORIES`.
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


class State(StrEnum):
    """Where a case is."""

    RECEIVED = "received"
    TO_BE_SUPPLEMENTED = "to_be_supplemented"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    NOT_HANDLED = "not_handled"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state as citizens and staff read it."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether the bureau still owes an answer: the clock runs or is paused."""
        return self in _OPEN


_STATES = {
    State.RECEIVED: "已收件",
    State.TO_BE_SUPPLEMENTED: "等您補件",
    State.ACCEPTED: "已受理",
    State.ASSIGNED: "承辦中",
    State.TRANSFERRED: "已移送其他機關",
    State.NOT_HANDLED: "不予處理",
    State.ANSWERED: "已回覆",
    State.CLOSED: "已結案",
}
_OPEN = frozenset({State.RECEIVED, State.TO_BE_SUPPLEMENTED, State.ACCEPTED, State.ASSIGNED})


class Action(StrEnum):
    """What can happen to a case; the first event of every case is `FILE`."""

    FILE = "file"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    REFUSE = "refuse"
    ANSWER = "answer"
    EXTEND = "extend"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The action as people read it in the history."""
        return _ACTIONS[self]


_ACTIONS = {
    Action.FILE: "收件",
    Action.ASK_SUPPLEMENT: "通知補件",
    Action.SUPPLEMENT: "民眾補充",
    Action.ACCEPT: "受理",
    Action.ASSIGN: "分派承辦",
    Action.TRANSFER: "移送",
    Action.REFUSE: "不予處理",
    Action.ANSWER: "回覆",
    Action.EXTEND: "延長期限",
    Action.CLOSE: "結案",
    Action.REOPEN: "重新辦理",
    Action.WITHDRAW: "民眾撤回",
    Action.NOTE: "內部註記",
}


class NoticeKind(StrEnum):
    """What the citizen must be told; table ``case_notice`` holds one row for each."""

    RECEIVED = "received"
    TO_SUPPLEMENT = "to_supplement"
    ACCEPTED = "accepted"
    TRANSFERRED = "transferred"
    NOT_HANDLED = "not_handled"
    ANSWERED = "answered"
    EXTENDED = "extended"
    CLOSED = "closed"
    REOPENED = "reopened"


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
    """A file of a case; ``size`` in bytes, ``kind`` a media type read from the content."""

    id: str
    name: str
    kind: str
    size: int
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
    state: State
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
    """A case in a list: nothing of the person, nothing of the story."""

    id: str
    number: str
    route: Route
    category: str
    state: State
    unit: str
    person: str
    deputies: tuple[str, ...]
    filed_at: datetime
    due: date
    paused: bool
    extended: bool


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
    state: State
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
    """Which cases to list; empty fields do not restrict. ``due_by`` includes that day."""

    states: tuple[State, ...] = ()
    unit: str = ""
    person: str = ""
    route: Route | None = None
    number: str = ""
    due_by: date | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Erasure:
    """What `erase_person` did: numbers whose person is gone, and numbers kept with the reason in words."""

    erased: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
