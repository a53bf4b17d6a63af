"""Rules that an entry must keep beyond its shape; each is a small pure function.

A figure must be a ``{{parameter}}`` or be listed under ``figures`` of a legal basis or source of
the same entry, so that every number has an origin; `knowledge.figures_in_text` says what a figure is.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from knowledge.errors import Problem
from knowledge.figures_in_text import figures_in
from knowledge.labels import field_label, value_label
from knowledge.laws import is_covered, problems_of, references
from knowledge.loader import KnowledgeBase, Located
from knowledge.points import Point
from knowledge.schemas import ANSWER_LIMIT, PARAMETER, POINT_LIMIT, Entry, LegalBasis, Register
from knowledge.translation import point_source
from knowledge.wording_checks import (
    check_home_workers,
    check_link_texts,
    check_open_answer,
    check_yearly_amounts,
    reading_texts,
)

MIN_VARIANTS = 12
RELATED_RANGE = range(3, 6)
_HOTLINES = {"1955", "1999", "165", "110", "113", "119", "1925"}
# Characters that Big5 happens to hold but that only Simplified Chinese writes.
_SIMPLIFIED_IN_BIG5 = frozenset("万与体价优儿党厂听坏复宁并异怀愿扑扰据机极构柜气洁痒确离种筑网胜荐触适")

Check = Callable[[Entry, KnowledgeBase], Iterator[tuple[str, str]]]


def _basis_of(entry: Entry, field: str) -> tuple[LegalBasis, ...]:
    """The laws that may stand behind a text: the entry's, and for a point its own besides."""
    room, _, name = field.partition(".")
    return (*entry.legal_basis, *(entry.points[Point(name)].basis if room == "points" else ()))


def check_figures(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every figure is a parameter or stated by a cited law or source."""
    from_sources = [f for source in entry.sources for f in source.figures]
    for field, text in reading_texts(entry):
        from_laws = [f for basis in _basis_of(entry, field) for f in basis.figures]
        covered = _HOTLINES.union(*map(figures_in, from_sources + from_laws))
        for number in sorted(figures_in(text) - covered):
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


def check_points(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """A point is one or two sentences, and is not declared missing when it is there."""
    for point, written in entry.points.items():
        length = len(PARAMETER.sub("00,000", written.text))
        if length > POINT_LIMIT:
            yield f"points.{point}", f"{length} 字，最多 {POINT_LIMIT} 字：一個要點只寫一到兩句"
    for item in entry.unconfirmed:
        if item.point in entry.points:
            yield "unconfirmed", f"「{item.point.label}」已經有要點了，不能又說題庫沒有"


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
    """What every finished entry has: details, steps, documents, sources, a review date to come."""
    for field in ("details", "steps", "documents", "sources"):
        if not getattr(entry, field):
            yield field, "還沒有填"
    if len(entry.related) not in RELATED_RANGE:
        yield "related", f"{len(entry.related)} 個相關問答，要 3 到 5 個"
    if entry.review_by <= entry.effective_from:
        yield "review_by", "要晚於生效日"
    if entry.effective_to and entry.effective_to < entry.effective_from:
        yield "effective_to", "要晚於生效日"


def check_laws(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Laws are known, named in full and with articles that they have."""
    cited = [("legal_basis", basis) for basis in entry.legal_basis]
    cited += [(f"points.{point}", b) for point, written in entry.points.items() for b in written.basis]
    for field, basis in cited:
        for message in problems_of(basis):
            yield field, message


def check_references(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """An article that a text names is one of the legal basis, of the entry or of the point."""
    for field, text in reading_texts(entry):
        for reference in references(text):
            if not is_covered(reference, _basis_of(entry, field)):
                yield field, f"第 {reference.article} 條不在法令依據裡：請補上或改正"


def _is_simplified(char: str) -> bool:
    """Whether a Han character is missing from Big5, the set of Traditional Chinese, or stray in it."""
    if char in _SIMPLIFIED_IN_BIG5:
        return True
    if not "\u4e00" <= char <= "\u9fff":
        return False
    try:
        char.encode("cp950")
    except UnicodeEncodeError:
        return True
    return False


def check_script(entry: Entry, base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """No Simplified characters in what citizens read."""
    for field, text in [("question", entry.question), *reading_texts(entry)]:
        found = sorted(char for char in set(text) if _is_simplified(char))
        if found:
            yield field, f"有簡體字：{''.join(found)}"


ENTRY_CHECKS: tuple[Check, ...] = (
    check_figures,
    check_parameters,
    check_answer_length,
    check_points,
    check_variants,
    check_places,
    check_completeness,
    check_laws,
    check_references,
    check_script,
    check_yearly_amounts,
    check_open_answer,
    check_home_workers,
    check_link_texts,
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


def _check_review(base: KnowledgeBase, today: date) -> Iterator[tuple[Located, str, bool]]:
    """Review dates that have passed (a warning); entries and figures that have run out."""
    for item in base.located:
        entry = item.entry
        if entry.review_by < today:
            yield item, "檢視日已過", True
        if entry.effective_to is not None and entry.effective_to < today:
            yield item, f"只到 {entry.effective_to} 有效：請下架或更新", False
        for name in filter(base.parameters.__contains__, entry.parameters):
            last = base.parameters.last_day(name, today)
            if last is not None and last < entry.review_by:
                yield item, f"{name} 只到 {last}：檢視日要在那之前", False


def _check_translations(base: KnowledgeBase) -> Iterator[tuple[Located, str]]:
    """Translations that are behind the Chinese: which parts, and which points."""
    by_id = {item.entry.id: item for item in base.located}
    for found in base.translations:
        if (item := by_id.get(found.id)) is None:
            continue
        name = found.language.own_name
        if stale := found.stale_parts(item.entry):
            parts = "、".join(map(field_label, stale))
            yield item, f"{name}的譯文過期（{parts}），顯示時會標出來：請照中文更新"
        behind = [
            point.label
            for point, translated in found.points.items()
            if (source := point_source(item.entry, point)) and not translated.fits(source)
        ]
        if behind:
            yield item, f"{name}的要點譯文過期：{'、'.join(behind)}"


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
        Problem(i.file, i.line, f"{i.entry.id}.review_by", message, warning)
        for i, message, warning in _check_review(base, today)
    ]
    problems += [
        Problem(i.file, i.line, f"{i.entry.id}.translations", message, warning=True)
        for i, message in _check_translations(base)
    ]
    return problems
