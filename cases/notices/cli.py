"""Commands for notices: what waits, what was left to a person, try again."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from cases.enums import NoticeState
from cases.models import CaseRow, NoticeRow
from cases.notices import repository
from cases.notices.models import NoticeStepRow
from cases.notices.reachability import Way
from cases.notices.staff_fallback import retry
from cases.notices.texts import subject
from cases.schemas import NoticeKind
from core.clock import TAIPEI, utc_now
from core.terminal import console, database, transaction

notices = typer.Typer(help="給民眾的案件通知：還沒送達的、再試一次", no_args_is_help=True)
_OPEN = (NoticeState.PENDING, NoticeState.HANDED, NoticeState.STAFF)
_LABELS = {NoticeState.PENDING: "等待", NoticeState.HANDED: "已交出", NoticeState.STAFF: "待同仁聯絡"}


@notices.command("list")
def list_notices(limit: Annotated[int, typer.Option(help="最多列幾筆")] = 50) -> None:
    """還沒送達的通知，與每一種聯絡方式的結果和原因。"""

    async def read() -> list[tuple[NoticeRow, CaseRow, list[NoticeStepRow]]]:
        async with transaction() as session:
            found = await repository.listed(session, _OPEN, limit)
            return [(notice, case, await repository.steps(session, notice.id)) for notice, case in found]

    table = Table("編號", "通知", "狀態", "預定時間", "方式與原因")
    for notice, case, steps in asyncio.run(read()):
        when = notice.due_at.astimezone(TAIPEI).strftime("%m-%d %H:%M") if notice.due_at else ""
        ways = "\n".join(f"{Way(step.way).label} {step.state}：{step.reason}" for step in steps)
        name = subject(NoticeKind(notice.kind), case.number)
        state = _LABELS[NoticeState(notice.state)]
        table.add_row(str(notice.id), name, state, when, f"{notice.timing}\n{ways}".strip())
    console.print(table)


@notices.command("retry")
def retry_notices(
    ids: Annotated[list[int], typer.Argument(help="notices list 列出的編號，狀態是「待同仁聯絡」的")],
) -> None:
    """再用訊息或電子郵件通知一次；可能已經送達的方式不重複。"""

    async def again() -> list[int]:
        async with database() as opened:
            return [number for number in ids if not await retry(opened, number, utc_now())]

    unknown = asyncio.run(again())
    if unknown:
        names = "、".join(map(str, unknown))
        console.print(f"[red]這些編號不能再試：{names}；請用 notices list 查看[/red]")
        raise typer.Exit(1)
    console.print(f"已排入 {len(ids)} 則")
