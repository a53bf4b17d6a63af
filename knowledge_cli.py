"""``labordesk kb``: the knowledge base as files, checked, imported, exported and read."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.golden_dialogues import hold
from bot.understanding.dialogues import Split, shipped
from bot.understanding.follow_ups import coverage as follow_ups
from connectors.message_limits import channel_problems
from core import terminal
from core.clock import local_now, utc_now
from core.settings import Settings
from knowledge import checks, loader
from knowledge.export import export
from knowledge.open_items import OpenKind, open_items
from knowledge.point_coverage import Presence, presences, silent
from publication import service as knowledge
from publication.cli import clear_errors
from publication.examiner import prepare
from publication.release_service import publish, try_load
from publication.sign_off_page import coverage, review_page
from retrieval.classifier.threads import serve_on_one_thread
from retrieval.encoder import load_encoder
from retrieval.evaluation.confusability import index_problems
from retrieval.evaluation.real import missing
from retrieval.index import generation as generations
from retrieval.ranking.ranker import RankerModel

kb = typer.Typer(help="知識庫：檢查與匯入", no_args_is_help=True)
console = Console()


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=console) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


async def publish_stored(settings: Settings, note: str) -> int:
    """What is stored as the next live generation, examined at once; its number."""
    async with terminal.database() as database:
        encoder = await asyncio.to_thread(load_encoder, settings)
        with _bar("建立索引") as progress:
            root = settings.data_dir / "index"
            built = await publish(database, encoder, root, note, local_now(), progress)
        console.print("・先答一次考題與示範對話，第一次發布前的檢查不必再等")
        serve_on_one_thread()  # as the app answers
        await asyncio.to_thread(prepare, built, encoder, root, partial(hold, now=local_now()), local_now())
        return built.number


async def store(base: loader.KnowledgeBase, note: str) -> int:
    """Write ``base`` into the database; how many records changed."""
    async with terminal.database() as database:
        return await knowledge.store(database, base, "system", note, utc_now())


def _draft(settings: Settings, base: loader.KnowledgeBase) -> generations.Generation:
    """``base`` indexed in memory; texts that the newest generation holds are not encoded again."""
    root = settings.data_dir / "index"
    newest = generations.newest_number(root)
    previous = try_load(root, newest)
    with _bar("建立索引") as progress:
        return generations.build(
            base, load_encoder(settings), newest + 1, local_now().date(), previous, progress
        )


def _points_table(base: loader.KnowledgeBase) -> Table:
    table = Table(title="要點（題數）", box=None, padding=(0, 1, 0, 0))
    for column in ("要點", "寫到", "說明沒有", "沒寫"):
        table.add_column(column)
    for point, counts in presences(base.entries).items():
        table.add_row(point.label, *(str(counts[kind]) for kind in Presence))
    return table


@kb.command("check")
def check(
    room: Annotated[Path, typer.Option(help="知識庫資料夾")] = loader.ROOM,
    index: Annotated[bool, typer.Option(help="也用索引檢查：說法是否更像別題、題目是否重複")] = True,
    points: Annotated[bool, typer.Option("--points", help="列出每一題還沒有寫到的要點")] = False,
) -> None:
    """檢查知識庫檔案；有錯誤時列出檔名、行號、欄位，並以 1 結束。"""
    settings = Settings()
    with clear_errors():
        base = loader.load(room)
        problems = checks.check(base, local_now().date()) + channel_problems(base, local_now())
        if index:
            problems += index_problems(_draft(settings, base), RankerModel.load())
    for problem in problems:
        console.print(str(problem), soft_wrap=True, markup=False)
    console.print(_points_table(base))
    asked, answered = follow_ups(base.entries, shipped(Split.TRAIN)[0])
    console.print(f"學習的對話裡接著問要點的 {asked} 句，題庫寫到 {answered} 句（{answered / asked:.1%}）")
    if points:
        for entry_id, missing in silent(base.entries):
            told = "、".join(point.label for point in missing)
            console.print(f"{entry_id}：{told}", soft_wrap=True, markup=False)
    errors = sum(not problem.warning for problem in problems)
    console.print(f"{len(base.entries)} 題，{errors} 個錯誤，{len(problems) - errors} 個提醒")
    raise typer.Exit(1 if errors else 0)


@kb.command("import")
def import_files(room: Annotated[Path, typer.Argument(help="知識庫資料夾")] = loader.ROOM) -> None:
    """把檔案寫進資料庫並發布新版；執行中的服務兩秒內換上。"""
    settings = Settings()
    with clear_errors():
        changed = asyncio.run(store(loader.load(room), "匯入"))
        number = asyncio.run(publish_stored(settings, f"匯入 {changed} 筆"))
        console.print(f"變更 {changed} 筆，發布第 {number} 版")


async def _read() -> loader.KnowledgeBase:
    async with terminal.database() as database:
        return await knowledge.read(database)


@kb.command("export")
def export_files(folder: Annotated[Path, typer.Argument(help="寫到這個資料夾")]) -> None:
    """把資料庫裡的知識庫寫成 YAML 檔。"""
    with clear_errors():
        base = asyncio.run(_read())
    export(base, folder)
    console.print(f"{len(base.entries)} 題寫到 {folder}")


@kb.command("open")
def show_open(
    room: Annotated[Path, typer.Option(help="知識庫資料夾")] = loader.ROOM,
    kind: Annotated[OpenKind | None, typer.Option(help="只看一種")] = None,
) -> None:
    """列出還沒有查到的事：內容、窗口時間與電話、連結、數字、譯文，連同承辦單位和期限。"""
    with clear_errors():
        items = [item for item in open_items(loader.load(room)) if kind in (None, item.kind)]
    table = Table(title="待確認清單", box=None, padding=(0, 1, 0, 0))
    for title in ("種類", "哪裡", "要查什麼", "承辦", "期限"):
        table.add_column(title, overflow="fold")
    for item in items:
        due = item.due.isoformat() if item.due else "未定"
        table.add_row(item.kind, item.where, item.what, item.owner, due)
    console.print(table)
    console.print(f"共 {len(items)} 項")


@kb.command("missing")
def show_missing(room: Annotated[Path, typer.Option(help="知識庫資料夾")] = loader.ROOM) -> None:
    """列出民眾問過、題庫沒有寫到的：談到主題卻沒有寫到那一點的真實問句，照題目，多的在前。"""
    with clear_errors():
        entries = {entry.id: entry for entry in loader.load(room).entries}
    found = missing()
    table = Table(title="談到主題，沒有寫到問的那一點（真實問句的句數）", box=None, padding=(0, 1, 0, 0))
    for title in ("句數", "代號", "題目"):
        table.add_column(title, overflow="fold")
    for entry_id, count in found.points:
        question = entries[entry_id].question if entry_id in entries else "（已移除）"
        table.add_row(str(count), entry_id, question)
    console.print(table)
    console.print(f"另有 {found.matters} 句勞動事務沒有題目談到；標記只記句子的雜湊，看不到問了什麼")


@kb.command("review")
def review(
    page: Annotated[Path, typer.Argument(help="審閱頁（HTML）寫到這個檔案")] = Path("review.html"),
    room: Annotated[Path, typer.Option(help="知識庫資料夾")] = loader.ROOM,
) -> None:
    """每一題連同來源印成一頁供審閱簽章，並列出各類別完整程度。"""
    with clear_errors():
        base = loader.load(room)
    page.write_text(review_page(base, local_now()), "utf-8")
    table = Table(title="各類別完整程度（題數；說法為總句數）", box=None, padding=(0, 1, 0, 0))
    titles = "類別 說法 題數 文件 表單 線上 期限 法條 高可信 待確認 逾期 譯文"
    for title in titles.split():
        table.add_column(title, justify="right", no_wrap=True)
    for row in coverage(base, local_now()):
        table.add_row(*map(str, astuple(row)))
    console.print(table)
    console.print(f"審閱頁：{page}")
