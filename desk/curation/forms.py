"""A form of every field of a record, made from its schema, and the way back from what was typed.

Names of inputs are paths, e.g. ``documents.0.items.1.name``. A repeating group is as long as its
``….count`` says, so that rows are added and removed without JavaScript.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from core.questions.question import AnswerKind, Question
from knowledge.labels import field_label, key_label, value_label
from knowledge.schema_fields import fields, inner, is_model, keyed

COUNT = "count"
_LONG = {
    "answer": 6,
    "say": 2,
    "note": 2,
    "missing": 2,
    "what": 2,
    "text": 2,
    "first": 4,
    "again": 4,
}
_LINE = re.compile(r"[^\r\n]+")
Choice = tuple[str, str]
Choices = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class FormField:
    """One input: a question named by its path, and what was typed.

    ``error`` says why it was refused, ``rows`` is the height of a text area.
    """

    question: Question
    value: str
    error: str = ""
    rows: int = 1

    @property
    def path(self) -> str:
        """The name of the input."""
        return self.question.name

    @property
    def id(self) -> str:
        """Id of the input in the page."""
        return "f-" + self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together; ``repeating`` ones hold any number of rows of them.

    A ``foldable`` one may be left out: it is drawn closed while nothing is in it.
    """

    path: str
    label: str
    rows: tuple[tuple["Node", ...], ...]
    repeating: bool
    error: str = ""
    foldable: bool = False
    filled: bool = False


Node = FormField | FieldGroup


