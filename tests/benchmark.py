"""``make bench``: measures search, chat turns, memory and quality, and writes docs/benchmarks.md."""

import asyncio
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx

import supervisor
from core.migrations import migrate
from core.settings import ROOT, Settings
from desk.auth.permissions import Role
from retrieval.analysis.glossary import searchable
from retrieval.classifier.threads import serve_on_one_thread
from retrieval.encoder import load_encoder
from retrieval.engine import Engine, IndexSearch
from retrieval.evaluation.comparison import Figures, own_systems
from retrieval.evaluation.measures import evaluate
from retrieval.evaluation.peer import compare_peer
from retrieval.evaluation.queries import DATA, LabelledQuery, read_queries
from retrieval.index import generation as generations
from retrieval.ranking.decision import Decision
from retrieval.ranking.ranker import RankerModel
from tests import crowd, gate_time, line_burst, scale, setup_time, turn_cost, worklists
from tests.browsing import chromium_browser
from tests.faults import acknowledgement
from tests.faults import run as faults
from tests.staff import Desk
from tests.web.desk_latency import key_to_list

TARGET = ROOT / "docs" / "benchmarks.md"
CLIENTS = (1, 16)
REQUESTS = 320
TURNS = 200
# Three authors: the one who wrote the variants, one of training queries, one who saw the titles only.
JUDGES = ("test", "unseen", "judge")
EVENTS = 10_000
Row = tuple[str, str]


