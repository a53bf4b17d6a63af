"""Commands for topics: what is offered, announce something, whom it reached."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from cases.messaging import DeliveryStatus
from cases.quiet_hours import QuietHours
from cases.subscriptions import topic_service
from cases.subscriptions.announcement_service import AnnouncementReport, announce, report
from cases.subscriptions.repository import topics as stored
from core.clock import utc_now
from core.settings import Settings
from core.terminal import console, database, told_as_sentence

topic_commands = typer.Typer(help="民眾可以訂閱的主題", no_args_is_help=True)
_LABELS = {
    DeliveryStatus.WAITING: "等待",
    DeliveryStatus.HANDED: "已交出",
    DeliveryStatus.ARRIVED: "已送達",
    DeliveryStatus.FAILED: "送不出去",
    DeliveryStatus.UNKNOWN: "不確定",
    DeliveryStatus.SKIPPED: "無法通知",
}


def announce_command(
    topic: Annotated[str, typer.Argument(help="主題代號，見 labordesk topics list")],
    text: Annotated[str, typer.Argument(help="通知內容，最多 1,000 字")],
    author: Annotated[str, typer.Option(help="誰發的，留作紀錄")] = "命令列",
) -> None:
    """通知訂閱這個主題的每一個人，一人一則；安靜時段內等到早上。"""

    async def send() -> int:
        quiet = QuietHours.read(Settings().quiet_hours)
        async with database() as opened:
            await topic_service.seed(opened)
            return await announce(opened, topic, text, author, utc_now(), quiet)

    with told_as_sentence():
        number = asyncio.run(send())
    console.print(f"通知 {number} 已排入；結果：labordesk topics report {number}")


@topic_commands.command("list")
def list_topics() -> None:
    """全部主題。"""

    async def read() -> list[tuple[str, str, str, str]]:
        async with database() as opened:
            await topic_service.seed(opened)
            async with opened.transaction() as session:
                rows = await stored(session, only_active=False)
                return [
                    (row.id, row.name, "、".join(row.words), "是" if row.active else "否") for row in rows
                ]

    table = Table("代號", "名稱", "民眾的說法", "開放")
    for row in asyncio.run(read()):
        table.add_row(*row)
    console.print(table)


@topic_commands.command("set")
def set_topic(
    topic: Annotated[str, typer.Argument(help="代號，英文、數字與底線")],
    name: Annotated[str, typer.Argument(help="名稱")],
    words: Annotated[list[str] | None, typer.Option("--word", help="民眾的說法，可以重複")] = None,
    closed: Annotated[bool, typer.Option(help="不再開放訂閱")] = False,
) -> None:
    """新增或修改一個主題。"""

    async def save() -> None:
        async with database() as opened:
            await topic_service.save(opened, topic, name, words or [], not closed)

    with told_as_sentence():
        asyncio.run(save())
    console.print(f"・{topic}：{name}")


@topic_commands.command("report")
def show_report(number: Annotated[int, typer.Argument(help="通知的編號")]) -> None:
    """一則通知送到多少人；沒送到的，原因與人數。"""

    async def read() -> AnnouncementReport:
        async with database() as opened:
            return await report(opened, number)

    with told_as_sentence():
        found = asyncio.run(read())
    table = Table("狀態", "人數")
    for state, count in found.counts.items():
        table.add_row(_LABELS[DeliveryStatus(state)], str(count))
    for reason, count in found.unreached.items():
        table.add_row(f"　沒送到：{reason}", str(count))
    console.print(table)
