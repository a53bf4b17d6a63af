"""What a turn of the dialogue costs beside a turn of a bare Rasa, in one run; part of ``make bench``.

The bare Rasa (``tests/fixtures/bare_rasa``) has rules, the cheapest pipeline and one custom action that
says one sentence: it searches nothing, understands nothing and records nothing on disk. Both are asked in
turn, so that whatever else the machine does weighs on both alike.
"""

import asyncio
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import httpx
import psutil

from core.clock import local_now
from core.settings import ROOT
from retrieval.evaluation.queries import DATA, read_queries
from tests.conftest import free_port
from tests.faults.world import Process, World, running

BARE = ROOT / "tests" / "fixtures" / "bare_rasa"
TURNS = 40
CLIENTS = (1, 4, 16)
# A conversation has so many turns; then another begins, as a long one makes a bare Rasa slower.
TALK = 5
# A conversation for each client at least: with fewer, some of them would have nothing to do.
LOAD_TURNS = TALK * max(CLIENTS)
Row = tuple[str, str]
_REMARKS: list[Row] = [
    ("目標", "p50 ≤ 0.5 倍、CPU ≤ 0.6 倍、每秒輪數 ≥ 3 倍"),
    ("CPU 還算進什麼", "一輪期間 app 每秒一次的背景工作：機器越忙、一輪越久，就越多"),
]
Ask = Callable[[int], Awaitable[None]]


@dataclass
class Side:
    """One of both: how to take a turn, its processes, and what the turns took (seconds)."""

    ask: Ask
    processes: Sequence[Process]
    wall: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def spent(self) -> float:
        """Processor seconds of all its processes so far."""
        times = [psutil.Process(process.pid).cpu_times() for process in self.processes]
        return float(sum(one.user + one.system for one in times))

    @property
    def memory(self) -> float:
        """Resident megabytes of all its processes."""
        return float(sum(psutil.Process(one.pid).memory_info().rss for one in self.processes)) / 2**20

    @property
    def p50(self) -> float:
        """Median seconds of a turn."""
        return statistics.median(self.wall)

    def __str__(self) -> str:
        p95 = sorted(self.wall)[int(len(self.wall) * 0.95)]
        cpu = self.cpu / len(self.wall)
        return f"p50 {self.p50 * 1e3:.1f} ms、p95 {p95 * 1e3:.1f} ms、CPU {cpu * 1e3:.1f} ms"


