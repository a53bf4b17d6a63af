"""Tells what is being done, how long it takes, and how long it took the last time."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from core import durable_files

Look = Callable[[], None]


class ProgressSteps:
    """Steps with a line each; the seconds of the last time are kept in ``file``."""

    def __init__(self, console: Console, file: Path) -> None:
        self._console, self._file = console, file
        self._last = _read(file)

    @contextmanager
    def step(self, what: str) -> Iterator[Look]:
        """Do ``what`` inside; what is yielded is called again and again, and moves the line on."""
        begun, last = time.monotonic(), self._last.get(what)
        before = f"（上次 {last:.0f} 秒）" if last is not None else ""
        with self._console.status(f"{what}…{before}") as status:
            yield lambda: status.update(f"{what}… {time.monotonic() - begun:.0f} 秒{before}")
        seconds = time.monotonic() - begun
        self._console.print(f"・{what}：{seconds:.1f} 秒", soft_wrap=True)
        self._last[what] = round(seconds, 1)
        durable_files.replace(self._file, json.dumps(self._last, ensure_ascii=False).encode())


def _read(file: Path) -> dict[str, float]:
    """The seconds by step; a file that cannot be read only costs the comparison."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    known = found.items() if isinstance(found, dict) else ()
    return {str(what): float(seconds) for what, seconds in known if isinstance(seconds, int | float)}
