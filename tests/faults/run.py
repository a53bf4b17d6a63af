"""The fault run: thousands of events while apps and Rasas are killed, the database crashes, platforms fail.

``python -m tests.faults.run --events 10000`` prints what became of them; ``make bench`` records it.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice

import httpx
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from connectors.models import DeliveryState, EventState, InboxRow, OutboxRow
from core.database import Database
from retrieval.encoder import load_encoder
from retrieval.engine import Engine
from retrieval.index import generation as generations
from retrieval.ranking.decision import Decision
from retrieval.ranking.ranker import RankerModel
from tests.faults import traffic, verdict
from tests.faults.traffic import Question, Traffic, WebCitizen
from tests.faults.verdict import Verdict
from tests.faults.world import Process, World, running
from tests.platforms.base import Fault

APPS = RASAS = 2
EACH = 25
RASA_AWAY_SECONDS = 30.0
DRAIN_SECONDS = 1800.0
FAULT_SHARE = 0.06
TELL_SECONDS = 30.0
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many events (``each`` of a citizen), how fast, and how many seconds between two kills."""

    events: int
    each: int = EACH
    per_second: float = 30.0
    kill_seconds: tuple[float, float] = (20.0, 40.0)


@dataclass
class Report:
    """The verdict on each side, and what was done to the machine meanwhile."""

    platforms: Verdict
    web_chat: Verdict
    app_kills: int
    rasa_kills: int
    refused: int
    failed_requests: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        return self.platforms.is_clean and self.web_chat.is_clean

    def rows(self) -> list[tuple[str, str]]:
        """Lines for the benchmark page."""
        events = self.platforms.events + self.web_chat.events
        done = (
            f"SIGKILL app {self.app_kills} 次、rasa {self.rasa_kills} 次、兩個 rasa 同時停、PostgreSQL 當機重啟 1 次、"
            f"平台出錯 {self.failed_requests} 次、沒收到 2xx 而重送 {self.refused} 次，{self.seconds:.0f} 秒"
        )
        return [
            (f"故障測試：{events} 個事件、四個管道，nginx 後面 {APPS} app＋{RASAS} rasa", done),
            (
                f"LINE、Messenger、Telegram（{self.platforms.events} 個事件，一成重複、部分亂序）",
                str(self.platforms),
            ),
            (
                f"網頁對話（{self.web_chat.events} 個事件）",
                f"遺失 {self.web_chat.lost}、重複回答 {self.web_chat.twice}、順序錯 {self.web_chat.misordered}",
            ),
        ]


def questions(world: World, count: int) -> list[Question]:
    """The first ``count`` questions that are answered at once with their own entry."""
    root = world.settings.data_dir / "index"
    generation = generations.load(root, generations.newest_number(root))
    engine = Engine(load_encoder(world.settings), RankerModel.load(), generation)
    results = ((entry, engine.search(entry.question)) for entry in generation.catalogue)
    found = (
        Question(entry.id, entry.question)
        for entry, result in results
        if result.decision is Decision.ANSWER and result.results[0].id == entry.id
    )
    return list(islice(found, count))


async def _kill(
    world: World, until: asyncio.Event, seconds: tuple[float, float], alone: asyncio.Lock
) -> dict[Process, int]:
    """Apps and Rasas in turn, each only when the one before is up again; how often each of them.

    At least an app and a Rasa, however soon the traffic ends.
    """
    kills = dict.fromkeys([*world.apps, *world.rasas], 0)
    order = cycle([process for pair in zip(world.apps, world.rasas, strict=True) for process in pair])
    while not (until.is_set() and kills[world.apps[0]] and kills[world.rasas[0]]):
        with suppress(TimeoutError):
            async with asyncio.timeout(random.uniform(*seconds)):
                await until.wait()
        process = next(order)
        async with alone:
            await asyncio.to_thread(process.kill)
            process.start()
            kills[process] += 1
            # Else a machine that is busy would never see it up again.
            await asyncio.to_thread(process.wait)
    return kills


