"""Whether this process can do its work: each thing that it cannot do without is tried, not assumed."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from core.database import Database
from core.migrations import is_current
from publication.service import live_number
from retrieval.engine import Engine

# A complaint with all its files, some times over.
NEEDED_BYTES = 256 * 1024 * 1024
_DATABASE_SECONDS = 3.0
# Loading a generation takes seconds; the one before answers meanwhile.
LOAD_SECONDS = 60.0


class ReadinessCheck(StrEnum):
    """What is missing."""

    DATABASE = "database"
    DISK = "disk"
    SCHEMA = "schema"
    GENERATION = "generation"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the process is not ready, and what to do about it."""

    kind: ReadinessCheck
    detail: str


_DATABASE = Reason(ReadinessCheck.DATABASE, "資料庫沒有回應：請檢查資料庫、網路與 LABORDESK_DATABASE_URL。")
_FULL = Reason(ReadinessCheck.DISK, "資料夾的磁碟快滿了：請清出空間；在那之前收不了案件與附件。")
_UNWRITABLE = Reason(ReadinessCheck.DISK, "資料夾寫不進去：請檢查掛載是否唯讀，以及檔案的主人與權限。")
_SCHEMA = Reason(ReadinessCheck.SCHEMA, "資料庫的結構不是這一版程式的：請執行 labordesk build。")
_GENERATION = Reason(
    ReadinessCheck.GENERATION,
    "現行版的索引沒有載入，還在用舊的回答：請確認各行程用同一個資料夾，再執行 labordesk build。",
)


class Readiness:
    """Looks when it is asked; remembers only since when the live generation has been waiting to be loaded."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``folder`` is the data folder; ``clock`` counts seconds."""
        self._database, self._engine, self._folder, self._clock = database, engine, folder, clock
        self._behind_since: float | None = None

    async def reasons(self) -> list[Reason]:
        """All that is missing, nothing when the process is ready."""
        on_disk = await asyncio.to_thread(disk_trouble, self._folder)
        found = [await self._database_trouble(), on_disk]
        return [reason for reason in found if reason]

    async def _database_trouble(self) -> Reason | None:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS), self._database.reading() as session:
                if not await (await session.connection()).run_sync(is_current):
                    return _SCHEMA
                return self._behind(await live_number(session))
        except (OSError, TimeoutError, SQLAlchemyError):
            return _DATABASE

    def _behind(self, live: int) -> Reason | None:
        if live <= self._engine.generation.number:
            self._behind_since = None
            return None
        now = self._clock()
        self._behind_since = now if self._behind_since is None else self._behind_since
        return _GENERATION if now - self._behind_since > LOAD_SECONDS else None


def disk_trouble(folder: Path, needed: int = NEEDED_BYTES) -> Reason | None:
    """Whether ``needed`` bytes are free in ``folder``, and a file can be written there."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0")
            probe.flush()
        free = shutil.disk_usage(folder).free
    except OSError:
        return _UNWRITABLE
    return _FULL if free < needed else None
