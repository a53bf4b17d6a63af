"""Files that staff edit elsewhere: CSV, XLSX and YAML out, and the same back in with every problem told."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import yaml

from core.spreadsheet import Sheet, SheetFormat, csv_file, unguarded, workbook
from knowledge import records
from knowledge.bounded import MOST_ROWS, BadFile, sheet_rows, yaml_list
from knowledge.errors import InvalidRecord
from knowledge.records import KEYS, MODELS
from knowledge.sheets import Column, cell, columns, row_payload

_WIDE = 40


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
class RowProblem:
    """What is wrong in one cell; ``row`` counts as the spreadsheet does, a line number in YAML."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The records of a file, each with its key; with problems, nothing of it should be used."""

    payloads: tuple[tuple[str, dict[str, Any]], ...]
    problems: tuple[RowProblem, ...]


def _table(kind: str, payloads: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    listed = tuple(columns(MODELS[kind]))
    yield [column.title for column in listed]
    for payload in payloads:
        yield [cell(column, payload) for column in listed]


def write(kind: str, payloads: Iterable[Mapping[str, Any]], form: Format) -> bytes:
    """Records as a file."""
    if form is Format.YAML:
        models = (MODELS[kind].model_validate(payload) for payload in payloads)
        plain = [m.model_dump(mode="json", exclude_defaults=True, exclude={"parameters"}) for m in models]
        return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=110).encode()
    table = list(_table(kind, payloads))
    if form is Format.CSV:
        return csv_file(table)
    return workbook([Sheet("題庫", table, [_WIDE] * len(table[0]), fixed_columns=1, wraps=True)])


def read(kind: str, content: bytes, name: str, current: Mapping[str, Mapping[str, Any]]) -> Imported:
    """The records of a file; ``current`` are those of today by key, for columns that the file lacks.

    Raises:
        BadFile: unknown kind of file, unreadable, or without the column of the key.
    """
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix in ("yml", "yaml"):
        return _from_yaml(kind, content)
    if suffix == "xlsx":
        return _from_table(kind, _xlsx_rows(content), current)
    if suffix in ("csv", "txt"):
        return _from_table(kind, _csv_rows(content), current)
    raise BadFile("請用 .csv、.xlsx、.yml 檔；.xls 請先另存成 .xlsx。")


def decoded(content: bytes) -> str:
    """Text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or Big5 as Windows writes it.

    Raises:
        BadFile: it is none of them.
    """
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp950"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile("看不懂檔案的文字編碼：請在 Excel 另存成「CSV UTF-8」再匯入。")


def _csv_rows(content: bytes) -> Iterator[list[Any]]:
    text = decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise BadFile("CSV 的引號或分隔不完整，請從 Excel 另存一次。") from error


def _xlsx_rows(content: bytes) -> Iterator[list[Any]]:
    for row in sheet_rows(content):
        yield [_Unusable(why) if (why := _UNUSABLE.get(cell.kind)) else cell.value for cell in row]


@dataclass(frozen=True, slots=True)
class _Unusable:
    """A cell whose text is not what was meant."""

    why: str


_UNUSABLE = {
    "f": "這格是公式：請複製後「貼上值」",
    "e": "這格是錯誤值（例如 #N/A）：請改成文字或清空",
}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():  # a time of day belongs in no date: it is told, not dropped
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _from_table(kind: str, rows: Iterator[list[Any]], current: Mapping[str, Mapping[str, Any]]) -> Imported:
    listed = tuple(columns(MODELS[kind]))
    titles = [_text(value).strip() for value in next(rows, [])]
    key_title = next(column.title for column in listed if column.path == (KEYS[kind],))
    _require_columns(titles, listed, key_title)
    payloads: dict[str, dict[str, Any]] = {}
    problems: list[RowProblem] = []
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS + 1:
            raise BadFile(f"一次最多 {MOST_ROWS} 列，請分次匯入。")
        unusable = [(t, v.why) for t, v in zip(titles, row, strict=False) if isinstance(v, _Unusable)]
        problems += [RowProblem(number, title, why) for title, why in unusable]
        cells = {t: _text(v) for t, v in zip(titles, row, strict=False) if not isinstance(v, _Unusable)}
        if unusable or not any(text.strip() for text in cells.values()):
            continue
        key = unguarded(cells.get(key_title, "")).strip()
        payload, wrong = row_payload(cells, listed, current.get(key, {}))
        problems += [RowProblem(number, title, message) for title, message in wrong.items()]
        found = [] if wrong else list(_checked(kind, number, key, payload, payloads, listed))
        problems += found
    return Imported(tuple(payloads.items()), tuple(problems))


def _require_columns(titles: Sequence[str], listed: Sequence[Column], key_title: str) -> None:
    if key_title not in titles:
        raise BadFile(f"第一列要有「{key_title}」這一欄；請用匯出的檔案修改。")
    unknown = [title for title in titles if title and title not in {column.title for column in listed}]
    if unknown or len(set(filter(None, titles))) < len([t for t in titles if t]):
        named = "、".join(unknown) or "有兩欄同名"
        raise BadFile(f"看不懂的欄位：{named}；請用匯出的檔案修改，不要改第一列。")


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
