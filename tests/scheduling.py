"""Which tests run on one worker, and which come first: a world is built once, and no worker is left alone."""

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from xdist.scheduler import LoadFileScheduling

# The files of these folders share a running app that takes longer to start than most files to run.
_TOGETHER = tuple(map(PurePosixPath, ("tests/attacks", "tests/desk/curation", "tests/loop")))


def scope_of(node_id: str) -> str:
    """What goes to a worker as a whole: the file of a test, or the folder whose files share a world."""
    file = PurePosixPath(node_id.partition("::")[0])
    return next((str(folder) for folder in _TOGETHER if folder in file.parents), str(file))


class WorldScheduling(LoadFileScheduling):  # type: ignore[misc]
    """As ``--dist loadfile``, by `scope_of`."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def slow_first(items: list[pytest.Item]) -> None:
    """Sort in place: what starts processes, then what drives a browser, then the rest, each in its order.

    A slow file that begins last leaves one of the workers alone with it for minutes.
    """
    marks: dict[str, int] = {}
    for item in items:
        scope = scope_of(item.nodeid)
        marks[scope] = min(marks.get(scope, 2), _rank(item.get_closest_marker))
    items.sort(key=lambda item: marks[scope_of(item.nodeid)])


def _rank(marker: Callable[[str], pytest.Mark | None]) -> int:
    return 0 if marker("slow") else 1 if marker("browser") else 2
