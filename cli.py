"""The command ``labordesk``."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import backup.cli
import bot.flows.models
import bot.handover.models  # noqa: F401  `keys rotate` must know every sealed column
import cases.cli
import connectors.cli
import desk.cli
import retrieval.cli
from cases.notices.cli import notices
from cases.subscriptions.cli import announce_command, topic_commands
from connectors.fitting import channel_problems
from core.clock import local_now, utc_now
from core.database import Database
from core.migrations import migrate
from core.settings import DEFAULT_ENCODER, Settings
from knowledge import checks, loader
from knowledge import service as knowledge
from knowledge.export import export
from knowledge.review import coverage, review_page
from retrieval import generation as generations
from retrieval.cli import clear_errors
from retrieval.confusability import index_problems
from retrieval.encoder import load_encoder
from retrieval.encoder.build import build_encoder
from retrieval.encoder.serving import encoder_folder
from retrieval.publishing import publish, try_load
from retrieval.ranker import RankerModel
from service import run_processes

app = typer.Typer(
    help="高雄市政府勞工局常見問答與對話服務",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
kb = typer.Typer(help="知識庫：檢查與匯入", no_args_is_help=True)
app.add_typer(kb, name="kb")
app.add_typer(notices, name="notices")
app.add_typer(topic_commands, name="topics")
app.command("announce")(announce_command)
backup.cli.install(app)
cases.cli.install(app)
connectors.cli.install(app)
desk.cli.install(app)
retrieval.cli.install(app)
console = Console()


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=console) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


async def _publish(settings: Settings, note: str) -> int:
    database = Database(settings.database)
    try:
        encoder = await asyncio.to_thread(load_encoder, settings)
        with _bar("建立索引") as progress:
            root = settings.data_dir / "index"
            built = await publish(database, encoder, root, note, local_now(), progress)
        return built.number
    finally:
        await database.close()


async def _store(settings: Settings, base: loader.KnowledgeBase, note: str) -> int:
    database = Database(settings.database)
    try:
        return await knowledge.store(database, base, "system", note, utc_now())
    finally:
        await database.close()


async def _state(settings: Settings) -> tuple[bool, int]:
    database = Database(settings.database)
    try:
        return await knowledge.is_seeded(database), await knowledge.live_generation(database)
    finally:
        await database.close()


@app.command()
def build() -> None:
    """建立語意模型、資料庫與索引；重複執行只補缺少的部分。"""
    settings = Settings()
    with clear_errors():
        if settings.encoder_model == DEFAULT_ENCODER:
            build_encoder(encoder_folder(settings), lambda step: console.print(f"・{step}"))
        migrate(settings.database)
        seeded, live = asyncio.run(_state(settings))
        if not seeded:
            changed = asyncio.run(_store(settings, loader.load(), "最初的知識庫"))
            console.print(f"・寫入知識庫 {changed} 筆")
        if not generations.serves(settings.data_dir / "index", live, load_encoder(settings)):
            live = asyncio.run(_publish(settings, "重新建立索引" if live else "最初的索引"))
        console.print(f"・索引第 {live} 版已就緒")


@app.command()
def up() -> None:
    """啟動 rasa 與 app，並印出網址；按 Ctrl+C 停止。"""
    raise typer.Exit(run_processes(Settings(), console))


def _draft(settings: Settings, base: loader.KnowledgeBase) -> generations.Generation:
    """``base`` indexed in memory; texts that the newest generation holds are not encoded again."""
    root = settings.data_dir / "index"
    newest = generations.newest_number(root)
    previous = try_load(root, newest)
    with _bar("建立索引") as progress:
        return generations.build(
            base, load_encoder(settings), newest + 1, local_now().date(), previous, progress
        )


@kb.command("check")
def check(
    room: Annotated[Path, typer.Option(help="知識庫資料夾")] = loader.ROOM,
    index: Annotated[bool, typer.Option(help="也用索引檢查：說法是否更像別題、題目是否重複")] = True,
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
    errors = sum(not problem.warning for problem in problems)
    console.print(f"{len(base.entries)} 題，{errors} 個錯誤，{len(problems) - errors} 個提醒")
    raise typer.Exit(1 if errors else 0)


@kb.command("import")
def import_files(room: Annotated[Path, typer.Argument(help="知識庫資料夾")] = loader.ROOM) -> None:
    """把檔案寫進資料庫並發布新版；執行中的服務兩秒內換上。"""
    settings = Settings()
    with clear_errors():
        changed = asyncio.run(_store(settings, loader.load(room), "匯入"))
        number = asyncio.run(_publish(settings, f"匯入 {changed} 筆"))
        console.print(f"變更 {changed} 筆，發布第 {number} 版")


async def _read(settings: Settings) -> loader.KnowledgeBase:
    database = Database(settings.database)
    try:
        return await knowledge.read(database)
    finally:
        await database.close()


@kb.command("export")
def export_files(folder: Annotated[Path, typer.Argument(help="寫到這個資料夾")]) -> None:
    """把資料庫裡的知識庫寫成 YAML 檔。"""
    with clear_errors():
        base = asyncio.run(_read(Settings()))
    export(base, folder)
    console.print(f"{len(base.entries)} 題寫到 {folder}")


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


if __name__ == "__main__":
    app()
