"""The tables about questions: in the chat, at the counter, and what became of them (pure)."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from bot.usage.results import TurnResult
from connectors.channel_labels import channel_label
from desk.counter.service import ContactKind
from desk.reports.collecting import Material
from desk.reports.figures import NOTHING, TOO_FEW, FigureRow, ReportSection, Table, counted, ranked, share
from desk.reports.periods import ReportPeriod

WITHDRAWN = "已下架的題目"
# A period longer than this is told by months.
_MOST_DAYS = 62
Topics = Callable[[str], str | None]


def parts(
    period: ReportPeriod,
    now: Material,
    before: Material,
    unanswered: Sequence[tuple[str, int]],
    topic_of: Topics,
) -> list[ReportSection]:
    """All of them; ``topic_of`` gives the category of an entry, None when it is no longer published.

    ``unanswered`` are the groups of questions without an answer, the most frequent first.
    """
    return [
        ReportSection(
            "民眾怎麼問",
            (
                _counter_and_chat(now, before),
                _channels(now, before),
                _conversations(now, before),
                _days(period, now),
                _kinds(now, before),
            ),
        ),
        ReportSection("民眾問什麼", (_topics(now, before, topic_of), _counter_topics(now, before))),
        ReportSection(
            "有沒有答到", (_results(now, before), *_opinions(now, before), _unanswered(unanswered))
        ),
    ]


def lines(now: Counter[str], before: Counter[str], order: Iterable[str] = ()) -> list[tuple[str, int, int]]:
    """Both periods side by side: in ``order``, then the most frequent first."""
    fixed = list(order)
    others = sorted({*now, *before} - set(fixed), key=lambda label: (-now[label], -before[label], label))
    return [(label, now[label], before[label]) for label in (*fixed, *others)]


def _sum(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for label, count in pairs:
        found[label] += count
    return found


def _by_channel(material: Material) -> Counter[str]:
    return _sum((channel_label(use.channel), use.turns) for use in material.usage.shares)


def _channels(now: Material, before: Material) -> Table:
    return counted("channels", "各管道的訊息", "則", lines(_by_channel(now), _by_channel(before)))


def _conversations(now: Material, before: Material) -> Table:
    def begun(material: Material) -> Counter[str]:
        return _sum((channel_label(use.channel), use.begun) for use in material.usage.shares)

    return counted("conversations", "各管道新開始的對話", "段", lines(begun(now), begun(before)))


def _days(period: ReportPeriod, now: Material) -> Table:
    """The line of the chart; the period before has other days, so it is not beside it."""
    by_month = period.days > _MOST_DAYS

    def name(day: date) -> str:
        return f"{day:%Y-%m}" if by_month else f"{day:%m-%d}"

    every = [name(period.first + timedelta(days=offset)) for offset in range(period.days)]
    found = _sum((name(day), turns) for day, turns in now.usage.days.items())
    table = counted(
        "days",
        "每月的訊息" if by_month else "每天的訊息",
        "則",
        [(label, found[label], 0) for label in dict.fromkeys(every)],
        is_series=True,
    )
    assert table.total is not None
    rows = tuple(FigureRow(row.label, row.now, NOTHING) for row in table.rows)
    total = FigureRow(table.total.label, table.total.now, NOTHING)
    return Table(table.key, table.title, table.unit, rows, total, is_series=True)


def _counter_and_chat(now: Material, before: Material) -> Table:
    def both(material: Material) -> Counter[str]:
        return Counter(
            {
                "線上的訊息": material.usage.turns,
                "服務台的人數": sum(count for _, _, count in material.counter),
            }
        )

    order = ("線上的訊息", "服務台的人數")
    note = "線上以訊息計，服務台以人計；一個人常有好幾則訊息。"
    return counted("counter", "線上與服務台", "則、人", lines(both(now), both(before), order), note)


def _kinds(now: Material, before: Material) -> Table:
    def by_kind(material: Material) -> Counter[str]:
        return _sum((ContactKind(kind).label, count) for _, kind, count in material.counter)

    order = [kind.label for kind in ContactKind]
    return counted("kinds", "服務台的方式", "人", lines(by_kind(now), by_kind(before), order))


def _topics(now: Material, before: Material, topic_of: Topics) -> Table:
    def by_topic(material: Material) -> Counter[str]:
        answered = material.usage.answered.items()
        return _sum((topic_of(entry_id) or WITHDRAWN, turns) for entry_id, turns in answered)

    return counted("topics", "線上答覆的主題", "則", lines(by_topic(now), by_topic(before)))


def _counter_topics(now: Material, before: Material) -> Table:
    def by_topic(material: Material) -> Counter[str]:
        return _sum((topic, count) for topic, _, count in material.counter)

    return counted("counter-topics", "服務台的主題", "人", lines(by_topic(now), by_topic(before)))


def _results(now: Material, before: Material) -> Table:
    def by_result(material: Material) -> Counter[str]:
        return _sum((use.result.label, use.turns) for use in material.usage.shares)

    order = [result.label for result in TurnResult]
    return counted("results", "每則訊息的結果", "則", lines(by_result(now), by_result(before), order))


def _opinions(now: Material, before: Material) -> tuple[Table, Table]:
    said = [(label, now.opinions.get(good, 0), before.opinions.get(good, 0)) for label, good in _HELPFUL]
    shares = (
        share(material.opinions.get(True, 0), material.opinions.get(False, 0)) for material in (now, before)
    )
    rate = Table("helpful-rate", "有幫助的比率", "％", (FigureRow("有幫助", *shares),), note=TOO_FEW)
    return counted("helpful", "民眾對答案的意見", "次", said), rate


_HELPFUL = (("有幫助", True), ("沒幫助", False))


def _unanswered(groups: Sequence[tuple[str, int]]) -> Table:
    note = "意思相同的說法算在一起，寫出最常見的那句；已遮蔽個人資料；處理請到「學習佇列」。"
    return ranked("unanswered", "最常問而沒有答到的問題", "次", groups, note)
