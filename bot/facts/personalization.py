"""An entry as it fits the person: the nearest window first, whose papers, what applies to whom (pure).

What applies is told by role, pregnancy, the size of the company and the hours of a week.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.facts.model import FactKind, Facts, LaborRole
from knowledge.calculators.annual_leave import HOURS_A_WEEK
from knowledge.districts import nearest
from knowledge.points import Point
from knowledge.presentation import EntryView

# Words by which the papers of an entry name a role, the best first.
_PAPERS = {
    LaborRole.EMPLOYER: ("雇主",),
    LaborRole.MIGRANT: ("移工", "勞工"),
    LaborRole.CAREGIVER: ("移工", "勞工"),
    LaborRole.STUDENT: ("勞工", "青年"),
    LaborRole.PART_TIME: ("勞工",),
    LaborRole.WORKER: ("勞工",),
}
# Words by which a point tells that it is about somebody.
_ABOUT = {
    LaborRole.EMPLOYER: ("雇主",),
    LaborRole.MIGRANT: ("移工",),
    LaborRole.CAREGIVER: ("家庭看護", "家庭幫傭"),
    LaborRole.STUDENT: ("學生", "工讀"),
    LaborRole.PART_TIME: ("部分工時", "兼職", "打工"),
    LaborRole.WORKER: (),
}
_WHO = (Point.EXCLUSION, Point.ELIGIBILITY)
# What an entry tells of few hours a week stands among its details too.
_FEW_HOURS = ("部分工時", "做幾小時")
_MOST = 4  # sentences: more is no short answer
# Of windows that are chosen by where somebody lives, the entry says so.
_NEAR = "近時"
_SENTENCE = re.compile(r"(?<=[。；])")
# Ranges of people of a company: 未滿 30 人, 10 人至 29 人, 30 人以上; victims and households are counted too.
_SIZES = re.compile(
    r"(?<!罹災 )(?<!本人 )(?<!或有 )"
    r"(?:未[滿達] ?(?P<below>\d+) ?人|(?P<first>\d+) ?人[至到] ?(?P<last>\d+) ?人"
    r"|(?P<most>\d+) ?人以下|(?P<least>\d+) ?人以上|滿 ?(?P<reached>\d+) ?人)"
)

# Ranges of hours of a week: 每週超過 40 小時, 每週最多 20 小時, 沒做滿 40 小時; hours of leave are others.
_WEEKS = re.compile(
    r"(?<!假，)每週[^，；。]{0,4}?(?:超過|最多) ?(?P<over>\d+) ?小時"
    r"|週[^，；。]{0,6}?(?:未滿|沒做滿|沒到) ?(?P<below>\d+) ?小時"
)


def near(view: EntryView, facts: Facts) -> EntryView:
    """The entry with the window first that is nearest to the person, where it is chosen by that."""
    town = facts.get(FactKind.TOWN)
    by_place = [(when, window) for when, window in view.other_windows if when.endswith(_NEAR)]
    if town is None or not by_place:
        return view
    windows = [view.window, *(window for _, window in by_place)]
    chosen = nearest(town, (f"{window.address}{window.name}" for window in windows))
    if not chosen:
        return view
    others = tuple(pair for pair in view.other_windows if pair != by_place[chosen - 1])
    return replace(view, window=windows[chosen], other_windows=(("也可以去", view.window), *others))


def papers_role(view: EntryView, facts: Facts) -> str | None:
    """The word by which the entry's papers name the person's role, None where none is for it."""
    words = _PAPERS[facts.role] if facts.role else ()
    situations = [group.situation for group in view.documents]
    return next((word for word in words if any(one.startswith(word) for one in situations)), None)


def about_me(view: EntryView, facts: Facts) -> str | None:
    """What the entry says of who may and who may not, as far as it is about the person; None for nothing.

    In another language the whole points are told, for they are translated as wholes, and the details are not.
    """
    if other := view.translation:
        points = [name for name in _WHO if any(_about(one, facts) for one in _of_point(view, name))]
        told = [point.text for name in points if (point := other.point(name)) and not point.notice]
        return " ".join(told) or None
    sentences = [one for name in _WHO for one in _of_point(view, name) if _about(one, facts)]
    return "".join(list(dict.fromkeys([*sentences, *_of_hours(view, facts)]))[:_MOST]) or None


def _of_point(view: EntryView, name: Point) -> list[str]:
    """The sentences of a point."""
    point = view.point(name)
    return _SENTENCE.split(point.text) if point else []


def _of_hours(view: EntryView, facts: Facts) -> Iterator[str]:
    """The sentences of the details that are about the hours somebody works a week."""
    hours = facts.number(FactKind.WEEKLY_HOURS)
    if hours is None:
        return
    for sentence in (one for detail in view.details for one in _SENTENCE.split(detail)):
        few = hours < HOURS_A_WEEK and any(word in sentence for word in _FEW_HOURS)
        if few or _holds_hours(sentence, hours):
            yield sentence


def _about(sentence: str, facts: Facts) -> bool:
    """Whether a sentence of who may and who may not is about the person."""
    hours, size = facts.number(FactKind.WEEKLY_HOURS), facts.number(FactKind.COMPANY_SIZE)
    words = _ABOUT[facts.role] if facts.role else ()
    if FactKind.PREGNANT in facts:
        words = (*words, "懷孕")
    if hours is not None and hours < HOURS_A_WEEK and facts.role is not LaborRole.EMPLOYER:
        words = (*words, *_ABOUT[LaborRole.PART_TIME], *_FEW_HOURS)
    return (
        any(word in sentence for word in words)
        or (size is not None and _holds(sentence, int(size)))
        or (hours is not None and _holds_hours(sentence, hours))
    )


def _holds_hours(sentence: str, hours: Decimal) -> bool:
    """Whether a range of hours of a week in ``sentence`` holds ``hours``."""
    for found in _WEEKS.finditer(sentence):
        over, below = found["over"], found["below"]
        if (over and hours > int(over)) or (below and hours < int(below)):
            return True
    return False


def _holds(sentence: str, size: int) -> bool:
    """Whether a range of people in ``sentence`` holds a company of ``size``."""
    for found in _SIZES.finditer(sentence):
        limits = {name: int(number) for name, number in found.groupdict().items() if number}
        least = max(limits.get(name, 0) for name in ("first", "least", "reached"))
        most = min(limits.get(name, size) for name in ("last", "most"))
        if least <= size <= most and size < limits.get("below", size + 1):
            return True
    return False
