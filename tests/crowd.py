"""Many people at once and for a long time: sockets, streams, memory, tables; part of ``make bench``."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import numpy as np
from sqlalchemy import text
from websockets.asyncio.client import connect

from bot.retention import erase_old_chats
from core.clock import utc_now
from core.database import Database
from desk.auth.cookies import SESSION
from desk.auth.permissions import Role
from tests.staff import Desk, open_session

SOCKETS, STREAMS, NEWS = 1_000, 20, 5
# Whether memory grows shows in the slope of the second half.
SEARCHES, TURNS, SAMPLES = 20_000, 3_000, 20
# So long a page of the inbox may take until it hears how things stand; one that never does is a fault.
_PATIENCE_SECONDS = 120
_QUESTIONS = ("加班費怎麼算", "特休幾天", "被資遣可以領什麼", "勞保怎麼辦", "調解要怎麼申請", "產假幾天")
_GROWING = ("conversation", "turn")
Row = tuple[str, str]


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


async def _idle_sockets(desk: Desk, pid: int) -> list[Row]:
    address, before = desk.address.replace("http", "ws"), _resident(pid)
    async with AsyncExitStack() as opened, httpx.AsyncClient(base_url=desk.address, timeout=600) as http:
        for _ in range(SOCKETS):
            await opened.enter_async_context(connect(f"{address}/ws/chat", ping_interval=None))
        each = (_resident(pid) - before) / SOCKETS
        begun = time.perf_counter()
        answered = await http.post("/api/v1/chat", json={"text": _QUESTIONS[0]})
        seconds = time.perf_counter() - begun
    assert answered.is_success
    return [
        (f"{SOCKETS} 個閒置的對話連線", f"每個 {each / 1024:.0f} KB"),
        ("這時一則提問", f"{seconds * 1e3:.0f} ms 得到回答"),
    ]


@asynccontextmanager
async def _stream(desk: Desk, cookie: str, heard: asyncio.Queue[float]) -> AsyncIterator[None]:
    """A page of the inbox that is open; the moments at which it heard that the queue changed."""

    async def listen() -> None:
        client = httpx.AsyncClient(
            base_url=desk.address,
            timeout=600,
            cookies={SESSION: cookie},
            headers={"Accept": "text/event-stream"},
        )
        async with client, client.stream("GET", "/desk/inbox/events") as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line == "event: queue":
                    heard.put_nowait(time.perf_counter())

    task = asyncio.create_task(listen())
    try:
        await _heard_first(heard, task)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _heard_first(heard: asyncio.Queue[float], listening: asyncio.Task[None]) -> None:
    """How the queue stands; a page that was refused says so instead of being waited for without end."""
    first = asyncio.create_task(heard.get())
    await asyncio.wait({listening, first}, timeout=_PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if not first.done():
        first.cancel()
        if listening.done():
            await listening
        raise TimeoutError("a page of the inbox heard nothing")


async def _staff_streams(desk: Desk) -> list[Row]:
    database, delays = Database(desk.database_url), []
    heard: list[asyncio.Queue[float]] = [asyncio.Queue() for _ in range(STREAMS)]
    async with AsyncExitStack() as opened, httpx.AsyncClient(base_url=desk.address, timeout=60) as http:
        for number, queue in enumerate(heard):
            cookie = await open_session(database, Role.CLERK, f"clerk{number}@labor.example")
            await opened.enter_async_context(_stream(desk, cookie, queue))
        for _ in range(NEWS):
            asked = await http.post("/api/v1/chat", json={"text": "找真人"})
            begun = time.perf_counter()
            assert asked.is_success
            delays += [await asyncio.wait_for(queue.get(), _PATIENCE_SECONDS) - begun for queue in heard]
            await asyncio.sleep(2.0)  # what else changes with it
            for queue in heard:
                while not queue.empty():
                    queue.get_nowait()
    await database.close()
    p95 = sorted(delays)[int(len(delays) * 0.95)]
    told = f"p50 {statistics.median(delays):.2f} 秒、p95 {p95:.2f} 秒（每秒看一次）"
    return [(f"{STREAMS} 個同仁的收件匣開著，有人找真人到每一個都知道", told)]


async def _growth(pid: int, count: int, do: Callable[[int], Awaitable[None]]) -> str:
    """Memory over ``count`` calls: where it stands, and its slope in the second half."""
    places, held = [], []
    for number in range(count):
        await do(number)
        if (number + 1) % (count // SAMPLES) == 0:
            places.append((number + 1) / 1000)
            held.append(_resident(pid) / 2**20)
    half = len(held) // 2
    slope = float(np.polyfit(places[half:], held[half:], 1)[0])
    return f"{held[0]:.0f} → {held[-1]:.0f} MB，後半每千次 {slope:+.1f} MB"


async def _searches(desk: Desk, pid: int) -> list[Row]:
    async with httpx.AsyncClient(base_url=desk.address, timeout=600) as http:

        async def search(number: int) -> None:
            query = {"query": f"{_QUESTIONS[number % len(_QUESTIONS)]} {number}"}
            (await http.post("/api/v1/search", json=query)).raise_for_status()

        return [(f"{SEARCHES} 次搜尋的記憶體", await _growth(pid, SEARCHES, search))]


async def _turns(desk: Desk, pid: int) -> list[Row]:
    async with httpx.AsyncClient(base_url=desk.address, timeout=600) as http:

        async def turn(number: int) -> None:
            question = {"text": _QUESTIONS[number % len(_QUESTIONS)]}
            (await http.post("/api/v1/chat", json=question)).raise_for_status()

        return [(f"{TURNS} 輪對話的記憶體", await _growth(pid, TURNS, turn))]


async def _tables(desk: Desk) -> list[Row]:
    """What the turns left in the tables, and what is left of it after the days that chats are kept."""
    database = Database(desk.database_url)

    async def counts() -> dict[str, int]:
        async with database.reading() as session:
            found = [await session.scalar(text(f"SELECT count(*) FROM {name}")) for name in _GROWING]
        return {name: int(count or 0) for name, count in zip(_GROWING, found, strict=True)}

    before = await counts()
    await erase_old_chats(database, timedelta(days=90), utc_now() + timedelta(days=91))
    after = await counts()
    rows = [
        (f"資料表 {name}", f"{before[name]} 列；保存期限（90 天）後 {after[name]} 列（等真人的留著）")
        for name in _GROWING
    ]
    await database.close()
    return rows


def measure(desk: Desk, pid: int) -> Iterator[Row]:
    """All of it on a running app (``pid``) and its desk, row by row as it is known."""
    yield from asyncio.run(_idle_sockets(desk, pid))
    yield from asyncio.run(_staff_streams(desk))
    yield from asyncio.run(_searches(desk, pid))
    yield from asyncio.run(_turns(desk, pid))
    yield from asyncio.run(_tables(desk))
