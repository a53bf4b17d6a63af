"""An office with a case, an attachment and a live generation, and an empty machine to restore to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cases.schemas import Receipt, Upload
from cases.service import CaseService
from core.clock import utc_now
from core.database import Database
from core.encryption import first_key, vault_of
from core.settings import Settings
from publication import service as knowledge
from tests.cases.conftest import NOW, PDF, STATEMENT, WEB
from tests.conftest import free_port

LIVE = 7


class Office:
    """One installation."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def cases(self, job: Callable[[CaseService], Any]) -> Any:
        """Do something with the cases, over a connection of its own."""
        database = Database(self.settings.database)
        first_key(self.settings)
        try:
            return await job(CaseService.build(self.settings, database, vault_of(self.settings)))
        finally:
            await database.close()

    async def file(self, what: str = "沒有給加班費") -> Receipt:
        """A case with an attachment."""
        statement, files = replace(STATEMENT, what=what), (Upload("a.pdf", PDF),)
        receipt: Receipt = await self.cases(lambda cases: cases.file(statement, WEB, files, NOW, what))
        return receipt

    async def generation(self) -> int:
        """The live one."""
        database = Database(self.settings.database)
        try:
            return await knowledge.live_generation(database)
        finally:
            await database.close()


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """On each database: cases, attachments and generations; the keys are in the data folder."""
    url = database.engine.url.render_as_string(hide_password=False)
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=url, port=free_port())
    for number in range(LIVE - 2, LIVE + 1):
        folder = tmp_path / "index" / f"{number:06d}" / "words"
        folder.mkdir(parents=True)
        (folder / "table.npy").write_bytes(b"generation %d" % number)
    await knowledge.announce(database, LIVE, "發布", utc_now())
    yield Office(settings)
    # Connections of before a restore know nothing of the tables of after it.
    await database.engine.dispose()


def in_thread(job: Callable[..., Any], *arguments: Any) -> Any:
    """Run what a command runs: it has an event loop of its own."""
    return asyncio.to_thread(job, *arguments)
