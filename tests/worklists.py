"""Lists, search, inbox and reports over 50,000 cases and 500,000 turns; part of ``make bench``."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.handover.schemas import PastWanted
from core.clock import local_now, utc_now
from core.database import Database
from core.migrations import migrate
from core.settings import Settings
from desk.auth.permissions import Role, Staff
from desk.reports import periods
from desk.search.service import DeskSearch
from retrieval.engine import Engine
from tests.cases.conftest import STATEMENT
from tests.desk.world import UNIT, World
from tests.many import fill
from tests.postgres import Postgres

CASES, CONVERSATIONS = 50_000, 50_000
REPEATS = 20
_KEY = "key of the measurement"
Row = tuple[str, str]
Step = Callable[[], Awaitable[object]]


async def _steps(world: World) -> dict[str, Step]:
    """What is measured: a page with everything that it shows, or one search."""
    chief = await world.person(Role.SUPERVISOR)
    now, today = utc_now(), local_now().date()
    month = periods.month(today.year, today.month).before
    number = (await world.cases.summary(f"{7:032x}")).number

    def page(path: str) -> Step:
        return lambda: chief.page(path)

    rooms = DeskSearch(world.database, world.services.engine, world.cases, world.handover)
    staff = Staff("staff-9", "督導", Role.SUPERVISOR, UNIT)

    def found(words: str) -> Step:
        return lambda: rooms.find(words, staff, now)

    return {
        "案件清單（全部辦理中）": page("/desk/cases?tab=open"),
        "案件清單（我的）": page("/desk/cases?tab=mine"),
        "案件清單（已結束）": page("/desk/cases?tab=done"),
        "存下的清單（已結束、單位、類別）": page(f"/desk/cases?tab=done&unit={UNIT}&route=violation"),
        "Ctrl+K：案號": found(number),
        "Ctrl+K：公司": found(STATEMENT.employer),
        "Ctrl+K：電話": found(STATEMENT.phone),
        "收件匣（30 人等候）": page("/desk/inbox"),
        "找以前的對話（有）": lambda: world.handover.past(PastWanted(words="加班費"), 10),
        "找以前的對話（沒有，看完全部）": lambda: world.handover.past(PastWanted(words="不曾說過"), 10),
        "一個月的報表": page(f"/desk/reports?period={month.name}"),
    }


async def _measured(engine: Engine, database_url: str, folder: Path, name: str) -> list[Row]:
    database = Database(database_url)
    settings = Settings(_env_file=None, data_dir=folder, secret_key=_KEY, public_url="https://labor.example")
    world = World(database, settings, engine)
    try:
        await fill(database, world.vault, _KEY, STATEMENT, utc_now(), CASES, CONVERSATIONS)
        async with database.engine.connect() as connection:  # as autovacuum does within minutes
            await connection.exec_driver_sql("ANALYZE")
            await connection.commit()
        rows = []
        for title, step in (await _steps(world)).items():
            seconds = []
            for _ in range(REPEATS):
                start = time.perf_counter()
                await step()
                seconds.append(time.perf_counter() - start)
            seconds.sort()
            p50, p95 = statistics.median(seconds), seconds[int(REPEATS * 0.95)]
            rows.append((f"{name}：{title}", f"p50 {p50 * 1e3:.1f} ms、p95 {p95 * 1e3:.1f} ms"))
        return rows
    finally:
        await world.close()


def measure(engine: Engine) -> list[Row]:
    """A row for each page or search, on SQLite and, where it is installed, on PostgreSQL."""
    from tests.conftest import free_port

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = Settings(_env_file=None, data_dir=folder).database
        migrate(url)
        rows = asyncio.run(_measured(engine, url, folder, "SQLite"))
        if Postgres.is_installed():
            (folder / "postgres").mkdir()
            server = Postgres(folder / "postgres", free_port())
            server.start()
            try:
                url = Settings(_env_file=None, database_url=server.url).database
                migrate(url)
                rows += asyncio.run(_measured(engine, url, folder, "PostgreSQL"))
            finally:
                server.stop()
    return rows
