"""The fields of each action on a case, as data: what the case rules ask, with labels and choices (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cases.schemas import Action, ActorKind, State
from cases.states import DEPUTIES, GROUNDS, RULES, TEXT_LIMIT, allowed
from desk.auth.permissions import Permission
from desk.people import Person

# An extension is asked for and approved in its own two steps.
_ELSEWHERE = frozenset({Action.EXTEND})
_LABELS = {
    Action.SUPPLEMENT: "登錄民眾補充",
    Action.WITHDRAW: "登錄民眾撤回",
}
_DEPUTY = "deputy"
NAMES = "、"


class Control(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    LINES = "lines"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an action's form; ``options`` as (value, label)."""

    name: str
    label: str
    control: Control
    required: bool
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    limit: int = TEXT_LIMIT


@dataclass(frozen=True, slots=True)
class ActionForm:
    """An action that the case rules allow now; ``told`` says that the citizen gets a notice of it."""

    action: Action
    label: str
    fields: tuple[Field, ...]
    told: bool


_TEXTS: Mapping[str, tuple[str, Control, str]] = {
    "what": ("要補什麼", Control.LINES, "寫清楚缺什麼、為什麼需要；民眾會看到。"),
    "until": ("請民眾在這天以前補", Control.DATE, ""),
    "text": ("內容", Control.LINES, ""),
    "remedy": ("其他救濟方式", Control.LINES, "例如：得於三十日內提起訴願。民眾會看到。"),
    "to": ("移送的機關", Control.LINE, "寫全名；民眾會看到。"),
    "reason": ("理由", Control.LINES, "民眾會看到。"),
    "explanation": ("說明", Control.LINES, "民眾會看到。"),
    "result": ("結果", Control.LINES, "民眾會看到。"),
}
_HELP = {
    (Action.NOTE, "text"): "只有承辦這個案件的同仁看得到。",
    (Action.ANSWER, "text"): "回覆民眾的全文；有理由、沒理由都要說明（行政程序法第 171 條）。",
    (Action.SUPPLEMENT, "text"): "民眾用電話或當面補充的內容。",
}


def forms_for(state: State, people: Sequence[Person]) -> tuple[ActionForm, ...]:
    """The actions that staff may do to a case in ``state``, each with its fields."""
    return tuple(
        form_of(action, people) for action in allowed(state, ActorKind.STAFF) if action not in _ELSEWHERE
    )


def form_of(action: Action, people: Sequence[Person]) -> ActionForm:
    """The form of one action."""
    rule = RULES[action]
    names = [(name, True) for name in rule.required] + [(name, False) for name in rule.optional]
    fields = tuple(field for name, required in names for field in _fields(action, name, required, people))
    return ActionForm(action, _LABELS.get(action, action.label), fields, rule.notice is not None)


def _fields(action: Action, name: str, required: bool, people: Sequence[Person]) -> tuple[Field, ...]:
    handlers = [p.staff for p in people if p.active and p.staff.may(Permission.HANDLE_CASES)]
    chosen = tuple((staff.id, f"{staff.name}（{staff.unit or '沒有單位'}）") for staff in handlers)
    if name == "ground":
        return (Field(name, "不予處理的理由", Control.CHOICE, required, "", tuple(GROUNDS.items())),)
    if name == "unit":
        units = tuple((unit, unit) for unit in sorted({staff.unit for staff in handlers if staff.unit}))
        return (Field(name, "承辦單位", Control.CHOICE, required, "", units),)
    if name == "person":
        return (Field(name, "承辦人", Control.CHOICE, required, "", chosen),)
    if name == "deputies":
        return tuple(
            Field(f"{_DEPUTY}{level}", f"第 {level} 代理人", Control.CHOICE, False, "", chosen)
            for level in range(1, DEPUTIES + 1)
        )
    label, control, help_text = _TEXTS[name]
    return (Field(name, label, control, required, _HELP.get((action, name), help_text)),)


def details(action: Action, posted: Mapping[str, str]) -> dict[str, str]:
    """What was filled in, by the names that the case rules use; other fields are not looked at."""
    rule = RULES[action]
    given = {name: posted.get(name, "") for name in (*rule.required, *rule.optional) if name != "deputies"}
    if "deputies" in rule.optional:
        chosen = (posted.get(f"{_DEPUTY}{level}", "") for level in range(1, DEPUTIES + 1))
        given["deputies"] = NAMES.join(dict.fromkeys(filter(None, chosen)))
    return given