def _milliseconds(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"p50 {statistics.median(ordered) * 1e3:.1f} ms、p95 {p95 * 1e3:.1f} ms"


def _search_in_process(engine: Engine, queries: list[LabelledQuery]) -> Row:
    seconds = []
    for query in queries:
        start = time.perf_counter()
        engine.search(query.text)
        seconds.append(time.perf_counter() - start)
    return "搜尋（行程內，每題只問一次）", _milliseconds(seconds)


def _search_cost(engine: Engine, queries: list[LabelledQuery]) -> Row:
    """Processor time of a search as a multiple of the encoder's, each query once by either."""
    serve_on_one_thread()
    search = IndexSearch(engine.encoder, RankerModel.load())
    encoding, searching = [], []
    for query in queries:
        start = time.process_time()
        engine.encoder.queries([searchable(query.text)])
        between = time.process_time()
        search.search(engine.generation, query.text, 5)
        encoding.append(between - start)
        searching.append(time.process_time() - between)
    ratio = statistics.median(searching) / statistics.median(encoding)
    return "搜尋的 CPU／編碼器的 CPU（中位數）", f"{ratio:.2f} 倍"


def _decisions(engine: Engine, queries: list[LabelledQuery]) -> list[Row]:
    found = evaluate(engine.search, queries)
    return [
        (
            "決定",
            f"直接回答 {found.decided(Decision.ANSWER):.3f}、答錯 {found.answered_wrong:.3f}、"
            f"反問時選項有正解 {found.clarified_right:.3f}、範圍外卻回答 {found.outside_answered:.3f}、"
            f"校準誤差 ECE {found.calibration_error:.3f}",
        )
    ]


def quality(engine: Engine, known: set[str]) -> list[Row]:
    """Quality on both judges: each side alone, Rasa's own classifiers, then ours; other languages."""
    generation = engine.generation
    judges = {name: read_queries(DATA / f"{name}.csv", known) for name in JUDGES}
    everything = [query for queries in judges.values() for query in queries]
    own = {name: own_systems(generation, engine.encoder, RankerModel.load(), q) for name, q in judges.items()}
    rows = [(f"{name}：{system.name}", _figures(system)) for name in own for system in own[name]]
    peer = compare_peer(generation.documents, everything)
    rows.append((f"{'＋'.join(judges)}：{peer.name}", _figures(peer)))
    for name, queries in judges.items():
        rows += [(f"{name}：{title}", text) for title, text in _decisions(engine, queries)]
    others = DATA / "cross_lingual"
    for file in sorted([*others.glob("unseen_*.csv"), *others.glob("judge_*.csv")]):
        found = evaluate(engine.search, read_queries(file, known))
        rows.append(
            (
                f"{file.stem} 提問",
                f"Hit@1 {found.hit_at(1):.3f}、Hit@3 {found.hit_at(3):.3f}、答錯 {found.answered_wrong:.3f}",
            )
        )
    return rows


def _figures(system: Figures) -> str:
    hit1, hit3, mrr, auroc, milliseconds, training = system.cells()[1:]
    return (
        f"Hit@1 {hit1}、Hit@3 {hit3}、MRR {mrr}、拒答 AUROC {auroc}、每題 p50 {milliseconds}、訓練 {training}"
    )


@contextmanager
def servers(settings: Settings) -> Iterator[tuple[Desk, int, int]]:
    """App and Rasa on their own database; yields the desk of the app and both process ids."""
    from tests.conftest import free_port

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(settings.data_dir / "labordesk.db", folder / "labordesk.db")
        database = Settings(database_url=f"sqlite:///{folder / 'labordesk.db'}").database
        migrate(database)
        port, rasa_port = free_port(), free_port()
        rasa_url = f"http://127.0.0.1:{rasa_port}"
        changed = settings.model_copy(update={"port": port, "rasa_url": rasa_url})
        environment = os.environ | {
            "LABORDESK_DATA_DIR": str(settings.data_dir),
            "LABORDESK_DATABASE_URL": database,
            "LABORDESK_RASA_URL": rasa_url,
            # Whenever it is measured, who asks for a person waits in the queue.
            "LABORDESK_DESK_HOURS": "mon-sun 00:00-23:59",
        }
        with (folder / "log").open("wb") as log:
            app = subprocess.Popen(
                supervisor.app_command(changed), cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            rasa = subprocess.Popen(
                supervisor.rasa_command(changed),
                cwd=ROOT,
                env=supervisor.rasa_environment(changed),
                stdout=log,
                stderr=log,
            )
            address = f"http://127.0.0.1:{port}"
            # Plenty: a machine that does much else takes minutes.
            assert supervisor.wait_until_ready(f"{address}/healthz", app, 600)
            assert supervisor.wait_until_ready(f"{rasa_url}{supervisor.RASA_READY}", rasa, 600)
            try:
                yield Desk(address, database), app.pid, rasa.pid
            finally:
                for process in (app, rasa):
                    process.terminate()
                    process.wait(20)


async def _load(clients: int, request: Callable[[int], Awaitable[None]]) -> tuple[list[float], float]:
    """Run `REQUESTS` requests with ``clients`` at a time; seconds of each, and requests a second."""
    seconds: list[float] = []
    numbers = iter(range(REQUESTS))

    async def client() -> None:
        for number in numbers:
            start = time.perf_counter()
            await request(number)
            seconds.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return seconds, REQUESTS / (time.perf_counter() - start)


async def over_http(address: str, queries: list[LabelledQuery]) -> list[Row]:
    """Search and chat through the running processes."""
    rows: list[Row] = []
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:

        async def search(number: int) -> None:
            text = queries[number % len(queries)].text
            (await http.post("/api/v1/search", json={"query": text})).raise_for_status()

        async def chat(number: int) -> None:
            text = queries[number % len(queries)].text
            (await http.post("/api/v1/chat", json={"text": text})).raise_for_status()

        for name, request in (("搜尋", search), ("對話一輪（經 rasa）", chat)):
            for clients in CLIENTS:
                seconds, rate = await _load(clients, request)
                rows.append(
                    (f"{name}，HTTP，{clients} 個同時", f"{_milliseconds(seconds)}、每秒 {rate:.0f} 次")
                )
        session, turns = None, []
        for number in range(TURNS):
            start = time.perf_counter()
            body = {"session": session, "text": queries[number % len(queries)].text}
            session = (await http.post("/api/v1/chat", json=body)).json()["session"]
            turns.append(time.perf_counter() - start)
        rows.append(("同一段對話，第 1–20 輪", _milliseconds(turns[:20])))
        rows.append((f"同一段對話，第 {TURNS - 19}–{TURNS} 輪", _milliseconds(turns[-20:])))
    return rows


def desk_keys(desk: Desk) -> Row:
    """From a key at the desk to the list, in a real Chromium against the running app."""
    waits: list[float] = []
    with chromium_browser() as browser:
        for text in ("老闆不給加班費", "資遣費怎麼算", "懷孕被解僱", "調解要帶什麼"):
            context = browser.new_context(base_url=desk.address)
            desk.sign_in(context, Role.CLERK)
            page = context.new_page()
            page.goto("/desk")
            waits += [wait / 1e3 for wait in key_to_list(page, text)]
    return "服務台：按鍵到清單（Chromium）", _milliseconds(waits)


def _resident(pid: int) -> str:
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return f"{int(kilobytes) / 1024:.0f} MB"


def machine() -> str:
    """Processor, cores and memory of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()} {platform.machine()}，{os.cpu_count()} 核心，{memory:.0f} GB，Python {platform.python_version()}"


@cache
def _engine() -> Engine:
    """The newest generation, for the sections that search in this process."""
    settings = Settings()
    root = settings.data_dir / "index"
    generation = generations.load(root, generations.newest_number(root))
    return Engine(load_encoder(settings), RankerModel.load(), generation)


def _index() -> list[Row]:
    engine = _engine()
    known = set(engine.generation.layout.labels)
    queries = read_queries(DATA / "test.csv", known)
    count = ("題目數", str(len(engine.generation.catalogue)))
    return [count, _search_in_process(engine, queries), *quality(engine, known)]


def _search() -> list[Row]:
    return [_search_cost(_engine(), read_queries(DATA / "test.csv"))]


def _scale() -> list[Row]:
    engine = _engine()
    queries = read_queries(DATA / "test.csv")
    asked = engine.encoder.queries([searchable(query.text) for query in queries])
    return scale.measure(engine.generation.vectors.vectors(), asked)


def _servers() -> list[Row]:
    queries = read_queries(DATA / "test.csv")
    with servers(Settings()) as (desk, app_pid, rasa_pid):
        rows = [*asyncio.run(over_http(desk.address, queries)), desk_keys(desk)]
        return [*rows, ("app 的記憶體", _resident(app_pid)), ("rasa 的記憶體", _resident(rasa_pid))]


def _crowd() -> Iterator[Row]:
    with servers(Settings()) as (desk, app_pid, _):
        yield from crowd.measure(desk, app_pid)


Measure = Callable[[], Iterable[Row]]
SECTIONS: dict[str, tuple[str, Measure]] = {
    "quality": ("找對題目", _index),
    "search": ("一次搜尋，和編碼器相比", _search),
    "gate": ("發布前的檢查：一題多一個問法", lambda: gate_time.measure(_engine())),
    "servers": ("速度與記憶體", _servers),
    "turns": ("一輪對話，和空的 rasa 相比", turn_cost.measure),
    "processes": ("每秒幾輪，多個行程（PostgreSQL）", turn_cost.of_processes),
    "crowd": ("人多、時間長", _crowd),
    "burst": ("LINE 的一陣提問", line_burst.measure),
    "webhooks": ("收件確認", acknowledgement.measure),
    "faults": ("故障演練", lambda: faults.measure(faults.Plan(EVENTS)).rows()),
    "scale": ("向量的規模", _scale),
    "worklists": ("五萬件案件、五十萬則訊息", lambda: worklists.measure(_engine())),
    "setup": ("安裝與啟動", setup_time.measure),
}


def page_with(known: str, measured: Mapping[str, Sequence[Row]]) -> str:
    """The page with one table a section: those ``measured``, the others as they stand in ``known``."""
    _, *tables = known.split("\n## ")
    kept = {table.split("\n", 1)[0]: table.rstrip() for table in tables}
    lines = [
        "# 效能與品質數字",
        "",
        "由 `make bench` 產生；只重量一部分：`python -m tests.benchmark quality`",
    ]
    lines[-1] += f"（{'、'.join(SECTIONS)}）。"
    lines += ["", f"機器：{machine()}。為什麼是這些數字，見 [檢索](retrieval.md) 與 [管道](channels.md)。"]
    for name, (title, _) in SECTIONS.items():
        rows = [f"| {item} | {value} |" for item, value in measured.get(name, ())]
        if rows:
            lines += ["", f"## {title}", "", "| 項目 | 數值 |", "| --- | --- |", *rows]
        elif title in kept:
            lines += ["", f"## {kept[title]}"]
    return "\n".join([*lines, ""])


def main(names: Sequence[str]) -> None:
    """Measure the sections ``names`` (all, when there is none) and write them into the page.

    Every row as soon as it is known: what takes long shows how far it is, and one that fails leaves the others.
    """
    for name in names or SECTIONS:
        rows: list[Row] = []
        for row in SECTIONS[name][1]():
            rows.append(row)
            TARGET.write_text(page_with(TARGET.read_text("utf-8"), {name: rows}), "utf-8")
            print("：".join(row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
