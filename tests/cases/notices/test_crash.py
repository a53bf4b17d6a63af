"""Processes that are killed while they send: every notice enters the outbox once, none is lost."""

import asyncio
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from cases.enums import NoticeState
from cases.models import NoticeRow
from connectors.models import OutboxRow
from core.clock import utc_now
from core.database import Database
from core.settings import ROOT, Settings
from tests.cases.conftest import File

NOTICES = 30
pytestmark = pytest.mark.slow


def _start(url: str, bureau: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.cases.notices.worker", url, str(bureau.data_dir)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def _counts(database: Database) -> tuple[int, int]:
    """How many letters are queued, and how many notices still wait."""
    async with database.transaction() as session:
        queued = await session.scalar(select(func.count(OutboxRow.id)))
        waiting = await session.scalar(
            select(func.count(NoticeRow.id)).where(NoticeRow.state == NoticeState.PENDING)
        )
    return int(queued or 0), int(waiting or 0)


async def test_killed_processes_lose_and_repeat_nothing(
    database: Database, file: File, bureau: Settings
) -> None:
    for number in range(NOTICES):
        await file(now=utc_now(), what=f"第 {number} 件")
    url = database.engine.url.render_as_string(hide_password=False)
    for enough in (1, NOTICES // 2):  # killed in the midst, twice
        workers = [_start(url, bureau) for _ in range(2)]
        await _until(database, enough)
        for worker in workers:
            worker.kill()
            worker.wait(10)
    last = _start(url, bureau)
    await _until(database, NOTICES)
    last.kill()
    last.wait(10)
    assert await _counts(database) == (NOTICES, 0)


async def _until(database: Database, queued: int) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        found, waiting = await _counts(database)
        if found >= queued and (queued < NOTICES or not waiting):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the workers did not get that far")
