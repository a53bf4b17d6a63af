"""Read a YAML list of records into pydantic models, with file and line in every error."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import InvalidKnowledge, Problem

M = TypeVar("M", bound=BaseModel)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _line_of(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    """Line (from 1) of the deepest node along ``path`` that the file really has."""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            match = [value for key, value in node.value if key.value == str(step)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            match = node.value[step : step + 1]
        else:
            match = []
        if not match:
            break
        node = match[0]
    return node.start_mark.line + 1


def read_records(file: Path, model: type[M]) -> list[tuple[M, int]]:
    """Parse ``file`` (a YAML list) into ``model`` objects with the line each starts on.

    Raises:
        InvalidKnowledge: unreadable YAML or invalid records; every problem of the file is listed.
    """
    text = file.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        reason = getattr(error, "problem", None) or "not valid YAML"
        raise InvalidKnowledge([Problem(file, line, "yaml", str(reason))]) from error
    if not isinstance(data, list) or not isinstance(root, yaml.SequenceNode):
        raise InvalidKnowledge([Problem(file, 1, "yaml", "the file must hold a list of records")])
    records: list[tuple[M, int]] = []
    problems: list[Problem] = []
    for index, (item, node) in enumerate(zip(data, root.value, strict=True)):
        name = item.get("id") or item.get("key") or item.get("name") if isinstance(item, dict) else None
        try:
            records.append((model.model_validate(item), node.start_mark.line + 1))
        except ValidationError as error:
            for detail in error.errors():
                field = ".".join(map(str, detail["loc"])) or "record"
                line = _line_of(node, detail["loc"])
                label = f"{name or f'record {index + 1}'}.{field}"
                problems.append(Problem(file, line, label, detail["msg"]))
    if problems:
        raise InvalidKnowledge(problems)
    return records
