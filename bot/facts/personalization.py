"""An entry as it fits the person: the nearest window first, whose papers, what applies to whom (pure).

What applies is told by role, pregnancy and the size of the company.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.facts.model import FactKind, Facts, LaborRole
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
# Of windows that are chosen by where somebody lives, the entry says so.
_NEAR = "近時"
_SENTENCE = re.compile(r"(?<=[。；])")
# Ranges of people of a company: 未滿 30 人, 10 人至 29 人, 30 人以上; victims and households are counted too.
_SIZES = re.compile(
    r"(?<!罹災 )(?<!本人 )(?<!或有 )"
    r"(?:未[滿達] ?(?P<below>\d+) ?人|(?P<first>\d+) ?人[至到] ?(?P<last>\d+) ?人"
    r"|(?P<most>\d+) ?人以下|(?P<least>\d+) ?人以上|滿 ?(?P<reached>\d+) ?人)"
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
    """What the entry says of who may and who may not, as far as it is about the person; None for nothing."""
    return "".join(dict.fromkeys(_sentences(view, facts))) or None


def _sentences(view: EntryView, facts: Facts) -> Iterator[str]:
    words = _ABOUT[facts.role] if facts.role else ()
    if FactKind.PREGNANT in facts:
        words = (*words, "懷孕")
    size = facts.number(FactKind.COMPANY_SIZE)
    for name in _WHO:
        point = view.point(name)
        for sentence in _SENTENCE.split(point.text) if point else ():
            if any(word in sentence for word in words) or (size is not None and _holds(sentence, int(size))):
                yield sentence


def _holds(sentence: str, size: int) -> bool:
    """Whether a range of people in ``sentence`` holds a company of ``size``."""
    for found in _SIZES.finditer(sentence):
        limits = {name: int(number) for name, number in found.groupdict().items() if number}
        least = max(limits.get(name, 0) for name in ("first", "least", "reached"))
        most = min(limits.get(name, size) for name in ("last", "most"))
        if least <= size <= most and size < limits.get("below", size + 1):
            return True
    return False
