"""Files that staff edit elsewhere: CSV, XLSX and YAML out, and the same back in with every problem told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

import yaml

from core.garbage_collection import paused
from core.spreadsheet import Sheet, SheetFormat, csv_file, unguarded, workbook
from core.spreadsheet_reading import MOST_ROWS, BadFile, RowProblem, Unusable, decoded, rows_of, text_of
from knowledge import records
from knowledge.errors import InvalidRecord
from knowledge.records import KEYS, MODELS
from publication.spreadsheet_rows import Column, cell, columns, row_payload
from publication.yaml_limits import yaml_list

_WIDE = 40
_TITLE_ROWS = 10
_QUOTED = 40


class Format(StrEnum):
    """A kind of file."""

    CSV = "csv"
    XLSX = "xlsx"
    YAML = "yaml"


MEDIA_TYPES = {
    Format.CSV: SheetFormat.CSV.media_type,
    Format.XLSX: SheetFormat.XLSX.media_type,
    Format.YAML: "application/yaml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """The records of a file, each with its key; with problems, nothing of it should be used.

    ``ignored`` are the titles of the columns that belong to no field.
    """

    payloads: tuple[tuple[str, dict[str, Any]], ...]
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...] = ()


def _table(kind: str, payloads: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    listed = tuple(columns(MODELS[kind]))
    yield [column.title for column in listed]
    for payload in payloads:
        yield [cell(column, payload) for column in listed]


def write(kind: str, payloads: Iterable[Mapping[str, Any]], form: Format) -> bytes:
    """Records as a file."""
    if form is Format.YAML:
        return ("".join(_as_yaml(kind, payload) for payload in payloads) or "[]\n").encode()
    table = list(_table(kind, payloads))
    if form is Format.CSV:
        return csv_file(table)
    return workbook([Sheet("題庫", table, [_WIDE] * len(table[0]), fixed_columns=1, wraps=True)])


def _as_yaml(kind: str, payload: Mapping[str, Any]) -> str:
    """One record of a list: a collection of what all of them need together would keep everybody waiting."""
    model = MODELS[kind].model_validate(payload)
    plain = model.model_dump(mode="json", exclude_defaults=True, exclude={"parameters"})
    return str(yaml.safe_dump([plain], allow_unicode=True, sort_keys=False, width=110))


@paused()
def read(kind: str, content: bytes, name: str, current: Mapping[str, Mapping[str, Any]]) -> Imported:
    """The records of a file; ``current`` are those of today by key, for columns that the file lacks.

    Raises:
        BadFile: unknown kind of file, unreadable, or without the column of the key.
    """
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix in ("yml", "yaml"):
        return _from_yaml(kind, content)
    if suffix in ("xlsx", "csv", "txt"):
        return _from_table(kind, rows_of(content, name), current)
    raise BadFile("請用 .csv、.xlsx、.yml 檔；.xls 請先另存成 .xlsx。")


def _from_table(kind: str, rows: Iterator[list[Any]], current: Mapping[str, Mapping[str, Any]]) -> Imported:
    listed = tuple(columns(MODELS[kind]))
    key_title = next(column.title for column in listed if column.path == (KEYS[kind],))
    numbered = enumerate(rows, start=1)
    titles = _titles(numbered, key_title)
    known = {column.title for column in listed}
    payloads: dict[str, dict[str, Any]] = {}
    problems: list[RowProblem] = []
    for number, row in numbered:
        if number > MOST_ROWS + _TITLE_ROWS:
            raise BadFile(f"一次最多 {MOST_ROWS} 列，請分次匯入。")
        given = {title: cell for title, cell in zip(titles, row, strict=False) if title in known}
        cells = {title: text_of(cell) for title, cell in given.items() if not isinstance(cell, Unusable)}
        if not any(text.strip() for text in cells.values()) and len(cells) == len(given):
            continue
        key = unguarded(cells.get(key_title, "")).strip()
        wrong = {title: cell.why for title, cell in given.items() if isinstance(cell, Unusable)}
        if not wrong:
            payload, wrong = row_payload(cells, listed, current.get(key, {}))
        found = [RowProblem(number, title, message) for title, message in wrong.items()]
        found = found or list(_checked(kind, number, key, payload, payloads, listed))
        problems += [replace(told, key=key, value=cells.get(told.column, "")[:_QUOTED]) for told in found]
    ignored = tuple(title for title in titles if title and title not in known)
    return Imported(tuple(payloads.items()), tuple(problems), ignored)


def _titles(rows: Iterator[tuple[int, list[Any]]], key_title: str) -> list[str]:
    """The row of titles; what stands above it is a heading of the sheet."""
    for _, row in islice(rows, _TITLE_ROWS):
        titles = ["" if isinstance(cell, Unusable) else text_of(cell).strip() for cell in row]
        if key_title in titles:
            twice = sorted({title for title in titles if title and titles.count(title) > 1})
            if twice:
                raise BadFile(f"有兩欄同名：{'、'.join(twice)}；請留下一欄。")
            return titles
    raise BadFile(f"前 {_TITLE_ROWS} 列裡要有一列標題，其中一欄是「{key_title}」；請用匯出的檔案修改。")


def _checked(
    kind: str,
    row: int,
    key: str,
    payload: Mapping[str, Any],
    payloads: dict[str, dict[str, Any]],
    listed: Sequence[Column],
) -> Iterator[RowProblem]:
    """Put a valid record among ``payloads``, or tell what is wrong with it."""
    if key in payloads:
        yield RowProblem(row, "代號", f"{key} 在這個檔案裡出現兩次")
        return
    try:
        payloads[key] = records.payload_of(records.read(kind, payload))
    except InvalidRecord as error:
        for path, reason in error.fields.items():
            yield RowProblem(row, _title(path, listed), reason)


def _title(path: str, listed: Sequence[Column]) -> str:
    """The column in which the field ``path`` stands."""
    parts = tuple(path.split("."))
    fitting = (column for column in listed if parts[: len(column.path)] == column.path)
    return next((column.title for column in fitting), path)


def _from_yaml(kind: str, content: bytes) -> Imported:
    payloads: dict[str, dict[str, Any]] = {}
    problems: list[RowProblem] = []
    listed = tuple(columns(MODELS[kind]))
    for row, item in yaml_list(decoded(content)):
        if not isinstance(item, dict):
            problems.append(RowProblem(row, "", "這一項不是一筆資料"))
            continue
        problems += _checked(kind, row, records.key_of(kind, item), item, payloads, listed)
    return Imported(tuple(payloads.items()), tuple(problems))
