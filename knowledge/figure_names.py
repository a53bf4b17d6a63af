"""What staff call the figures, whose codes are English."""

from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("figure_names.yml")
_ENDS = {"_min": "（最低）", "_max": "（最高）"}


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found


def figure_name(code: str) -> str:
    """The Chinese name of a figure, e.g. 每月基本工資; empty where it has none yet."""
    if code in _names():
        return _names()[code]
    for end, words in _ENDS.items():
        if code.endswith(end) and code.removesuffix(end) in _names():
            return _names()[code.removesuffix(end)] + words
    return ""
