"""The tables about time: until an answer came, and until a person came (pure)."""

from collections import Counter
from collections.abc import Callable, Sequence

from connectors.channel_labels import CHATS
from desk.reports.chat_tables import lines
from desk.reports.collecting import Material
from desk.reports.figures import (
    NO_DATA,
    TOO_FEW,
    Cell,
    FigureRow,
    ReportSection,
    Table,
    counted,
    median,
    slowest,
)

Figure = Callable[[Sequence[float], str], Cell]


def parts(now: Material, before: Material) -> list[ReportSection]:
    """All of them."""
    return [
        ReportSection("多快回覆", (_latency(now, before),)),
        ReportSection("轉給真人", (_handovers(now, before), _waiting(now, before))),
    ]


def _latency(now: Material, before: Material) -> Table:
    rows = [
        FigureRow(f"{name}：{label}", _told(now, channel, figure), _told(before, channel, figure))
        for channel, name in CHATS.items()
        for label, figure in (("一半在這以內", median), ("95% 在這以內", slowest))
    ]
    note = (
        "從收到民眾的訊息到平台收下第一則回覆，包括由真人回覆前的系統訊息；"
        f"網頁對話是到系統答完為止，不含等真人的時間。{TOO_FEW}"
    )
    return Table("latency", "各管道多快回覆", "秒", tuple(rows), note=note)


def _told(material: Material, channel: str, figure: Figure) -> Cell:
    seconds = material.responses.get(channel)
    return figure(seconds, "秒") if seconds else NO_DATA


def _handovers(now: Material, before: Material) -> Table:
    def by_end(material: Material) -> Counter[str]:
        taken = sum(times.taken_at is not None for times in material.handovers)
        waiting = sum(times.taken_at is None and times.ended_at is None for times in material.handovers)
        left = len(material.handovers) - taken - waiting
        return Counter({"有同仁接": taken, "還在等": waiting, "沒接到就結束": left})

    order = ("有同仁接", "還在等", "沒接到就結束")
    return counted("handovers", "要求真人的次數", "次", lines(by_end(now), by_end(before), order))


def _waiting(now: Material, before: Material) -> Table:
    def told(material: Material, name: str, figure: Figure) -> Cell:
        values = [found for times in material.handovers if (found := getattr(times, name)) is not None]
        return figure(values, "分鐘")

    rows = tuple(
        FigureRow(label, told(now, name, figure), told(before, name, figure))
        for label, name, figure in (
            ("等候（中位數）", "waited", median),
            ("等候（95% 在這以內）", "waited", slowest),
            ("談話（中位數）", "lasted", median),
        )
    )
    return Table("waiting", "等候與談話的時間", "分鐘", rows, note=TOO_FEW)
