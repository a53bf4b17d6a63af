"""Rules that an entry must keep beyond its shape; each is a small pure function.

A figure is a number in Arabic digits. It must be a ``{{parameter}}`` or be listed under
``figures`` of a legal basis or source of the same entry, so that every number has an origin.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from knowledge.errors import Problem
from knowledge.labels import value_label
from knowledge.loader import KnowledgeBase, Located
from knowledge.schemas import ANSWER_LIMIT, PARAMETER, Entry, Register

MIN_VARIANTS = 12
RELATED_RANGE = range(3, 6)
_LAW_REFERENCE = re.compile(r"第\s*\d+(?:-\d+)?\s*(?:條|項|款|點|目)(?:之\s*\d+)?(?:第\s*\d+\s*[項款目])*")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_URL = re.compile(r"https?://\S+|[\w.-]+\.(?:gov\.tw|org\.tw|com\.tw|tw)\S*")
_LAW_NAME = re.compile(
    r"(法|條例|規則|辦法|細則|準則|要點|標準|規程|通則|須知|解釋令|注意事項|憲法)$|（.+）$"
)

Check = Callable[[Entry, KnowledgeBase], Iterator[tuple[str, str]]]


def _reading_texts(entry: Entry) -> Iterator[tuple[str, str]]:
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


def _numbers(text: str) -> set[str]:
    bare = _URL.sub(" ", _LAW_REFERENCE.sub(" ", PARAMETER.sub(" ", text)))
    return {number.replace(",", "").rstrip(".") for number in _FIGURE.findall(bare)}


def check_figures(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every figure is a parameter or stated by a cited law or source."""
    stated = [f for basis in entry.legal_basis for f in basis.figures]
    stated += [f for source in entry.sources for f in source.figures]
    covered = set().union(*(_numbers(figure) for figure in stated)) if stated else set()
    hotlines = {"1955", "1999", "165", "110", "113", "119", "1925"}
    for field, text in _reading_texts(entry):
        for number in sorted(_numbers(text) - covered - hotlines):
            yield field, f"數字 {number} 沒有出處：請改用參數 {{{{名稱}}}}，或寫進依據、來源載明的數字"


def check_parameters(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every ``{{name}}`` is known."""
    for name in entry.parameters:
        if name not in base.parameters:
            yield "parameters", f"沒有參數 {name}：請先新增這個數字，或改正名稱"


def check_answer_length(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """The direct answer stays within 300 characters as shown."""
    length = len(PARAMETER.sub("00,000", entry.answer))
    if length > ANSWER_LIMIT:
        yield "answer", f"{length} 字，最多 {ANSWER_LIMIT} 字：其餘請移到補充說明"


def check_variants(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Enough variants, in every register that fits, none twice."""
    texts = entry.all_variants
    if len(texts) < MIN_VARIANTS:
        yield "variants", f"只有 {len(texts)} 句說法，至少要 {MIN_VARIANTS} 句"
    for register in (Register.KEYWORD, Register.SITUATION, Register.COLLOQUIAL):
        if register not in entry.variants:
            yield "variants", f"沒有「{value_label('register', register)}」這種說法"
    seen: set[str] = {entry.question}
    for text in texts:
        if text in seen:
            yield "variants", f"「{text}」寫了兩次"
        seen.add(text)


def check_places(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Windows and units to ask exist in the directory."""
    keys = [entry.window.place, *(w.place for w in entry.other_windows)]
    keys += [item.ask for item in entry.unconfirmed]
    for key in keys:
        if key not in base.directory:
            yield "window", f"沒有窗口 {key}；可用的有：{'、'.join(base.directory.keys)}"


def check_completeness(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """What every finished entry has: details, documents, sources, a review date to come."""
    for field in ("details", "documents", "sources"):
        if not getattr(entry, field):
            yield field, "還沒有填"
    if len(entry.related) not in RELATED_RANGE:
        yield "related", f"{len(entry.related)} 個相關問答，要 3 到 5 個"
    if entry.review_by <= entry.effective_from:
        yield "review_by", "要晚於生效日"
    if entry.expires_on and entry.expires_on < entry.effective_from:
        yield "expires_on", "要晚於生效日"


def check_laws(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Laws are named in full and with articles."""
    for basis in entry.legal_basis:
        if not _LAW_NAME.search(basis.law):
            yield "legal_basis", f"「{basis.law}」看起來不是法規全名"
        if not basis.articles and not re.search(r"(要點|注意事項|解釋令|待確認）)$", basis.law):
            yield "legal_basis", f"{basis.law}：請寫條號"


def _is_simplified(char: str) -> bool:
    """Whether a Han character is missing from Big5, the character set of Traditional Chinese."""
    if not "\u4e00" <= char <= "\u9fff":
        return False
    try:
        char.encode("cp950")
    except UnicodeEncodeError:
        return True
    return False


def check_script(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """No Simplified characters in what citizens read."""
    for field, text in [("question", entry.question), *_reading_texts(entry)]:
        found = sorted(char for char in set(text) if _is_simplified(char))
        if found:
            yield field, f"有簡體字：{''.join(found)}"


ENTRY_CHECKS: tuple[Check, ...] = (
    check_figures,
    check_parameters,
    check_answer_length,
    check_variants,
    check_places,
    check_completeness,
    check_laws,
    check_script,
)


def _check_links(base: KnowledgeBase, known: set[str]) -> Iterator[tuple[Located, str, str]]:
    for item in base.located:
        for other in item.entry.related:
            if other not in known or other == item.entry.id:
                yield item, "related", f"沒有這個問答：{other}"


def _check_shared_variants(base: KnowledgeBase) -> Iterator[tuple[Located, str, str]]:
    owner: dict[str, str] = {}
    for item in base.located:
        for text in {item.entry.question, *item.entry.all_variants}:
            first = owner.setdefault(text, item.entry.id)
            if first != item.entry.id:
                yield item, "variants", f"「{text}」也是 {first} 的說法"


def check(base: KnowledgeBase, today: date, known_ids: Iterable[str] = ()) -> list[Problem]:
    """All problems of ``base``; ``known_ids`` are ids that exist outside it (partial checks)."""
    problems = [
        Problem(item.file, item.line, f"{item.entry.id}.{field}", message)
        for item in base.located
        for rule in ENTRY_CHECKS
        for field, message in rule(item.entry, base)
    ]
    known = {entry.id for entry in base.entries} | set(known_ids)
    crossing = [*_check_links(base, known), *_check_shared_variants(base)]
    problems += [Problem(i.file, i.line, f"{i.entry.id}.{f}", m) for i, f, m in crossing]
    problems += [
        Problem(i.file, i.line, f"{i.entry.id}.review_by", "檢視日已過", True)
        for i in base.located
        if i.entry.review_by < today
    ]
    return problems
