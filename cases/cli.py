"""Commands for cases, for the calendar that their deadlines follow, and for the keys that seal them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from cases.attachments import AttachmentStore
from cases.case_numbers import read_number
from cases.export import Export
from cases.policy import CasePolicy
from cases.schemas import SYSTEM, CaseState, Filters
from cases.service import CaseService
from cases.tasks import tidy
from core import terminal
from core.calendar_service import CalendarService
from core.clock import local_now, utc_now
from core.database import Database
from core.encryption import add_key, vault_of
from core.errors import Problem
from core.key_rotation import rotate_columns
from core.keys import ready_vault
from core.settings import Settings
from core.terminal import console, told_as_sentence

cases = typer.Typer(help="案件：清單、匯出、清除到期的個資", no_args_is_help=True)
calendar = typer.Typer(help="上班日：颱風停班、補班", no_args_is_help=True)
keys = typer.Typer(help="加密個資的金鑰", no_args_is_help=True)
_OPERATOR = "labordesk"
Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="日期，例如 2026-07-10")]
Reason = Annotated[str, typer.Argument(help="民眾會看到的理由，例如 颱風停班")]


def install(app: typer.Typer) -> None:
    """Add the commands to ``labordesk``."""
    for name, group in (("cases", cases), ("calendar", calendar), ("keys", keys)):
        app.add_typer(group, name=name)


@asynccontextmanager
async def _database() -> AsyncIterator[Database]:
    with told_as_sentence():
        async with terminal.database() as opened:
            yield opened


async def _service(database: Database) -> CaseService:
    settings = Settings()
    return CaseService.build(settings, database, await ready_vault(settings, database))


@cases.command("list")
def list_cases(
    due_by: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="期限在這天以前")] = None,
    every: Annotated[bool, typer.Option("--all", help="也列出已經結束的")] = False,
) -> None:
    """還在辦理的案件，期限近的在前；不顯示個資。"""
    states = () if every else tuple(state for state in CaseState if state.is_open)
    filters = Filters(states=states, due_by=due_by.date() if due_by else None, limit=1000)

    async def run() -> None:
        async with _database() as database:
            table = Table("案號", "期限", "狀態", "類別", "單位", "承辦")
            for case in await (await _service(database)).list(filters):
                due = f"{case.due}{'（暫停）' if case.paused else ''}"
                table.add_row(case.number, due, case.state.label, case.category, case.unit, case.person)
            console.print(table)

    asyncio.run(run())


@cases.command("export")
def export_case(
    number: Annotated[str, typer.Argument(help="案號")],
    how: Annotated[Export, typer.Option("--as", help="text、json，或可以給公司看的 employer")] = Export.TEXT,
) -> None:
    """印出一個案件；每一次都會留下紀錄。"""

    async def run() -> None:
        async with _database() as database:
            service = await _service(database)
            found = await service.list(Filters(number=read_number(number) or number))
            if not found:
                raise Problem("沒有這個案號，請檢查有沒有打錯。")
            print(await service.export(found[0].id, how, SYSTEM, utc_now()))

    asyncio.run(run())


@cases.command("index")
def index_cases() -> None:
    """重建案件的搜尋（姓名、聯絡方式、公司，只存金鑰雜湊）；更新版本或換過密鑰以後執行一次。"""

    async def run() -> None:
        async with _database() as database:
            console.print(f"{await (await _service(database)).index()} 件可以搜尋了")

    asyncio.run(run())


@cases.command("purge")
def purge() -> None:
    """清除保存期限已過的個資，並刪掉不屬於任何案件的附件檔。"""

    async def run() -> None:
        async with _database() as database:
            console.print(f"清除 {await tidy(await _service(database), utc_now())} 件的個資")

    asyncio.run(run())


def _change(change: Callable[[CalendarService], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with _database() as database:
            await change(CalendarService(database))
            await (await _service(database)).recompute_due()

    asyncio.run(run())
    console.print("已更新；執行中的服務十秒內換上，案件期限也重新計算了")


@calendar.command("close")
def close_day(day: Day, reason: Reason) -> None:
    """這一天不上班，例如颱風停班。"""
    _change(lambda service: service.close_day(day.date(), reason, _OPERATOR, utc_now()))


@calendar.command("open")
def open_day(day: Day, reason: Reason) -> None:
    """這一天要上班，例如補班。"""
    _change(lambda service: service.open_day(day.date(), reason, _OPERATOR, utc_now()))


@calendar.command("forget")
def forget_day(day: Day) -> None:
    """這一天回到一般的行事曆。"""
    _change(lambda service: service.forget_day(day.date()))


@calendar.command("list")
def list_days() -> None:
    """同仁加進來的日子。"""

    async def run() -> None:
        async with _database() as database:
            table = Table("日期", "上班", "理由", "登記人")
            for row in await CalendarService(database).days(date(local_now().year, 1, 1)):
                table.add_row(str(row.day), "是" if row.is_open else "否", row.reason, row.entered_by)
            console.print(table)

    asyncio.run(run())


@keys.command("rotate")
def rotate() -> None:
    """換一把新的金鑰，把所有加密的個資與附件重新加密；服務不必停。

    金鑰寫在 LABORDESK_DATA_KEYS 時，請先把新的放在最前面並重新啟動，再執行。
    """
    settings = Settings()

    async def run() -> None:
        async with _database() as database:
            await ready_vault(settings, database)
            added = add_key(settings)
            vault = vault_of(settings)
            columns = await rotate_columns(database, vault)
            files = AttachmentStore(CasePolicy.of(settings).folder, vault).rotate()
            console.print(f"{'加了一把新金鑰；' if added else ''}重新加密 {columns} 個欄位、{files} 個附件")
            console.print("舊的金鑰請先留著：執行中的服務可能還在用；全部重新啟動並再執行一次後才可以拿掉。")

    asyncio.run(run())
