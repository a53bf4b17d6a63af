"""The fixed words of the cases: routes, states, actions, notices, each with what people read."""

from enum import StrEnum


class TaskKind(StrEnum):
    """Why there is a task."""

    CONTACT = "contact"
    DUE = "due"
    SURVEY = "survey"
    FEEDBACK = "feedback"


class TaskState(StrEnum):
    """Whether it is done."""

    OPEN = "open"
    DONE = "done"


class NoticeState(StrEnum):
    """Where a notice is: waits, is on a way, was told, is left to a person, has nobody to tell any more."""

    PENDING = "pending"
    HANDED = "handed"
    TOLD = "told"
    STAFF = "staff"
    VOID = "void"


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

    @property
    def is_urgent(self) -> bool:
        """Whether it is nothing to write about, but to call for help."""
        return self is Route.EMERGENCY


# Said of a report of a violation; how many days that is, `cases.policy.told_within` knows.
TOLD_WITHIN = "最長 {days} 天內以書面通知您處理情形。"
_ROUTES = {
    Route.QUESTION: (
        "我想問問題",
        "不用留資料。在線上詢問或常見問題裡直接找答案，也可以撥 1999 或 1955 問人。",
    ),
    Route.VIOLATION: (
        "檢舉公司違反勞動法令",
        "交給勞動條件科或勞動檢查處查。違法的公司會被處罰，但罰款不會給您；"
        "要拿回工資或資遣費，請改選「我和公司有爭議」。您的身分依法保密（勞動基準法第 74 條）。",
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


class CaseState(StrEnum):
    """Where a case is."""

    RECEIVED = "received"
    TO_BE_SUPPLEMENTED = "to_be_supplemented"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    NOT_HANDLED = "not_handled"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"

    @property
    def label(self) -> str:
        """The state as citizens and staff read it."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether the bureau still owes an answer: the clock runs or is paused."""
        return self in _OPEN


_STATES = {
    CaseState.RECEIVED: "已收件",
    CaseState.TO_BE_SUPPLEMENTED: "等您補件",
    CaseState.ACCEPTED: "已受理",
    CaseState.ASSIGNED: "承辦中",
    CaseState.TRANSFERRED: "已移送其他機關",
    CaseState.NOT_HANDLED: "不予處理",
    CaseState.ANSWERED: "已回覆",
    CaseState.CLOSED: "已結案",
    CaseState.MERGED: "已併案",
}
_OPEN = frozenset({CaseState.RECEIVED, CaseState.TO_BE_SUPPLEMENTED, CaseState.ACCEPTED, CaseState.ASSIGNED})


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
    MERGE = "merge"
    SPLIT = "split"
    JOIN = "join"
    PART = "part"

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
    Action.MERGE: "併入別的案件",
    Action.SPLIT: "取消併案",
    Action.JOIN: "併入另一件",
    Action.PART: "分出一件",
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
    MERGED = "merged"
    SPLIT = "split"
