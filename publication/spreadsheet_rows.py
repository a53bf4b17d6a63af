"""Records as rows of a spreadsheet, and back: nothing is lost on the way.

A field is a column; a list of texts is one a line; the registers of the variants, the points and the
parts of a window have columns of their own; lists of records are YAML in their cell. Cells that a spreadsheet
program would run as a formula begin with an apostrophe.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel

from core.spreadsheet import guarded, unguarded
from knowledge.dates import iso_date
from knowledge.labels import NO, YES, field_label, key_label, value_label
from knowledge.schema_fields import fields, inner, is_model, keyed

_APART = "："
_BACK = re.compile(r"\\(\\|n|u[0-9a-f]{4})")
# What neither XML nor a spreadsheet program keeps; a backslash begins such a sign itself.
_AWKWARD = re.compile("[\\\\\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class BadCell(ValueError):
    """A cell that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``path`` leads to its value in a payload, ``how`` is text, date, lines or yaml.

    ``words`` are what staff call the values that a field of choices may have.
    """

    title: str
    path: tuple[str, ...]
    how: str
    optional: bool
    words: Mapping[str, str] = field(default_factory=dict)


def columns(model: type[BaseModel], above: tuple[str, ...] = (), title: str = "") -> Iterator[Column]:
    """The columns of the records of ``model``."""
    for name, annotation, optional in fields(model):
        path, label = (*above, name), title + field_label(name)
        if is_model(annotation):
            yield from columns(annotation, path, label + _APART)
        elif get_origin(annotation) is dict:
            keys, held = keyed(annotation)
            for key in keys:
                below, named = (*path, str(key)), label + _APART + key_label(key)
                if is_model(held):
                    yield from columns(held, below, named + _APART)
                else:
                    yield Column(named, below, "lines", True)
        elif get_origin(annotation) is tuple:
            how = "yaml" if is_model(inner(annotation)) else "lines"
            yield Column(label, path, how, optional)
        else:
            how = "date" if annotation is date else "text"
            yield Column(label, path, how, optional or bool(above), _words(name, annotation))


def _words(name: str, annotation: Any) -> dict[str, str]:
    """The values of a field of choices by what staff call them, e.g. 上架 for ``published``."""
    values: tuple[Any, ...] = ()
    if annotation is bool:
        return {YES: "true", NO: "false"}
    if get_origin(annotation) is Literal:
        values = get_args(annotation)
    elif isinstance(annotation, type) and issubclass(annotation, StrEnum):
        values = tuple(annotation)
    return {value_label(name, value): str(value) for value in values}


def _escaped(text: str) -> str:
    return _AWKWARD.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", text)


def _plain(text: str) -> str:
    def sign(match: re.Match[str]) -> str:
        found = match[1]
        return {"\\": "\\", "n": "\n"}.get(found) or chr(int(found[1:], 16))

    return _BACK.sub(sign, text)


def _at(payload: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        payload = payload.get(name) if isinstance(payload, Mapping) else None
    return payload


def cell(column: Column, payload: Mapping[str, Any]) -> str:
    """The value of ``column`` as the text of a cell."""
    value = _at(payload, column.path)
    if value is None or value == []:
        return ""
    if column.how == "yaml":
        text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10**6).rstrip("\n")
    elif column.how == "lines":
        return guarded("\n".join(_escaped(line).replace("\n", "\\n") for line in map(str, value)))
    else:
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return guarded(_escaped(text))


def value_of(column: Column, text: str) -> Any:
    """What the text of a cell stands for.

    Raises:
        BadCell: it is not the YAML of a list.
    """
    text = unguarded(text.replace("\r\n", "\n").replace("\r", "\n"))
    if column.how == "lines":
        return [_plain(line) for line in text.split("\n") if line.strip()]
    text = _plain(text)
    if column.how in ("text", "date"):
        text = column.words.get(text.strip(), text) if column.how == "text" else iso_date(text)
        return None if column.optional and not text else text
    if not text.strip():
        return []
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadCell("不是正確的 YAML：請照匯出檔的樣子縮排") from error
    if not isinstance(found, list):
        raise BadCell("要是一個清單，每一項以 - 開頭")
    return found


def row_payload(
    cells: Mapping[str, str], listed: tuple[Column, ...], current: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The payload of one row, and the problem of each column by its title.

    ``cells`` are texts by title; a field without column keeps its value of ``current``.
    """
    payload: dict[str, Any] = {name: value for name, value in current.items() if name != "parameters"}
    problems: dict[str, str] = {}
    for column in listed:
        if column.title not in cells:
            continue
        try:
            value = value_of(column, cells[column.title])
        except BadCell as error:
            problems[column.title] = str(error)
            continue
        _put(payload, column.path, value)
    tidy = {name: _tidy(value) for name, value in payload.items()}
    return {name: value for name, value in tidy.items() if value is not None}, problems


def _put(payload: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *above, last = path
    for name in above:
        below = payload.get(name)
        payload[name] = dict(below) if isinstance(below, Mapping) else {}
        payload = payload[name]
    payload[last] = value


def _tidy(value: Any) -> Any:
    """A part of which nothing is filled in is not there; empty registers and points are left out."""
    if not isinstance(value, dict):
        return value
    kept = {name: found for name, held in value.items() if (found := _tidy(held)) not in (None, [], "")}
    return kept or None
