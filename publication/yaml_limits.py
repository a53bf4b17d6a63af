"""YAML lists read in bounded time and memory, whatever somebody put into them."""

from typing import Any

import yaml

from core.spreadsheet_reading import BadFile

# No record is nested deeper than a few levels.
_DEEPEST = 40
# libyaml where the package was built with it: ten times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
