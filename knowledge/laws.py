"""The laws that entries may cite: official names, short names, and how a citation is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.schemas import LegalBasis, Strict, Text
from knowledge.yaml_files import read_records

FILE = Path(__file__).with_name("laws.yml")
# Ends the name of a rule that could not be found yet; such a basis may lack articles.
NOT_FOUND = "待確認）"
_DIRECTIONS = ("要點", "注意事項")
_REFERENCE = re.compile(r"([\u4e00-\u9fff]*)第\s*(\d+)\s*條(?:之\s*(\d+))?")
_LAW_ENDING = re.compile(r"(?:法|條例|規則|辦法|細則|準則|標準)$")


class Law(Strict):
    """A law or direction; ``last_article`` is that of the text that was read, if it was."""

    name: Text
    short: tuple[Text, ...] = ()
    amended: date | None = None
    last_article: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """An article named in a text; ``law`` is the words before it when they name a law, else empty."""

    law: str
    article: str


@cache
def known_laws() -> dict[str, Law]:
    """The laws of ``laws.yml`` by official name.

    Raises:
        InvalidKnowledge: the file is invalid.
    """
    return {law.name: law for law, _ in read_records(FILE, Law)}


def law_text(basis: LegalBasis) -> str:
    """A legal basis as people write it: 勞動基準法第 24 條、第 32 條之 1; directions have points (點)."""
    unit = "點" if basis.law.endswith(_DIRECTIONS) else "條"
    numbers = [article.split("-") for article in basis.articles]
    articles = [f"第 {n[0]} {unit}" + (f"之 {n[1]}" if len(n) > 1 else "") for n in numbers]
    return basis.law + "、".join(articles)


def references(text: str) -> Iterator[Reference]:
    """The articles that ``text`` names: 依勞基法第 14 條 gives (勞基法 with what precedes it, 14)."""
    for before, article, sub in _REFERENCE.findall(text):
        law = before if _LAW_ENDING.search(before) else ""
        yield Reference(law, f"{article}-{sub}" if sub else article)


def is_covered(reference: Reference, cited: tuple[LegalBasis, ...]) -> bool:
    """Whether a basis of the entry is the law and article of ``reference``."""
    for basis in cited:
        law = known_laws().get(basis.law)
        names = (basis.law, *(law.short if law else ()))
        if reference.article in basis.articles and (not reference.law or reference.law.endswith(names)):
            return True
    return False


def problems_of(basis: LegalBasis) -> Iterator[str]:
    """What is wrong with a citation: an unknown or shortened name, no article, an article beyond the last."""
    if basis.law.endswith(NOT_FOUND):
        return
    law = known_laws().get(basis.law)
    if law is None:
        full = next((known.name for known in known_laws().values() if basis.law in known.short), None)
        yield f"沒有「{basis.law}」這個法規：" + (f"請寫「{full}」" if full else f"請加到 {FILE.name}")
    if not basis.articles:
        yield f"{basis.law}：請寫條號"
    for article in basis.articles:
        if law and law.last_article and int(article.split("-")[0]) > law.last_article:
            yield f"{basis.law}沒有第 {article} 條，最後一條是第 {law.last_article} 條"
