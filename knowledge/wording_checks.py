"""Rules on what a text must say, each for a kind of fault that a reader would pay for."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from knowledge.directory import UNCONFIRMED
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Parameter
from knowledge.schemas import Entry

_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*元")
_NAMED = re.compile(r"「[^」]+」")
_HOME_WORKERS = "家庭看護工"
_OUTSIDE = {"勞動基準法", "勞工請假規則"}  # laws that do not cover home caregivers and domestic helpers
_MIGRANT = "移工"


def reading_texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Field and text of everything that a citizen reads and that can state a figure."""
    yield "answer", entry.answer
    for field in ("details", "steps"):
        for position, text in enumerate(getattr(entry, field)):
            yield f"{field}.{position}", text
    yield "fee", entry.fee
    if entry.duration:
        yield "duration", entry.duration
    if entry.time_limit:
        yield "time_limit", f"{entry.time_limit.limit} {entry.time_limit.counts_from or ''}"
    for group in entry.documents:
        for item in group.items:
            yield "documents", f"{item.name} {item.missing or ''}"
    for point, written in entry.points.items():
        yield f"points.{point}", written.text


def _is_yearly(parameter: Parameter) -> bool:
    ends = any(value.effective_to or value.confidence == "pending" for value in parameter.values)
    return parameter.unit.startswith("TWD") and ends


def check_yearly_amounts(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """An amount of money that changes every year is a parameter, never a number in a text."""
    values = [(parameter, value.value) for parameter in base.parameters for value in parameter.values]
    lasting = {value for parameter, value in values if not _is_yearly(parameter)}
    yearly = {
        value: parameter.name for parameter, value in values if _is_yearly(parameter) and value not in lasting
    }
    for field, text in reading_texts(entry):
        for amount in _AMOUNT.findall(text):
            number = amount.replace(",", "")
            name = next((name for value, name in yearly.items() if str(value) == number), None)
            if name:
                yield field, f"{amount} 元每年會變：請改用 {{{{{name}}}}}，或換一個例子的數字"


def check_open_answer(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """An answer tells what is known; what is open stands in its own list, with whom to ask."""
    for field, text in reading_texts(entry):
        if UNCONFIRMED in text and field.startswith(("answer", "points.")):
            yield field, f"答案不寫「{UNCONFIRMED}」：先寫知道的和要問誰，沒有查到的寫在尚未確認的清單"


def check_home_workers(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Where migrant workers are served under 勞動基準法, home caregivers learn where they stand."""
    cited = {basis.law for basis in entry.legal_basis}
    serves = any(_MIGRANT in group.situation for group in entry.documents)
    said = any(_HOME_WORKERS in text for _, text in reading_texts(entry))
    if serves and cited & _OUTSIDE and not said:
        yield "details", f"這一題也給移工看：請寫明{_HOME_WORKERS}、家庭幫傭適不適用"


def is_home_page(url: str) -> bool:
    """Whether ``url`` leads to no page of its own within a site."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def check_link_texts(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """A link to a home page says which page or button to look for there; no address says where to go."""
    for form in entry.forms:
        if form.url and is_home_page(form.url) and not _NAMED.search(form.name + form.where):
            yield "forms", f"「{form.name}」的網址是首頁：請寫要找哪一頁、點哪個按鈕（用「」括起來）"
    online = entry.online
    if online is None or (online.url and not is_home_page(online.url)):
        return
    if not (online.note or _NAMED.search(online.name)):
        yield "online", "網址是首頁或沒有網址：請在說明寫要找哪一頁、點哪個按鈕"
