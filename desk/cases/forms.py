"""The fields of each action on a case, as data: what the case rules ask, with labels and choices (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.action_questions import bounded
from cases.errors import ActionNotAllowed
from cases.schemas import Action, ActorKind, CaseState
from cases.states import (
    DEPUTIES,
    RULES,
    TWO_PEOPLE,
    allowed,
    split_names,
)
from core.questions.question import AnswerKind, Question, Unreadable
from core.questions.reading import read
from desk.auth.permissions import Permission
from desk.people import Colleague

# A second person approves, and is not asked for in the form of the first.
_NOT_ASKED = frozenset({"approver"})
_LABELS = {
    Action.EXTEND: "申請延長期限",
    Action.REFUSE: "提請不予處理",
    Action.TRANSFER: "提請移送",
    Action.SUPPLEMENT: "登錄民眾補充",
    Action.WITHDRAW: "登錄民眾撤回",
}
_DEPUTY = "deputy"
NAMES = "、"


@dataclass(frozen=True, slots=True)
class ActionForm:
    """An action that the case rules allow now.

    ``told`` says that the citizen gets a notice of it, ``takes_two`` that a second person approves it.
    """

    action: Action
    label: str
    fields: tuple[Question, ...]
    told: bool
    takes_two: bool


_HELP = {
    (Action.NOTE, "text"): "只有承辦這個案件的同仁看得到。打「@」選同仁，對方會收到通知。",
    (Action.ANSWER, "text"): "回覆民眾的全文；有理由、沒理由都要說明（行政程序法第 171 條）。",
    (Action.SUPPLEMENT, "text"): "民眾用電話或當面補充的內容。",
}


def forms_for(state: CaseState, people: Sequence[Colleague], today: date) -> tuple[ActionForm, ...]:
    """The actions that staff may do to a case in ``state``, each with its fields."""
    return tuple(form_of(action, people, today) for action in allowed(state, ActorKind.STAFF))


def form_of(action: Action, people: Sequence[Colleague], today: date) -> ActionForm:
    """The form of one action."""
    rule = RULES[action]
    names = [(name, True) for name in rule.required] + [(name, False) for name in rule.optional]
    asked = [(name, required) for name, required in names if name not in _NOT_ASKED]
    fields = tuple(
        field for name, required in asked for field in _fields(action, name, required, people, today)
    )
    label = _LABELS.get(action, action.label)
    return ActionForm(action, label, fields, rule.notice is not None, action in TWO_PEOPLE)


def _fields(
    action: Action, name: str, required: bool, people: Sequence[Colleague], today: date
) -> tuple[Question, ...]:
    handlers = [p.staff for p in people if p.active and p.staff.may(Permission.HANDLE_CASES)]
    chosen = tuple((staff.id, f"{staff.name}（{staff.unit or '沒有單位'}）") for staff in handlers)
    if name == "deputies":
        return tuple(
            Question(
                f"{_DEPUTY}{level}", f"第 {level} 代理人", AnswerKind.CHOICE, options=chosen, required=False
            )
            for level in range(1, DEPUTIES + 1)
        )
    question = replace(bounded(name, today), required=required)
    match name:
        case "unit":
            units = tuple((unit, unit) for unit in sorted({staff.unit for staff in handlers if staff.unit}))
            return (replace(question, label="承辦單位", options=units),)
        case "person":
            return (replace(question, options=chosen),)
    return (replace(question, help=_HELP.get((action, name), question.help)),)


def require_known(given: Mapping[str, str], people: Sequence[Colleague]) -> None:
    """A case goes to somebody who is there, in the unit that gets it.

    Raises:
        ActionNotAllowed: nobody of that id handles cases, or the person is of another unit.
    """
    handlers = {p.staff.id: p.staff for p in people if p.active and p.staff.may(Permission.HANDLE_CASES)}
    chosen = [given.get("person", ""), *split_names(given.get("deputies", ""))]
    unknown = [name for name in chosen if name and name not in handlers]
    if unknown:
        raise ActionNotAllowed(
            "承辦人和代理人要是還在職、可以辦案件的同仁。", fields={"person": "請重新選擇"}
        )
    person = handlers.get(given.get("person", ""))
    if person and person.unit != given.get("unit"):
        reason = f"{person.name} 是「{person.unit or '沒有單位'}」的同仁，不是「{given.get('unit')}」的。"
        raise ActionNotAllowed(f"{reason}請選同一個單位的承辦人。", fields={"person": reason})


def details(form: ActionForm, posted: Mapping[str, str], today: date) -> dict[str, str]:
    """What was filled in, by the names that the case rules use; other fields are not looked at."""
    given = {field.name: _recorded(field, posted.get(field.name, ""), today) for field in form.fields}
    deputies = [given.pop(name) for name in [*given] if name.startswith(_DEPUTY)]
    return given | ({"deputies": NAMES.join(dict.fromkeys(filter(None, deputies)))} if deputies else {})


def _recorded(field: Question, typed: str, today: date) -> str:
    """The answer as the rules take it; of what cannot be read they say in their words what is allowed."""
    try:
        return str(read(field, typed, today))
    except Unreadable:
        return typed