@contextmanager
def bare_rasa() -> Iterator[list[Process]]:
    """A bare Rasa and its action server, ready; the processes, Rasa first."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, port, actions = Path(name), free_port(), free_port()
        rasa = str(ROOT / ".venv-rasa" / "bin" / "rasa")
        environment = {
            **os.environ,
            "RASA_TELEMETRY_ENABLED": "false",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "ACTION_ENDPOINT": f"http://127.0.0.1:{actions}/webhook",
        }
        train = [rasa, "train", "--domain", "domain.yml", "--data", "data", "--config", "config.yml"]
        train += ["--out", str(folder), "--fixed-model-name", "bare"]
        subprocess.run(train, cwd=BARE, env=environment, check=True, capture_output=True)
        run = [rasa, "run", "--interface", "127.0.0.1", "--port", str(port)]
        run += ["--model", str(folder / "bare.tar.gz"), "--endpoints", "endpoints.yml"]
        serve = [rasa, "run", "actions", "--actions", "actions", "--port", str(actions)]
        log = stack.enter_context((folder / "log").open("ab"))
        processes = [
            Process([*run, "--credentials", "credentials.yml"], environment, _at(port), log, BARE),
            Process(serve, environment, f"http://127.0.0.1:{actions}/health", log, BARE),
        ]
        for process in processes:
            process.start()
            stack.callback(process.kill)
        for process in processes:
            process.wait()
        yield processes


def _at(port: int) -> str:
    return f"http://127.0.0.1:{port}/webhooks/rest/"


def _of_bare(http: httpx.AsyncClient, address: str) -> Ask:
    run = uuid4().hex

    async def ask(number: int) -> None:
        body = {"sender": f"{run}-{number // TALK}", "message": "請問加班費怎麼算"}
        reply = await http.post(f"{address}webhook", json=body)
        assert reply.json()[0]["text"], reply.text

    return ask


def _of_app(http: httpx.AsyncClient, addresses: Sequence[str], texts: Sequence[str]) -> Ask:
    """Turns of conversations as long as the bare ones; of several apps each takes its share."""
    sessions: dict[int, str] = {}
    place = cycle(addresses)

    async def ask(number: int) -> None:
        talk = number // TALK
        body = {"text": texts[number % len(texts)], "session": sessions.get(talk)}
        reply = await http.post(f"{next(place)}/api/v1/chat", json=body)
        reply.raise_for_status()
        sessions[talk] = reply.json()["session"]

    return ask


async def _alternating(sides: Iterable[Side], turns: int) -> None:
    for number in range(turns):
        for side in sides:
            spent, began = side.spent(), time.perf_counter()
            await side.ask(number)
            side.wall.append(time.perf_counter() - began)
            side.cpu += side.spent() - spent


async def _turns_a_second(ask: Ask, clients: int) -> float:
    """With ``clients`` that each hold one conversation after the other."""
    talks = iter(range(LOAD_TURNS // TALK))

    async def client() -> None:
        for talk in talks:
            for step in range(TALK):
                await ask(talk * TALK + step)

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return LOAD_TURNS / (time.perf_counter() - start)


async def _rates(make: Callable[[], Ask]) -> list[float]:
    return [await _turns_a_second(make(), clients) for clients in CLIENTS]


def _told(rates: Sequence[float]) -> str:
    return "、".join(f"{clients} 人 {rate:.1f}" for clients, rate in zip(CLIENTS, rates, strict=True))


def _texts() -> list[str]:
    """Questions by authors whom nobody tuned on, each different: nothing is remembered of the one before."""
    return [query.text for name in ("unseen", "judge") for query in read_queries(DATA / f"{name}.csv")]


async def _compared(world: World, bare: list[Process]) -> list[Row]:
    texts, place = _texts(), bare[0].ready
    async with httpx.AsyncClient(timeout=60) as http:
        ours = Side(_of_app(http, world.addresses, texts), [*world.apps, *world.rasas])
        theirs = Side(_of_bare(http, place), bare)
        for side in (ours, theirs):
            await side.ask(len(texts) - 1)  # what is loaded at the first turn
        rasas = Side(ours.ask, world.rasas)
        before = rasas.spent()
        await _alternating((theirs, ours), TURNS)
        of_rasa = (rasas.spent() - before) / TURNS
        rates = {"ours": [0.0], "bare": [0.0]}
        rates["bare"] = await _rates(lambda: _of_bare(http, place))
        rates["ours"] = await _rates(lambda: _of_app(http, world.addresses, texts[TURNS:]))
        share = max(rates["ours"]) / max(rates["bare"])
        cost = ours.cpu / theirs.cpu
        return [
            ("空的 rasa 一輪（規則＋一個自訂動作）", str(theirs)),
            ("一輪對話（經 rasa）", str(ours)),
            ("其中 rasa 行程的 CPU", f"{of_rasa * 1e3:.1f} ms"),
            ("一輪是空的 rasa 的幾倍", f"p50 {ours.p50 / theirs.p50:.2f} 倍、CPU {cost:.2f} 倍"),
            ("空的 rasa，每秒幾輪", _told(rates["bare"])),
            ("1 app、1 rasa（SQLite），每秒幾輪", _told(rates["ours"])),
            ("每秒最多幾輪，是空的 rasa 的幾倍", f"{share:.2f} 倍"),
            ("記憶體：空的 rasa 與它的 action server", f"{theirs.memory:.0f} MB"),
            ("記憶體：1 app、1 rasa", f"{ours.memory:.0f} MB"),
        ]


async def _of_topology(world: World) -> str:
    texts = _texts()
    async with httpx.AsyncClient(timeout=60) as http:
        for address in world.addresses:
            await _of_app(http, [address], texts)(len(texts) - 1)
        rates = await _rates(lambda: _of_app(http, world.addresses, texts))
    processes = Side(_of_app(http, world.addresses, texts), [*world.apps, *world.rasas])
    return f"{_told(rates)}；記憶體 {processes.memory:.0f} MB"


def measure() -> list[Row]:
    """Both in one run, and how busy the machine was with other things when it began."""
    busy = os.getloadavg()[0]
    told = (
        f"{local_now():%Y-%m-%d}，交替各 {TURNS} 輪；開始時 load average {busy:.1f}：機器忙碌時只有倍數可以比"
    )
    with running(1, postgres=False) as world, bare_rasa() as bare:
        return [("條件", told), *asyncio.run(_compared(world, bare)), *_REMARKS]


def of_processes() -> list[Row]:
    """More processes, on PostgreSQL."""
    rows = []
    for apps, rasas in ((1, 1), (1, 2), (2, 1), (2, 2)):
        with running(apps, postgres=True, rasas=rasas) as world:
            rows.append((f"{apps} app、{rasas} rasa", asyncio.run(_of_topology(world))))
    return rows