def _options(annotation: Any, name: str) -> tuple[Choice, ...]:
    if annotation is bool:
        return tuple((str(flag).lower(), value_label(name, flag)) for flag in (True, False))
    if get_origin(annotation) is Literal:
        return tuple((str(value), value_label(name, value)) for value in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple((str(value), value_label(name, value)) for value in annotation)
    return ()


def form(
    model: type[BaseModel],
    payload: Mapping[str, Any],
    errors: Mapping[str, str],
    choices: Choices,
    path: str = "",
) -> tuple[Node, ...]:
    """The form of ``model`` filled with ``payload``; ``choices`` gives options by field name."""
    return tuple(
        _node(f"{path}{name}", name, annotation, payload.get(name), optional, errors, choices)
        for name, annotation, optional in fields(model)
    )


def _node(
    path: str,
    name: str,
    annotation: Any,
    value: Any,
    optional: bool,
    errors: Mapping[str, str],
    choices: Choices,
) -> Node:
    label, error = field_label(name), _error(path, errors)
    if is_model(annotation):
        below = form(annotation, value or {}, errors, choices, f"{path}.")
        return FieldGroup(path, label, (below,), repeating=False, error=errors.get(path, ""))
    if get_origin(annotation) is dict:
        keys, held = keyed(annotation)
        below = tuple(
            _keyed_node(f"{path}.{key}", key, held, (value or {}).get(key), errors, choices) for key in keys
        )
        return FieldGroup(path, label, (below,), repeating=False, error=errors.get(path, ""))
    if get_origin(annotation) is tuple:
        inner_type = inner(annotation)
        if is_model(inner_type):
            rows = tuple(
                form(inner_type, row, errors, choices, f"{path}.{number}.")
                for number, row in enumerate(value or ())
            )
            return FieldGroup(path, label, rows, repeating=True, error=errors.get(path, ""))
        text = "\n".join(map(str, value or ()))
        rows_shown = 2 if "." in path else 4
        lines = Question(path, label, AnswerKind.LINES, required=not optional)
        return FormField(lines, text, error, rows_shown)
    options = tuple(choices.get(name, ())) or _options(annotation, name)
    shown = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if options and shown and shown not in dict(options):
        options = (*options, (shown, shown))  # what is stored is never lost
    kind = (
        AnswerKind.CHOICE if options
        else AnswerKind.DATE if annotation is date
        else AnswerKind.TIME if annotation is time
        else AnswerKind.LONG_TEXT if name in _LONG
        else AnswerKind.TEXT
    )  # fmt: skip
    if kind is AnswerKind.TIME:
        shown = shown[:5]
    question = Question(path, label, kind, options=options, required=not optional)
    return FormField(question, shown, error, _LONG.get(name, 1))


def _keyed_node(
    path: str, key: StrEnum, held: Any, value: Any, errors: Mapping[str, str], choices: Choices
) -> Node:
    """What a dictionary holds under ``key``: a record of its own, or lines of text."""
    label, error = key_label(key), _error(path, errors)
    if not is_model(held):
        lines = Question(path, label, AnswerKind.LINES, required=False)
        return FormField(lines, "\n".join(value or ()), error, rows=6)
    wrong = any(other.startswith(f"{path}.") for other in errors)
    rows = (form(held, value or {}, errors, choices, f"{path}."),)
    return FieldGroup(
        path, label, rows, repeating=False, error=error, foldable=True, filled=bool(value) or wrong
    )


def _error(path: str, errors: Mapping[str, str]) -> str:
    """The error of a field; those of its lines are told with their number."""
    told = [errors[path]] if path in errors else []
    for other, reason in errors.items():
        tail = other.removeprefix(f"{path}.")
        if tail != other and tail.isdigit():
            told.append(f"第 {int(tail) + 1} 行：{reason}")
    return "；".join(told)


def typed(model: type[BaseModel], values: Mapping[str, str], path: str = "") -> dict[str, Any]:
    """The payload that was typed, complete or not; nothing is dropped but empty lines."""
    return {
        name: _typed(f"{path}{name}", annotation, values, optional)
        for name, annotation, optional in fields(model)
    }


def _typed(path: str, annotation: Any, values: Mapping[str, str], optional: bool) -> Any:
    if is_model(annotation):
        below = typed(annotation, values, f"{path}.")
        return None if optional and not any(_filled(value) for value in below.values()) else below
    if get_origin(annotation) is dict:
        keys, held = keyed(annotation)
        found = {str(key): _typed_under(f"{path}.{key}", held, values) for key in keys}
        return {key: below for key, below in found.items() if _filled(below)}
    if get_origin(annotation) is tuple:
        inner_type = inner(annotation)
        if is_model(inner_type):
            count = values.get(f"{path}.{COUNT}", "0")
            rows = range(min(int(count), 100) if count.isdigit() else 0)
            return [typed(inner_type, values, f"{path}.{number}.") for number in rows]
        return _lines(values.get(path, ""))
    text = values.get(path, "").replace("\r\n", "\n").strip()
    if annotation is bool and text in ("true", "false"):
        return text == "true"
    return None if optional and not text else text


def _typed_under(path: str, held: Any, values: Mapping[str, str]) -> Any:
    """What was typed under a key of a dictionary; a record of which nothing is filled in is None."""
    return _typed(path, held, values, True) if is_model(held) else _lines(values.get(path, ""))


def _filled(value: Any) -> bool:
    return value not in (None, "", [], {}, False)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in _LINE.findall(text) if line.strip()]


def add_row(payload: Mapping[str, Any], path: str) -> dict[str, Any]:
    """``payload`` with an empty row more in the group at ``path``."""
    return dict(_changed(payload, path.split("."), lambda rows: [*rows, {}]))


def remove_row(payload: Mapping[str, Any], path: str) -> dict[str, Any]:
    """``payload`` without the row at ``path``, e.g. ``documents.0``."""
    *group, number = path.split(".")
    return dict(_changed(payload, group, lambda rows: [r for i, r in enumerate(rows) if str(i) != number]))


def _changed(value: Any, steps: list[str], change: Any) -> Any:
    if not steps:
        return change(value or [])
    first, *rest = steps
    if isinstance(value, list):
        return [_changed(row, rest, change) if str(i) == first else row for i, row in enumerate(value)]
    known = dict(value or {})
    return known | {first: _changed(known.get(first), rest, change)}