async def _misfortunes(world: World, seconds: float, alone: asyncio.Lock) -> None:
    """All Rasas are away at a third of the way, the database crashes at two thirds."""
    assert world.postgres is not None
    await asyncio.sleep(seconds / 3)
    async with alone:
        for rasa in world.rasas:
            await asyncio.to_thread(rasa.kill)
        await asyncio.sleep(min(RASA_AWAY_SECONDS, seconds / 6))
        for rasa in world.rasas:
            rasa.start()
    await asyncio.sleep(seconds / 6)
    await asyncio.to_thread(world.postgres.restart)


async def _tell(planned: Traffic) -> None:
    """How far it is, for whoever watches a run of half an hour."""
    while True:
        await asyncio.sleep(TELL_SECONDS)
        taken, all_of_them = len(planned.acknowledged), len(planned.webhooks)
        print(f"webhook {taken}/{all_of_them}，重送 {planned.refused}", file=sys.stderr, flush=True)


async def _drained(database: Database) -> None:
    """Until no event and no delivery is open."""
    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end:
        try:
            async with database.transaction() as session:
                pending = select(func.count()).where(InboxRow.state == EventState.PENDING)
                unsent = select(func.count()).where(OutboxRow.state.in_(OPEN))
                if not await session.scalar(pending) and not await session.scalar(unsent):
                    return
        except (SQLAlchemyError, OSError):
            pass
        await asyncio.sleep(1.0)
    raise TimeoutError("the lanes did not come to rest")


def _spread_faults(world: World, requests: int) -> int:
    """Let some of the next requests of each platform fail; returns how many."""
    planned = 0
    for platform in world.platforms:
        kinds = [
            random.choice(list(Fault)) if random.random() < FAULT_SHARE else None for _ in range(requests)
        ]
        platform.faults.extend(kinds)
        planned += sum(kind is not None for kind in kinds)
    return planned


async def _run(world: World, plan: Plan) -> Report:
    assert world.postgres is not None
    start = time.monotonic()
    users = max(1, plan.events // 4 // plan.each)
    known = questions(world, 4 * plan.each)
    three_quarters = plan.per_second * 3 / 4
    planned: Traffic = traffic.plan(world.platforms, known, users, plan.each, three_quarters)
    citizens = [WebCitizen(f"web-{n}", random.sample(known, plan.each)) for n in range(users)]
    seconds = users * plan.each * 3 / three_quarters
    faults = _spread_faults(world, users * plan.each * 3)
    database = Database(world.settings.model_copy(update={"database_url": world.postgres.url}).database)
    finished, alone = asyncio.Event(), asyncio.Lock()
    killing = asyncio.create_task(_kill(world, finished, plan.kill_seconds, alone))
    misfortunes = asyncio.create_task(_misfortunes(world, seconds, alone))
    telling = asyncio.create_task(_tell(planned))
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(timeout=30.0, limits=limits) as http:
        pause = seconds / plan.each
        talks = [citizen.talk(http, world.addresses, pause) for citizen in citizens]
        await asyncio.gather(traffic.deliver(planned, world.addresses), *talks)
    await misfortunes
    finished.set()
    kills = await killing
    await _drained(database)
    telling.cancel()
    left = sum(fault is not None for platform in world.platforms for fault in platform.faults)
    report = Report(
        await verdict.of_platforms(world.platforms, planned.asked, database),
        await verdict.of_web_chat(citizens, database),
        sum(kills[app] for app in world.apps),
        sum(kills[rasa] for rasa in world.rasas),
        planned.refused,
        faults - left,
        time.monotonic() - start,
    )
    await database.close()
    return report


def measure(plan: Plan) -> Report:
    """Run it on PostgreSQL with two apps behind nginx and two real Rasas."""
    with running(APPS, postgres=True, rasas=RASAS, proxied=True) as world:
        return asyncio.run(_run(world, plan))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report; exit code 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    report = measure(Plan(parser.parse_args(arguments).events))
    for name, value in report.rows():
        print(f"{name}: {value}")
    raise SystemExit(0 if report.is_clean else 1)


if __name__ == "__main__":
    main()
