"""What the knowledge base does not know yet, as one work list: who has to find out, and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from hashlib import sha256

from knowledge.directory import UNCONFIRMED, Place
from knowledge.labels import value_label
from knowledge.loader import KnowledgeBase
from knowledge.schemas import Entry, Status
from knowledge.translation import Language, Translation, point_source
from knowledge.wording_checks import is_home_page


class OpenKind(StrEnum):
    """What kind of fact is missing."""

    STATEMENT = "內容"
    WINDOW = "窗口"
    LINK = "連結"
    FIGURE = "數字"
    TRANSLATION = "譯文"
    REVIEW = "檢視"


_BIT_BY_BIT = (OpenKind.WINDOW, OpenKind.TRANSLATION)
SOON = timedelta(days=30)
# An entry that is translated is to be found in these; Filipino follows where it is asked for.
_EXPECTED = (Language.ENGLISH, Language.VIETNAMESE, Language.INDONESIAN, Language.THAI)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing to find out; ``where`` names an entry, place or figure, ``due`` the day it is needed."""

    kind: OpenKind
    where: str
    what: str
    owner: str
    due: date | None

    @property
    def code(self) -> str:
        """Names it in the plan; what is found out bit by bit keeps its plan meanwhile."""
        of_it = "" if self.kind in _BIT_BY_BIT else self.what
        return sha256(f"{self.kind}\n{self.where}\n{of_it}".encode()).hexdigest()[:32]


def _of_entry(entry: Entry, base: KnowledgeBase) -> Iterator[OpenItem]:
    for item in entry.unconfirmed:
        what = f"{item.what}（問{base.directory[item.ask].name}）"
        yield OpenItem(OpenKind.STATEMENT, entry.id, what, entry.owner, entry.review_by)
    for form in entry.forms:
        if not form.url or is_home_page(form.url):
            what = f"表格「{form.name}」{'只到首頁' if form.url else '沒有網址'}"
            yield OpenItem(OpenKind.LINK, entry.id, what, entry.owner, entry.review_by)
    online = entry.online
    if online and (not online.url or is_home_page(online.url)):
        what = f"線上服務「{online.name}」{'只到首頁' if online.url else '沒有網址'}"
        yield OpenItem(OpenKind.LINK, entry.id, what, entry.owner, entry.review_by)


def _of_place(place: Place) -> Iterator[OpenItem]:
    facts = {
        "地址": place.address,
        "電話": place.phone,
        "分機": place.extension,
        "無障礙設施": place.accessibility,
    }
    missing = [name for name, fact in facts.items() if fact is not None and fact.shown is None]
    if not place.hours.known:
        missing.insert(0, "服務時間")
    if missing:
        what = f"{place.name}：{'、'.join(missing)}{UNCONFIRMED}"
        yield OpenItem(OpenKind.WINDOW, place.key, what, place.unit or place.name, None)


def behind(entry: Entry, found: Translation) -> tuple[str, ...]:
    """What of a translation was made from Chinese that has changed since, in words."""
    told = () if found.fits(entry) else ("題目、回答、文件或窗口",)
    return told + tuple(
        point.label
        for point, text in found.points.items()
        if (source := point_source(entry, point)) and not text.fits(source)
    )


def unwritten(entry: Entry, found: Translation) -> tuple[str, ...]:
    """The points of ``entry`` that a translation does not have, in words."""
    return tuple(point.label for point in entry.points if point not in found.points)


def _of_translations(entry: Entry, base: KnowledgeBase) -> Iterator[OpenItem]:
    """One item for all languages; what citizens read out of date is waited for by nobody's day."""
    known = {language: base.translations.of(entry, language) for language in Language}
    if entry.status is not Status.PUBLISHED or not any(known.values()):
        return
    name = partial(value_label, "language")
    there = {language: found for language, found in known.items() if found}
    stale = [name(language) for language, found in there.items() if behind(entry, found)]
    absent = [name(language) for language in _EXPECTED if not known[language]]
    partly = [name(language) for language, found in there.items() if unwritten(entry, found)]
    told = [
        f"{'、'.join(names)}{what}"
        for names, what in ((stale, "過期"), (absent, "還沒有"), (partly, "有要點還沒譯"))
        if names
    ]
    if told:
        due = None if stale else entry.review_by
        yield OpenItem(OpenKind.TRANSLATION, entry.id, "；".join(told), entry.owner, due)


def reviews_due(base: KnowledgeBase, today: date) -> tuple[OpenItem, ...]:
    """The published entries that are to be looked at again within `SOON`, or should have been."""
    return tuple(
        OpenItem(OpenKind.REVIEW, entry.id, "內容還對不對", entry.owner, entry.review_by)
        for entry in base.entries
        if entry.status is Status.PUBLISHED and entry.review_by <= today + SOON
    )


def open_items(base: KnowledgeBase) -> tuple[OpenItem, ...]:
    """Everything open in ``base``, those with the earliest day first, those without a day last."""
    items = [item for entry in base.entries for item in _of_entry(entry, base)]
    items += [item for entry in base.entries for item in _of_translations(entry, base)]
    items += [item for place in base.directory for item in _of_place(place)]
    for parameter in base.parameters:
        for value in parameter.values:
            if value.confidence in ("pending", "low"):
                what = f"{value.value.normalize():,f} {parameter.unit}：{value.source}"
                items.append(OpenItem(OpenKind.FIGURE, parameter.name, what, "題庫", value.effective_from))
    return tuple(sorted(items, key=lambda item: (item.due or date.max, item.owner, item.where)))
