"""``labordesk practice``: the desk with invented citizens, apart from everything real.

It has a folder, keys, a database and a port of its own; of the real installation it reads the semantic
model and the index, and changes nothing. Every channel is off, see `core.practice`.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import repository as conversations
from cases.schemas import Origin
from composition import Services, opened
from core.clock import utc_now
from core.database import Database
from core.errors import Problem
from core.migrations import migrate
from core.progress import ProgressSteps
from core.settings import ROOT, Settings, variable
from core.terminal import told_as_sentence
from desk.auth.audit_service import ActionOrigin as By
from desk.auth.permissions import Role
from desk.counter.referral_service import new_code, refer
from desk.practice import story
from desk.practice.people import NAMES, account_of
from publication import service as knowledge
from retrieval.encoder.serving import encoder_folder
from retrieval.index import generation as generations
from supervisor import START_SECONDS, app_command, wait_until_ready

_PORT = 8010
_PATIENCE = 5 * START_SECONDS
console = Console()


def practise(
    port: Annotated[int, typer.Option(help="練習用的埠")] = _PORT,
    fresh: Annotated[bool, typer.Option("--fresh", help="丟掉上次練習的內容，重新開始")] = False,
) -> None:
    """用假想的民眾練習：資料夾、資料庫與埠都是自己的，什麼都不會寄出去。"""
    real = Settings()
    with told_as_sentence():
        os.environ |= {variable("practice"): "true", variable("port"): str(port)}
        own = Settings()
        if fresh:
            shutil.rmtree(own.data_dir, ignore_errors=True)
        if not Path(own.data_dir / "labordesk.db").exists():
            console.print("・準備假想的民眾與案件")
            prepare(real, own)
        raise typer.Exit(_serve(own))


def prepare(real: Settings, own: Settings) -> None:
    """Make the folder of ``own`` from the newest index of ``real``, and let the invented citizens come.

    Raises:
        Problem: there is no index yet.
    """
    root = real.data_dir / "index"
    number = generations.newest_number(root)
    if not number:
        raise Problem("還沒有索引：請先執行 labordesk build")
    unfinished = own.data_dir.with_name(f".{own.data_dir.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / "index").mkdir(parents=True, mode=0o700)
    folder = generations.folder_of(root, number)
    shutil.copytree(folder, unfinished / "index" / folder.name)
    staged = own.model_copy(update={"data_dir": unfinished})
    encoder_folder(staged).symlink_to(encoder_folder(real).absolute())
    migrate(staged.database)
    asyncio.run(_fill(staged, number))
    unfinished.rename(own.data_dir)


async def _fill(settings: Settings, number: int) -> None:
    now = utc_now()
    base = generations.load(settings.data_dir / "index", number).base
    database = Database(settings.database)
    try:
        await knowledge.store(database, base, "system", "練習用的題庫", now)
        await knowledge.announce(database, number, "練習用的索引", now)
    finally:
        await database.close()
    async with opened(settings) as services:
        await _people(services, now)


async def _people(services: Services, now: datetime) -> None:
    by = By("練習模式", "")
    for role in Role:
        if role is not Role.VOLUNTEER:
            await account_of(services.database, role, by, now)
    for number, statement in enumerate(story.statements(now)):
        await services.cases.file(statement, Origin("web"), (), now, f"practice-{number}")
    for referral in story.REFERRALS:
        await refer(services.database, referral, NAMES[Role.VOLUNTEER], new_code(), now)
    for talk in story.TALKS:
        for number, text in enumerate(talk.texts):
            await services.conversation.answer(talk.conversation, "webchat", text, f"m{number}")
        # By themselves: the bot would offer a call back, as nobody is at the desk yet.
        async with services.database.transaction() as session:
            row = await conversations.conversation(session, talk.conversation, "webchat", now)
            await services.handover.request(session, row, now)


def _serve(settings: Settings) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    process = subprocess.Popen(app_command(settings), cwd=ROOT)
    address = f"http://{settings.host}:{settings.port}"
    try:
        with ProgressSteps(console, settings.data_dir / "start_seconds.json").step("啟動練習") as look:
            is_up = wait_until_ready(f"{address}/healthz", process, _PATIENCE, look)
        if not is_up:
            console.print("[red]練習沒有啟動，請看上面的訊息[/red]")
            return 1
        console.print(f"[bold yellow]練習模式：{address}/desk[/bold yellow]　按 Ctrl+C 停止")
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        process.terminate()
        process.wait(15)
