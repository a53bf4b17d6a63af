"""Work in a process of its own that is killed at any of its steps."""

import os
import signal
from collections.abc import Callable

from sqlalchemy import Engine, event


def in_a_process(work: Callable[[], object], kill_at: int | None = None) -> tuple[int, int]:
    """Do ``work`` in a process of its own: (the signal that ended it, steps that were begun).

    A step is a statement of SQL, a commit, a file that goes to the disk or takes the place of another.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        steps = 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1
            if steps == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def counting(*arguments: object, **named: object) -> object:
                count()
                return call(*arguments, **named)

            return counting

        event.listen(Engine, "before_cursor_execute", count)
        event.listen(Engine, "commit", count)
        for name in ("fsync", "replace", "rename"):
            setattr(os, name, counted(getattr(os, name)))
        try:
            work()
            os.write(writing, str(steps).encode())
        finally:
            os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), int(told.read() or 0)
