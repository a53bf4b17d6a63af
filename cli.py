"""The command ``labordesk``."""

import asyncio
import os
import sys

import typer
from rich.console import Console

import backup.cli
import backup.service
import bot.cli
import bot.flows.models
import bot.handover.models
import bot.safety.cli
import cases.cli
import checkup.cli
import connectors.cli
import desk.cli
import knowledge_cli
import practice
import publication.cli
import web.cli
from cases.notices.cli import notices
from cases.subscriptions.cli import announce_command, topic_commands
from core import terminal
from core.clock import utc_now
from core.keys import ready_vault
from core.migrations import migrate
from core.secret_files import PRIVATE
from core.settings import DEFAULT_ENCODER, Settings
from core.settings_example import env_example
from core.single_server import alone
from core.terminal import told_as_sentence
from knowledge import loader
from publication import service as knowledge
from publication.cli import clear_errors
from retrieval.encoder import load_encoder
from retrieval.encoder.build import build_encoder
from retrieval.encoder.serving import encoder_folder
from retrieval.index import generation as generations
from supervisor import app_command, run_processes

app = typer.Typer(
    help="高雄市政府勞工局常見問答與對話服務",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(knowledge_cli.kb, name="kb")
app.add_typer(web.cli.locales, name="locales")
app.add_typer(notices, name="notices")
app.add_typer(topic_commands, name="topics")
app.command("announce")(announce_command)
app.command("check")(checkup.cli.check)
app.command("practice")(practice.practise)
backup.cli.install(app)
cases.cli.install(app)
connectors.cli.install(app)
desk.cli.install(app)
publication.cli.install(app)
app.command("eval")(bot.cli.with_dialogues(bot.safety.cli.with_safety(publication.cli.evaluate_command)))
app.command("openings")(bot.cli.write_openings)
app.command("tune")(bot.cli.tune)
app.command("train-understanding")(bot.cli.train)
app.command("train-safety")(bot.safety.cli.train)
console = Console()


@app.callback()
def _begin() -> None:
    os.umask(PRIVATE)
    with told_as_sentence():
        if backup.service.settle(Settings()):
            console.print("・上一次還原中斷，已經處理完")


async def _bring_up_to_date(base: loader.KnowledgeBase) -> int:
    async with terminal.database() as database:
        added = await knowledge.add_new_kinds(database, base, "system", "新的一類資料", utc_now())
        return added + await knowledge.renew_translations(database, "system", "譯文逐項標示過期", utc_now())


async def _state() -> tuple[bool, int]:
    async with terminal.database() as database:
        return await knowledge.is_seeded(database), await knowledge.live_generation(database)


@app.command()
def build() -> None:
    """建立語意模型、資料庫與索引；重複執行只補缺少的部分。"""
    settings = Settings()
    with clear_errors():
        if settings.encoder_model == DEFAULT_ENCODER:
            build_encoder(encoder_folder(settings), lambda step: console.print(f"・{step}"))
        migrate(settings.database)
        seeded, live = asyncio.run(_state())
        if not seeded:
            changed = asyncio.run(knowledge_cli.store(loader.load(), "最初的知識庫"))
            console.print(f"・寫入知識庫 {changed} 筆")
        elif added := asyncio.run(_bring_up_to_date(loader.load())):
            console.print(f"・寫入新的一類資料或格式 {added} 筆，下次發布時生效")
        if not generations.serves(settings.data_dir / "index", live, load_encoder(settings)):
            live = asyncio.run(
                knowledge_cli.publish_stored(settings, "重新建立索引" if live else "最初的索引")
            )
        console.print(f"・索引第 {live} 版已就緒")


@app.command()
def serve() -> None:
    """只啟動 app，給 systemd 與容器用；rasa 由它們各自啟動，位址寫在 LABORDESK_RASA_URL。"""
    settings = Settings()
    with told_as_sentence(), alone(settings.database):
        asyncio.run(_check_keys(settings))
    os.execv(sys.executable, app_command(settings))  # signals reach the server itself


@app.command()
def up() -> None:
    """啟動 rasa 與 app，並印出網址；按 Ctrl+C 停止。"""
    settings = Settings()
    with told_as_sentence(), alone(settings.database):
        asyncio.run(_check_keys(settings))
    raise typer.Exit(run_processes(settings, console))


async def _check_keys(settings: Settings) -> None:
    async with terminal.database() as database:
        await ready_vault(settings, database)


@app.command("settings")
def show_settings() -> None:
    """印出所有設定、意義與預設值，就是 .env.example 的內容。"""
    typer.echo(env_example(), nl=False)


if __name__ == "__main__":
    app()
