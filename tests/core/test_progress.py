"""A start says what it does, how long it took, and how long it took the last time."""

import io
import re
from pathlib import Path

from rich.console import Console

from core.progress import ProgressSteps


def _told(file: Path) -> str:
    console = Console(file=io.StringIO(), width=120)
    with ProgressSteps(console, file).step("開啟資料庫") as look:
        look()
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_each_step_is_told_with_its_seconds(tmp_path: Path) -> None:
    assert re.search(r"・開啟資料庫：[\d.]+ 秒", _told(tmp_path / "seconds.json"))
    assert "開啟資料庫" in (tmp_path / "seconds.json").read_text("utf-8")


def test_a_damaged_memory_only_costs_the_comparison(tmp_path: Path) -> None:
    file = tmp_path / "seconds.json"
    file.write_text("[1, 2", "utf-8")
    assert "・開啟資料庫" in _told(file)
