"""The states of a case, the actions that change them, and the notices those actions demand.

Law: 行政程序法 §168 (what a petition is), §169 (an oral statement is recorded and read back), §170 (prompt
handling, confidentiality), §171 (reasoned reply; ask to supplement what is unclear), §172 (transfer and tell;
name other remedies), §173 (listed grounds for not handling).
行政院及所屬各機關處理人民陳情案件要點: reply within 30 days; an extension is
approved and its reason told in writing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cases.action_questions import EXTENSION_LIMIT, GROUNDS, question, supplement_days
from cases.errors import ActionNotAllowed
from cases.schemas import Action, Actor, ActorKind, CaseEvent, CaseState, Notice, NoticeKind
from core.text_cleaning import plain_text

DEPUTIES = 3


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: from which states, to which (None = unchanged), who may, which details it needs.

    ``required`` and ``optional`` name the details; ``notice`` is what the citizen must be told.
    """

    sources: frozenset[CaseState]
    target: CaseState | None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    notice: NoticeKind | None = None
    actors: frozenset[ActorKind] = frozenset({ActorKind.STAFF})


_OPEN = frozenset(state for state in CaseState if state.is_open)
_WORKABLE = _OPEN - {CaseState.TO_BE_SUPPLEMENTED}
_TAKEN = frozenset({CaseState.ACCEPTED, CaseState.ASSIGNED})
_DONE = frozenset({CaseState.ANSWERED, CaseState.CLOSED, CaseState.NOT_HANDLED, CaseState.TRANSFERRED})
_PERSONS = frozenset({ActorKind.CITIZEN, ActorKind.STAFF})
_ANY = frozenset(ActorKind)
_NOBODY: frozenset[ActorKind] = frozenset()

RULES: Mapping[Action, Transition] = {
    Action.FILE: Transition(frozenset(), CaseState.RECEIVED, notice=NoticeKind.RECEIVED, actors=_ANY),
    # §171 II: what is important but unclear may be asked for; the clock stands still meanwhile.
    Action.ASK_SUPPLEMENT: Transition(
        _WORKABLE, CaseState.TO_BE_SUPPLEMENTED, ("what",), ("until",), NoticeKind.TO_SUPPLEMENT
    ),
    Action.SUPPLEMENT: Transition(_OPEN, None, ("text",), actors=_PERSONS),
    Action.ACCEPT: Transition(
        frozenset({CaseState.RECEIVED}), CaseState.ACCEPTED, (), ("remedy",), NoticeKind.ACCEPTED
    ),
    Action.ASSIGN: Transition(_TAKEN, CaseState.ASSIGNED, ("unit", "person"), ("deputies",)),
    # §172 I: not our competence: transferred, and the citizen is told to whom.
    Action.TRANSFER: Transition(
        _OPEN, CaseState.TRANSFERRED, ("to", "approver"), ("reason", "remedy"), NoticeKind.TRANSFERRED
    ),
    # Whoever is turned away is told where to go instead.
    Action.REFUSE: Transition(
        _OPEN,
        CaseState.NOT_HANDLED,
        ("ground", "explanation", "remedy", "approver"),
        (),
        NoticeKind.NOT_HANDLED,
    ),
    # §171 I: whether with or without reason, the reply says why.
    Action.ANSWER: Transition(_TAKEN, CaseState.ANSWERED, ("text",), ("remedy",), NoticeKind.ANSWERED),
    Action.EXTEND: Transition(_WORKABLE, None, ("days", "reason", "approver"), (), NoticeKind.EXTENDED),
    Action.CLOSE: Transition(
        frozenset({CaseState.ANSWERED}),
        CaseState.CLOSED,
        (),
        ("result",),
        NoticeKind.CLOSED,
        _ANY - {ActorKind.CITIZEN},
    ),
    Action.REOPEN: Transition(_DONE, CaseState.ACCEPTED, ("reason",), (), NoticeKind.REOPENED),
    Action.WITHDRAW: Transition(_OPEN, CaseState.CLOSED, (), ("reason",), NoticeKind.CLOSED, _PERSONS),
    Action.NOTE: Transition(frozenset(CaseState), None, ("text",)),
    # Two cases become one (`cases.merging_service`): nobody does these alone to one of them.
    Action.MERGE: Transition(_OPEN, CaseState.MERGED, notice=NoticeKind.MERGED, actors=_NOBODY),
    Action.SPLIT: Transition(frozenset({CaseState.MERGED}), None, notice=NoticeKind.SPLIT, actors=_NOBODY),
    Action.JOIN: Transition(_OPEN, None, actors=_NOBODY),
    Action.PART: Transition(frozenset(CaseState), None, actors=_NOBODY),
}

