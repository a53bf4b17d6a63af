"""Commands for staff accounts; the first administrator is made here."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from core import terminal
from core.clock import TAIPEI, utc_now
from core.database import Database
from core.errors import Problem
from core.migrations import migrate
from core.settings import Settings
from desk.auth import account_service, passwords
from desk.auth.audit_service import ActionOrigin
from desk.auth.permissions import Role
from desk.watch.links import LinkReport, LinkState, check, keep, newest
from knowledge.links import links
from publication import service as knowledge

user = typer.Typer(help="服務台帳號", no_args_is_help=True)
console = Console()
_T = TypeVar("_T")
Login = Annotated[str, typer.Argument(help="帳號，通常是電子郵件")]


def install(app: typer.Typer) -> None:
    """Add the commands to ``labordesk``."""
    app.add_typer(user, name="user")
    app.command("links")(show_links)


def show_links(
    last: Annotated[bool, typer.Option("--last", help="只印上一次的結果，不連線")] = False,
) -> None:
    """檢查題庫的網址：失效、搬家、沒有回應、正常；結果也顯示在「現況」。有失效的以 1 結束。"""
    settings = Settings()

    async def fresh() -> LinkReport:
        async with terminal.database() as database:
            return await check(links(await knowledge.read(database)), utc_now())

    report = newest(settings) if last else asyncio.run(fresh())
    if report is None:
        console.print("還沒有檢查過，請執行 labordesk links")
        raise typer.Exit(1)
    if not last:
        keep(report, settings)
    table = Table(title=f"網址檢查（{report.checked_at.astimezone(TAIPEI):%Y-%m-%d %H:%M}）", box=None)
    for title in ("結果", "網址", "用在", "說明"):
        table.add_column(title, overflow="fold")
    worst_first = [LinkState.DEAD, LinkState.MOVED, LinkState.SILENT, LinkState.OK]
    for link in sorted(report.found, key=lambda found: worst_first.index(found.state)):
        table.add_row(link.state.label, link.url, "、".join(link.used_by), link.detail)
    console.print(table)
    counts = "，".join(f"{state.label} {report.count(state)}" for state in worst_first)
    console.print(f"{len(report.found)} 個網址：{counts}")
    raise typer.Exit(1 if report.count(LinkState.DEAD) else 0)


def _origin() -> ActionOrigin:
    return ActionOrigin(f"{getpass.getuser()}（指令列）", "")


def _run(job: Callable[[Database], Awaitable[_T]]) -> _T:
    """Run ``job`` on the database, brought up to date first; problems are told and end with 1."""

    async def run() -> _T:
        async with terminal.database() as database:
            return await job(database)

    try:
        migrate(Settings().database)
        return asyncio.run(run())
    except Problem as problem:
        console.print(f"[red]{problem.detail}[/red]")
        for reason in problem.fields.values():
            console.print(f"・{reason}")
    except (SQLAlchemyError, OSError) as error:
        console.print(f"[red]資料庫讀不到（{type(error).__name__}）：請檢查 LABORDESK_DATABASE_URL[/red]")
    raise typer.Exit(1)


@user.command("add")
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="姓名", prompt="姓名")],
    role: Annotated[Role, typer.Option(help="身分；志工用值班 PIN，不需要帳號", prompt="身分")],
    unit: Annotated[str, typer.Option(help="單位")] = "",
    ask: Annotated[bool, typer.Option("--ask-password", help="自己輸入密碼，不要隨機產生")] = False,
    oidc: Annotated[bool, typer.Option("--oidc", help="只用機關單一登入，沒有密碼")] = False,
) -> None:
    """新增帳號；沒有自己輸入時，印出一次第一個密碼，登入後要換掉。"""
    typed = typer.prompt("密碼", hide_input=True, confirmation_prompt=True) if ask else None
    password = None if oidc else typed or passwords.random_password()
    _run(
        lambda database: account_service.add(
            database, login, name, unit, role, password, _origin(), utc_now(), must_change=typed is None
        )
    )
    console.print(f"已新增 {login}（{role.label}）")
    if password and not typed:
        console.print(f"第一個密碼（只顯示這一次）：[bold]{password}[/bold]")


@user.command("list")
def list_users() -> None:
    """全部帳號。"""
    table = Table("帳號", "姓名", "單位", "身分", "兩步驟驗證", "狀態", "建立")
    for row in _run(account_service.listed):
        second, state = "已設定" if row.totp_secret else "尚未設定", "使用中" if row.active else "已停用"
        made = row.created_at.astimezone(TAIPEI).strftime("%Y-%m-%d")
        table.add_row(row.login, row.name, row.unit, Role(row.role).label, second, state, made)
    console.print(table)


async def _set_active(database: Database, login: str, active: bool) -> None:
    account = await account_service.find(database, login)
    await account_service.set_active(database, account.id, active, _origin(), utc_now())


@user.command("disable")
def disable(login: Login) -> None:
    """停用帳號，並立刻登出。"""
    _run(lambda database: _set_active(database, login, False))
    console.print(f"已停用 {login}")


@user.command("enable")
def enable(login: Login) -> None:
    """恢復停用的帳號。"""
    _run(lambda database: _set_active(database, login, True))
    console.print(f"已恢復 {login}")


@user.command("reset")
def reset(login: Login) -> None:
    """重設密碼與兩步驟驗證，印出一次新的第一個密碼。"""

    async def job(database: Database) -> str:
        account = await account_service.find(database, login)
        return await account_service.reset(database, Settings().signing_key, account.id, _origin(), utc_now())

    console.print(f"{login} 的第一個密碼（只顯示這一次）：[bold]{_run(job)}[/bold]")
