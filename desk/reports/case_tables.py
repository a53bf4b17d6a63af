"""The tables about cases: how many, how fast, how satisfied (pure)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from cases.enums import Action, NoticeState, Route
from cases.statistics import CaseTimes
from cases.tags.service import Taggable
from core.clock import local_day
from desk.reports.chat_tables import lines
from desk.reports.collecting import Material
from desk.reports.figures import (
    NOTHING,
    Cell,
    FigureRow,
    Guarded,
    ReportSection,
    Table,
    counted,
    share,
    small,
)
from desk.reports.suppression import THRESHOLD

_RESPONSE = ("當天", "1 到 3 天", "4 到 7 天", "超過 7 天", "還沒有")
_AGES = ("7 天以內", "8 到 14 天", "15 到 30 天", "超過 30 天")
_ACTIONS = (Action.TRANSFER, Action.EXTEND, Action.ASK_SUPPLEMENT, Action.REFUSE, Action.REOPEN)
_NOTICES = {
    NoticeState.TOLD: "已送達",
    NoticeState.HANDED: "傳送中",
    NoticeState.PENDING: "等待傳送",
    NoticeState.STAFF: "送不到，由同仁聯絡",
    NoticeState.VOID: "已無人可通知",
}


def parts(
    now: Material, before: Material, still_open: Sequence[CaseTimes], today: date
) -> list[ReportSection]:
    """All of them; ``still_open`` are the cases of today."""
    return [
        ReportSection(
            "案件",
            (
                _filed(now, before),
                _response(now, before),
                *_deadlines(now, before, today),
                _actions(now, before),
                _ages(still_open, today),
                *_tags(now, before),
            ),
        ),
        ReportSection("通知與滿意度", (_notices(now, before), *_satisfaction(now, before))),
    ]


def _filed(now: Material, before: Material) -> Table:
    def by_route(material: Material) -> Counter[str]:
        return Counter(times.route.label for times in material.filed)

    order = [route.label for route in Route if route is not Route.EMERGENCY]
    return counted("filed", "收件", "件", lines(by_route(now), by_route(before), order))


def _response(now: Material, before: Material) -> Table:
    def by_days(material: Material) -> Counter[str]:
        return Counter(_response_label(times.response_days()) for times in material.filed)

    note = "第一次回應：受理、通知補件、移送、不予處理或答覆，以先發生的計；日曆天。"
    return counted(
        "response", "收件到第一次回應", "件", lines(by_days(now), by_days(before), _RESPONSE), note
    )


def _response_label(days: int | None) -> str:
    if days is None:
        return _RESPONSE[-1]
    limits = ((0, 0), (3, 1), (7, 2))
    return next((_RESPONSE[index] for most, index in limits if days <= most), _RESPONSE[3])


def _deadlines(now: Material, before: Material, today: date) -> tuple[Table, Table]:
    def late(material: Material) -> tuple[int, int]:
        missed = sum(times.is_late(today) for times in material.settled)
        return len(material.settled) - missed, missed

    (met, missed), (met_before, missed_before) = late(now), late(before)
    both = [("期限內", met, met_before), ("逾期", missed, missed_before)]
    rate = FigureRow("期限內", share(met, missed), share(met_before, missed_before))
    return (
        counted("deadlines", "這段期間辦結的案件", "件", both),
        Table("deadline-rate", "期限內辦結的比率", "％", (rate,), note="件數太少時不列出。"),
    )


def _actions(now: Material, before: Material) -> Table:
    """They do not add up: a case may be extended and transferred."""
    rows = tuple(
        FigureRow(action.label, small(now.actions.get(action, 0)), small(before.actions.get(action, 0)))
        for action in _ACTIONS
    )
    return Table("actions", "移送、延長與補件", "次", rows)


def _ages(still_open: Sequence[CaseTimes], today: date) -> Table:
    def age(times: CaseTimes) -> str:
        days = (today - local_day(times.filed_at)).days
        limits = ((7, 0), (14, 1), (30, 2))
        return next((_AGES[index] for most, index in limits if days <= most), _AGES[3])

    found = Counter(map(age, still_open))
    table = counted("ages", "目前還在辦的案件，依收件至今", "件", lines(found, Counter(), _AGES))
    assert table.total is not None
    rows = tuple(FigureRow(row.label, row.now, NOTHING) for row in table.rows)
    total = FigureRow("合計", table.total.now, NOTHING)
    return Table(table.key, table.title, table.unit, rows, total, "今天的情形，不隨期間改變。")


def _tags(now: Material, before: Material) -> tuple[Table, ...]:
    """One table for cases and one for conversations; they do not add up: one may have several."""

    def table(key: str, title: str, unit: str, kind: Taggable) -> Table:
        here, there = (
            Counter({name: count for name, one, count in material.tags if one == kind})
            for material in (now, before)
        )
        rows = tuple(FigureRow(name, small(count), small(old)) for name, count, old in lines(here, there))
        return Table(key, title, unit, rows, note="一件可以有好幾個標籤。")

    tables = (
        table("case-tags", "這段期間加上的標籤：案件", "件", Taggable.CASE),
        table("talk-tags", "這段期間加上的標籤：對話", "段", Taggable.CONVERSATION),
    )
    return tuple(table for table in tables if table.rows)


def _notices(now: Material, before: Material) -> Table:
    counts = [
        (label, now.notices.get(state, 0), before.notices.get(state, 0)) for state, label in _NOTICES.items()
    ]
    return counted("notices", "該給民眾的通知", "則", counts)


def _satisfaction(now: Material, before: Material) -> tuple[Table, Table]:
    marks = [(f"{mark} 分", now.scores.get(mark, 0), before.scores.get(mark, 0)) for mark in range(5, 0, -1)]
    mean = FigureRow("平均", _mean(now), _mean(before))
    return (
        counted("scores", "結案後的滿意度", "人", marks, "5 分最滿意；合計就是評分的人數。"),
        Table("mean", "滿意度平均", "分", (mean,), note="評分的人數太少時不列出。"),
    )


def _mean(material: Material) -> Cell:
    """The mean mark, where so many gave one that it tells nobody's."""
    count = sum(material.scores.values())
    if not count:
        return NOTHING
    mean = f"{sum(mark * times for mark, times in material.scores.items()) / count:.1f}"
    return mean if count >= THRESHOLD else Guarded(NOTHING, mean)
