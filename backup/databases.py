"""Both databases copied as they are at one moment, while the app works, and put back."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Protocol

from alembic.util import CommandError
from sqlalchemy import URL, make_url

from backup import tables
from backup.errors import BackupRefused, BadArchive, ToolFailed
from backup.restore_swap import Swap
from core.migrations import migrate

_REVISION = "SELECT version_num FROM alembic_version"
_NO_DATABASE = "還沒有資料庫可以備份：請先執行 labordesk build，並檢查 LABORDESK_DATABASE_URL。"


class Store(Protocol):
    """A database of one kind."""

    kind: str

    def revision(self) -> str:
        """Its migration; raises `BackupRefused` where there is none."""

    def holds_data(self) -> bool:
        """Whether something would be lost if another took its place."""

    def dump(self, target: Path) -> None:
        """A copy as of one moment; the app goes on writing."""

    def check(self, staged: Path) -> None:
        """Whether a copy can be read; raises `BadArchive`."""

    def prepare(self, staged: Path, swap: Swap) -> None:
        """All that can be done before the place of what is there is taken."""

    def load(self, staged: Path, mark: str) -> None:
        """Take that place, where putting files does not; ``mark`` is kept with it."""

    def holds(self, mark: str) -> bool:
        """Whether `load` with this mark was done."""

    def finish(self) -> None:
        """Come up to the newest migration."""


def store_of(url: str) -> Store:
    """The database at a SQLAlchemy URL."""
    parsed = make_url(url)
    return Sqlite(parsed) if parsed.get_backend_name() == "sqlite" else Postgres(parsed)


class Sqlite:
    """One file; copied with SQLite's online backup."""

    kind = "sqlite"

    def __init__(self, url: URL) -> None:
        self._url, self._file = url, Path(url.database or "")

    def revision(self) -> str:
        """Of the file, which is not made by looking."""
        if not self.holds_data():
            raise BackupRefused(_NO_DATABASE)
        with closing(sqlite3.connect(self._file)) as database:
            try:
                return str(database.execute(_REVISION).fetchone()[0])
            except sqlite3.Error as error:
                raise BackupRefused(_NO_DATABASE) from error

    def holds_data(self) -> bool:
        """Any content counts: it may be a database of another program."""
        return self._file.exists() and self._file.stat().st_size > 0

    def dump(self, target: Path) -> None:
        """https://www.sqlite.org/backup.html; what stands in the write-ahead log is in it."""
        target.touch(mode=0o600)
        with closing(sqlite3.connect(self._file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            # A single file, wherever it goes: without a write-ahead log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        self.check(target)

    def check(self, staged: Path) -> None:
        """https://www.sqlite.org/pragma.html#pragma_integrity_check."""
        try:
            with closing(sqlite3.connect(staged)) as database:
                sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            sound = False
        if not sound:
            raise BadArchive("資料庫的內容已損壞：請執行 PRAGMA integrity_check 看原因，或用較早的備份。")

    def prepare(self, staged: Path, swap: Swap) -> None:
        """Migrated before it takes its place; the log of the old file would damage the new one."""
        migrate(self._url.set(database=str(staged)).render_as_string(hide_password=False))
        with closing(sqlite3.connect(staged)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        logs = tuple(self._file.with_name(self._file.name + ending) for ending in ("-wal", "-shm"))
        swap.put(staged, self._file, without=logs)

    def load(self, staged: Path, mark: str) -> None:
        """It is a file, and was put."""

    def holds(self, mark: str) -> bool:
        """With the files."""
        return True

    def finish(self) -> None:
        """It was migrated before."""


class Postgres:
    """Copied with ``pg_dump``, our tables only: Rasa's may be beside them."""

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        self._url = url

    def revision(self) -> str:
        """Of the database."""
        if not self.holds_data():
            raise BackupRefused(_NO_DATABASE)
        return self._psql(_REVISION).strip()

    def holds_data(self) -> bool:
        """Whether it was migrated once."""
        return self._psql("SELECT to_regclass('alembic_version') IS NOT NULL").strip() == "t"

    def dump(self, target: Path) -> None:
        """``pg_dump`` reads one snapshot."""
        target.touch(mode=0o600)
        ours = [f"--table={name}" for name in tables.names()]
        self._run("pg_dump", "--format=custom", *_PLAIN, *ours, f"--file={target}")

    def check(self, staged: Path) -> None:
        """Its table of contents is read."""
        try:
            self._run("pg_restore", "--list", str(staged))
        except ToolFailed as error:
            raise BadArchive(f"備份裡的資料庫讀不出來：{error.detail}") from error

    def prepare(self, staged: Path, swap: Swap) -> None:
        """As a script."""
        self._run("pg_restore", *_PLAIN, f"--file={_script(staged)}", str(staged))

    def load(self, staged: Path, mark: str) -> None:
        """In one transaction: whoever reads meanwhile sees the old tables or the new ones."""
        ours = ", ".join(f'"{name}"' for name in tables.names())
        drop = f"DROP TABLE IF EXISTS {ours} CASCADE"
        steps = ("--command", drop, "--file", str(_script(staged)), "--command", _MARK.format(mark=mark))
        self._run("psql", *_SCRIPT, "--single-transaction", *steps)

    def holds(self, mark: str) -> bool:
        """The mark was written in the same transaction."""
        return self.holds_data() and self._psql(_MARKED).strip() == mark

    def finish(self) -> None:
        """The tables came as they were when they were copied."""
        try:
            migrate(self._url.render_as_string(hide_password=False))
        except CommandError as error:
            raise ToolFailed(
                f"資料庫還原了，但沒有更新到這一版：請執行 labordesk build（{error}）"
            ) from error

    def _psql(self, query: str) -> str:
        return self._run("psql", *_SCRIPT, "--tuples-only", "--no-align", "--command", query)

    def _run(self, program: str, *arguments: str) -> str:
        try:
            done = subprocess.run(
                [program, *arguments], env=self._environment(), capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            raise ToolFailed(
                f"找不到 {program}：請安裝 PostgreSQL 的用戶端程式，版本不能比伺服器舊"
                "（Debian：apt-get install postgresql-client）。"
            ) from None
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["沒有說明"]
            raise ToolFailed(f"{program} 沒有完成：{lines[0]}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        """The connection as libpq takes it: on a command line, everybody on the machine reads a password."""
        url = self._url
        query = {name: value for name, value in url.query.items() if isinstance(value, str)}
        given = {
            "PGHOST": url.host or query.get("host"),
            "PGPORT": str(url.port) if url.port else query.get("port"),
            "PGUSER": url.username,
            "PGPASSWORD": url.password,
            "PGDATABASE": url.database,
            "PGSSLMODE": query.get("ssl") or query.get("sslmode"),
        }
        return {**os.environ, "LC_ALL": "C.UTF-8", **{name: value for name, value in given.items() if value}}


# The mark stands as the comment of a table; the script of a dump leaves no search path.
_MARK = "RESET search_path; COMMENT ON TABLE alembic_version IS '{mark}'"
_MARKED = "SELECT obj_description('alembic_version'::regclass)"
_PLAIN = ("--no-owner", "--no-privileges")
_SCRIPT = ("--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1")


def _script(staged: Path) -> Path:
    return staged.with_name("database.sql")