# What sends a citizen away, or lets them wait longer, takes two people.
TWO_PEOPLE = frozenset(action for action, rule in RULES.items() if "approver" in rule.required)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the events have brought a case; ``before`` is the state that a supplement returns to."""

    state: CaseState = CaseState.RECEIVED
    before: CaseState = CaseState.RECEIVED
    unit: str = ""
    person: str = ""
    deputies: tuple[str, ...] = ()


def progress(events: Iterable[CaseEvent]) -> Progress:
    """Fold ``events`` (oldest first) into the state of the case."""
    at = Progress()
    for event in events:
        at = _after(at, event)
    return at


def _after(at: Progress, event: CaseEvent) -> Progress:
    details = event.details
    match event.action:
        case Action.ASK_SUPPLEMENT:
            return replace(at, state=CaseState.TO_BE_SUPPLEMENTED, before=at.state)
        case Action.SUPPLEMENT if at.state is CaseState.TO_BE_SUPPLEMENTED:
            return replace(at, state=at.before)
        case Action.SPLIT:
            return replace(at, state=CaseState(details["state"]))
        case Action.ASSIGN:
            return Progress(
                CaseState.ASSIGNED,
                at.before,
                details["unit"],
                details["person"],
                split_names(details.get("deputies", "")),
            )
        case action:
            return replace(at, state=RULES[action].target or at.state)


def split_names(text: str) -> tuple[str, ...]:
    """Names in one field, separated by commas (also 、 and ，)."""
    parts = text.replace("、", ",").replace("，", ",").split(",")
    return tuple(filter(None, map(str.strip, parts)))


def allowed(state: CaseState, kind: ActorKind) -> tuple[Action, ...]:
    """What ``kind`` of actor may do to a case in ``state``."""
    return tuple(action for action, rule in RULES.items() if state in rule.sources and kind in rule.actors)


def check(
    state: CaseState, action: Action, actor: Actor, details: Mapping[str, str], today: date, due: date
) -> dict[str, str]:
    """The details to record, without surrounding white space; empty optional ones are left out.

    ``today`` and ``due`` (local dates) matter to an extension: its notice must go out before expiry.

    Raises:
        ActionNotAllowed: the action does not fit; the sentence says what is allowed or missing.
    """
    rule = RULES[action]
    if state not in rule.sources or actor.kind not in rule.actors:
        names = "、".join(choice.label for choice in allowed(state, actor.kind)) or "（沒有）"
        raise ActionNotAllowed(f"案件目前是「{state.label}」，不能{action.label}。現在可以：{names}。")
    unknown = details.keys() - set(rule.required) - set(rule.optional)
    if unknown:
        raise ActionNotAllowed(f"{action.label}沒有這些欄位：{'、'.join(sorted(unknown))}。")
    given = {name: plain for name, text in details.items() if (plain := plain_text(text))}
    absent = {name: f"請填：{question(name).label}" for name in rule.required if name not in given}
    if absent:
        names = "、".join(question(name).label for name in absent)
        raise ActionNotAllowed(f"{action.label}還缺：{names}。", fields=absent)
    limits = {name: question(name).limit for name in given}
    too_long = {name: f"最多 {limits[name]:,} 字" for name, text in given.items() if len(text) > limits[name]}
    if too_long:
        reasons = "；".join(f"「{question(name).label}」{why}" for name, why in too_long.items())
        raise ActionNotAllowed(f"文字太長：{reasons}。", fields=too_long)
    _check_values(action, actor, given, today, due)
    return given


def _check_values(action: Action, actor: Actor, given: Mapping[str, str], today: date, due: date) -> None:
    if action is Action.REFUSE and given["ground"] not in GROUNDS:
        raise ActionNotAllowed(f"不予處理只能用這些理由：{'；'.join(GROUNDS.values())}。")
    if given.get("approver") in {actor.id, actor.name}:
        raise ActionNotAllowed(f"{action.label}要由別人核准，不能自己核准自己的申請。")
    if "until" in given:
        _check_until(given["until"], today)
    deputies = split_names(given.get("deputies", ""))
    if action is Action.ASSIGN and len(deputies) > DEPUTIES:
        raise ActionNotAllowed(f"代理人最多 {DEPUTIES} 層。")
    if action is Action.ASSIGN and len({given["person"], *deputies}) <= len(deputies):
        raise ActionNotAllowed("承辦人和每一層代理人要是不同的人。")
    if action is Action.EXTEND:
        if not given["days"].isdecimal() or not 1 <= int(given["days"]) <= EXTENSION_LIMIT:
            raise ActionNotAllowed(f"延長天數請填 1 到 {EXTENSION_LIMIT} 的整數。")
        if today > due:
            raise ActionNotAllowed(
                f"期限 {due.isoformat()} 已過，不能再延長；請儘快回覆，並在回覆中說明遲延的原因。"
            )


def _check_until(text: str, today: date) -> None:
    first, last = supplement_days(today)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not first <= day <= last:
        reason = f"補件的期限要在 {first} 到 {last} 之間。"
        raise ActionNotAllowed(reason, fields={"until": reason})


def notices(action: Action, details: Mapping[str, str]) -> tuple[Notice, ...]:
    """What the citizen must be told of ``action``: facts by detail name, a ground in full words."""
    kind = RULES[action].notice
    if kind is None:
        return ()
    facts = dict(details)
    if "ground" in facts:
        facts["ground"] = GROUNDS[facts["ground"]]
    return (Notice(kind, facts),)
