"""XLSX and YAML files read in bounded time and memory, whatever somebody put into them."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import yaml
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import Problem

MOST_ROWS = 5000
MOST_COLUMNS = 200
MOST_CELLS = 200_000
# Our own export of everything has 3 MB.
_UNPACKED_AT_MOST = 20 * 1024 * 1024
# No record is nested deeper than a few levels.
_DEEPEST = 40
# libyaml where the package was built with it: ten times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadFile(Problem):
    """The file as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a sheet holds; ``kind`` is openpyxl's data type, e.g. ``f`` for a formula."""

    value: Any
    kind: str


def sheet_rows(content: bytes) -> Iterator[list[Cell]]:
    """The rows of the only filled sheet of an XLSX file, as they come.

    Raises:
        BadFile: it is none, several sheets are filled, or it is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(item.file_size for item in packed.infolist()) > _UNPACKED_AT_MOST:
                raise BadFile("檔案解開後太大，請刪掉多餘的工作表再匯入。")
        # Row by row: nothing is kept but the row that is read, and the texts that cells share.
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet, *others = book.worksheets
        for other in others:
            if any(cell.value is not None for row in _bounded(other) for cell in row):
                raise BadFile("檔案有好幾個寫了東西的工作表，只會讀一個：請把要匯入的那一個另存成檔案。")
        yield from _bounded(sheet)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise BadFile("這不是完整的 .xlsx 檔，請在 Excel 另存一次再匯入。") from error


def _bounded(sheet: Any) -> Iterator[list[Cell]]:
    """The rows of a sheet without empty cells at their end; what it says of its own size is not asked."""
    sheet.reset_dimensions()
    cells = 0
    for row in islice(sheet.iter_rows(max_col=MOST_COLUMNS), MOST_ROWS + 2):
        found = [Cell(cell.value, cell.data_type) for cell in row]
        while found and found[-1].value is None:
            found.pop()
        cells += len(found)
        if cells > MOST_CELLS:
            raise BadFile(f"檔案的格子太多（超過 {MOST_CELLS:,} 格），請分次匯入。")
        yield found


def yaml_list(text: str) -> list[tuple[int, Any]]:
    """The items of a YAML list, each with the line where it begins.

    Raises:
        BadFile: it is no list, or uses aliases, with which a small file becomes a huge one.
    """
    try:
        _refuse_bombs(text)
        loader = _Loader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.SequenceNode):
            raise BadFile("YAML 要是一個清單，每一筆以 - 開頭。")
        items = loader.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadFile(f"YAML 第 {mark.line + 1 if mark else 1} 行看不懂，請檢查縮排。") from error
    except (ValueError, RecursionError) as error:
        raise BadFile("YAML 裡有看不懂的值，請照匯出的檔案修改。") from error
    return [(node.start_mark.line + 1, item) for node, item in zip(root.value, items, strict=True)]


def _refuse_bombs(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise BadFile(f"YAML 第 {_line(event)} 行用了 * 別名，請把內容直接寫出來。")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise BadFile(f"YAML 第 {_line(event)} 行的層數太多，請照匯出的檔案修改。")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
