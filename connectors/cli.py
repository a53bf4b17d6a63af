"""Commands for channels: set them up, see and replay what could not be delivered."""

import asyncio
from typing import Annotated

import typer
from linebot.v3.messaging import ApiException
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from connectors import registry
from connectors.facebook.connector import FacebookConnector
from connectors.facebook.setup import messenger_profile
from connectors.line import setup as line_setup
from connectors.models import InboxRow, OutboxRow
from connectors.repository import dead_letters
from connectors.telegram import setup as telegram_setup
from connectors.telegram.connector import TelegramConnector
from core.clock import TAIPEI, utc_now
from core.settings import Settings
from core.terminal import console, transaction

line = typer.Typer(help="LINE 官方帳號", no_args_is_help=True)
facebook = typer.Typer(help="Facebook 粉絲專頁", no_args_is_help=True)
telegram = typer.Typer(help="Telegram bot", no_args_is_help=True)
outbox = typer.Typer(help="送出的訊息：數量、送不出去的、重送", no_args_is_help=True)
# No id is longer.
_DIGITS = 9
_BAD = dead_letters.DEAD_DELIVERIES


def install(app: typer.Typer) -> None:
    """Add the commands to ``labordesk``."""
    for name, group in (("line", line), ("facebook", facebook), ("telegram", telegram), ("outbox", outbox)):
        app.add_typer(group, name=name)


def _public_https(settings: Settings, channel: str) -> str:
    if not settings.public_base.startswith("https://"):
        console.print("[red]平台只接受 https 網址：請先設定 LABORDESK_PUBLIC_URL=https://…[/red]")
        raise typer.Exit(1)
    return f"{settings.public_base}/webhooks/{channel}"


def _missing(channel: str) -> typer.Exit:
    console.print(f"[red]沒有設定 LABORDESK_{channel.upper()}_* 的密鑰，請先寫進 .env[/red]")
    return typer.Exit(1)


@line.command("setup")
def line_set_up() -> None:
    """設定 LINE 的 webhook 網址並安裝圖文選單；可以重複執行。"""
    settings = Settings()
    token = settings.line_channel_access_token
    if token is None:
        raise _missing("line")
    webhook = _public_https(settings, "line")
    job = line_setup.install(
        token.get_secret_value(), str(settings.line_api_base), str(settings.line_data_api_base), webhook
    )
    try:
        menu = asyncio.run(job)
    except ApiException as error:
        console.print(f"[red]LINE 不接受（HTTP {error.status}）：請檢查 access token 與網址[/red]")
        raise typer.Exit(1) from None
    console.print(f"・webhook：{webhook}\n・圖文選單：{menu}")
    console.print(
        "請到 LINE Official Account Manager 確認：「自動回應訊息」「加入好友的歡迎訊息」都關閉，"
        "否則會搶走回覆；「Webhook」與「Webhook 重新傳送」都開啟。"
    )


@facebook.command("setup")
def facebook_set_up() -> None:
    """設定粉絲專頁的開始按鈕、選單、問候與開場問題；可以重複執行。"""
    connector = registry.CHANNELS["facebook"](Settings())
    if not isinstance(connector, FacebookConnector):
        raise _missing("facebook")

    async def configure(connector: FacebookConnector) -> int:
        try:
            return (await connector.configure(messenger_profile())).status_code
        finally:
            await connector.close()

    status = asyncio.run(configure(connector))
    if status >= 400:
        console.print(f"[red]Facebook 不接受（HTTP {status}）：請檢查粉絲專頁的存取權杖[/red]")
        raise typer.Exit(1)
    console.print("・Messenger 選單已設定")


@telegram.command("setup")
def telegram_set_up() -> None:
    """設定 Telegram 的 webhook、指令與說明；polling 模式則取消 webhook。"""
    settings = Settings()
    connector, secret = registry.CHANNELS["telegram"](settings), settings.telegram_webhook_secret
    if not isinstance(connector, TelegramConnector) or secret is None:
        raise _missing("telegram")
    webhook = None if settings.telegram_mode == "polling" else _public_https(settings, "telegram")
    try:
        asyncio.run(telegram_setup.install(connector.bot, webhook, secret.get_secret_value()))
    except TelegramError as error:
        console.print(f"[red]Telegram 不接受（{type(error).__name__}）：請檢查 bot 權杖與網址[/red]")
        raise typer.Exit(1) from None
    console.print(f"・webhook：{webhook or '不用（polling）'}")


@outbox.command("status")
def outbox_status() -> None:
    """收到的事件與送出的訊息，各種狀態的數量。"""

    async def read() -> dict[str, int]:
        async with transaction() as session:
            return await dead_letters.counts(session)

    table = Table("狀態", "數量")
    for state, count in sorted(asyncio.run(read()).items()):
        table.add_row(state, str(count))
    console.print(table)


@outbox.command("list")
def outbox_list(limit: Annotated[int, typer.Option(help="最多列幾筆")] = 50) -> None:
    """送不出去（failed）、不確定（unknown）的訊息，與處理失敗（dead）的事件。"""

    async def read() -> tuple[list[OutboxRow], list[InboxRow]]:
        async with transaction() as session:
            return await dead_letters.settled(session, _BAD, limit), await dead_letters.dead_events(
                session, limit
            )

    deliveries, events = asyncio.run(read())
    table = Table("編號", "管道", "狀態", "次數", "時間", "原因")
    for row in deliveries:
        when = row.created_at.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(f"out-{row.id}", row.channel, row.state, str(row.attempts), when, row.reason)
    for event in events:
        when = event.received_at.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(f"in-{event.id}", event.channel, event.state, str(event.attempts), when, event.reason)
    console.print(table)


@outbox.command("replay")
def outbox_replay(
    ids: Annotated[list[str], typer.Argument(help="outbox list 列出的編號，例如 out-12 in-7")],
) -> None:
    """重送或重新處理；不確定（unknown）的訊息重送後，民眾可能收到兩次。"""

    async def replay() -> list[str]:
        async with transaction() as session:
            return [wanted for wanted in ids if not await _replay(session, wanted)]

    unknown = asyncio.run(replay())
    if unknown:
        console.print(
            f"[red]沒有這些待重送的編號，或內容已經刪除：{'、'.join(unknown)}；請用 outbox list 查看[/red]"
        )
        raise typer.Exit(1)
    console.print(f"已排入 {len(ids)} 筆")


async def _replay(session: AsyncSession, wanted: str) -> bool:
    kind, _, number = wanted.partition("-")
    if kind not in ("out", "in") or not number.isdecimal() or len(number) > _DIGITS:
        return False
    row: OutboxRow | InboxRow | None = (
        await session.get(OutboxRow, int(number))
        if kind == "out"
        else await session.get(InboxRow, int(number))
    )
    # Without a payload its words were erased: there is nothing left to send or to read.
    if row is None or not row.payload or row.state not in (*_BAD, "dead"):
        return False
    await dead_letters.replay(session, row, utc_now())
    return True
