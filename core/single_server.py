"""One process serves a SQLite database: two would each count, lock and remember for themselves."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import make_url

from core.errors import Problem


class AlreadyServed(Problem):
    """Another process serves the same SQLite database."""

    status = HTTPStatus.CONFLICT

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} 已經有一個 labordesk 在服務，SQLite 只能由一個行程服務：請先停止那一個；"
            "要同時開好幾個行程，請把 LABORDESK_DATABASE_URL 設成 PostgreSQL。"
        )


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Serve the database at ``url``, on SQLite as the only one; commands may use it beside.

    The lock is the kernel's and ends with the process, however that ends; the empty file stays.

    Raises:
        AlreadyServed: another process, or another app of this one, serves it.
    """
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database:
        yield
        return
    file = Path(parts.database)
    with file.with_name(f"{file.name}.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(file) from None
        yield
