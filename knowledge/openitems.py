"""What the knowledge base does not know yet, as one work list: who has to find out, and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from knowledge.directory import UNCONFIRMED, Place
from knowledge.loader import KnowledgeBase
from knowledge.schemas import Entry
from knowledge.wording import is_home_page


class OpenKind(StrEnum):
    """What kind of fact is missing."""

    STATEMENT = "內容"
    WINDOW = "窗口"
    LINK = "連結"
    FIGURE = "數字"


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
        """Names it in the plan; a window keeps its plan while one fact after the other is found."""
        of_it = "" if self.kind is OpenKind.WINDOW else self.what
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


def open_items(base: KnowledgeBase) -> tuple[OpenItem, ...]:
    """Everything open in ``base``, those with the earliest day first, those without a day last."""
    items = [item for entry in base.entries for item in _of_entry(entry, base)]
    items += [item for place in base.directory for item in _of_place(place)]
    for parameter in base.parameters:
        for value in parameter.values:
            if value.confidence in ("pending", "low"):
                what = f"{value.value.normalize():,f} {parameter.unit}：{value.source}"
                items.append(OpenItem(OpenKind.FIGURE, parameter.name, what, "題庫", value.effective_from))
    return tuple(sorted(items, key=lambda item: (item.due or date.max, item.owner, item.where)))
