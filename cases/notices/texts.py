"""The words of a notice, put together from what staff wrote in ``texts.yml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from cases.schemas import NoticeKind

FILE = Path(__file__).with_name("texts.yml")
# What a text may name: of the facts of a notice only these, for the others may tell of a person.
FACTS = frozenset({"until", "to", "ground", "remedy", "reason"})
NAMES = FACTS | {"number", "unit", "due", "status", "survey"}
_WEEKDAYS = "一二三四五六日"


class BadTexts(ValueError):
    """``texts.yml`` lacks a text, or names something that a notice may not tell."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice in words: ``text`` for a chat; an e-mail adds ``subject`` and the signature."""

    subject: str
    text: str
    mail: str


def day(value: date) -> str:
    """A date as citizens read it: 2026 年 12 月 28 日（星期一）."""
    return f"{value.year} 年 {value.month} 月 {value.day} 日（星期{_WEEKDAYS[value.weekday()]}）"


@cache
def load() -> Mapping[str, Mapping[str, object]]:
    """The texts by name.

    Raises:
        BadTexts: see there.
    """
    texts: dict[str, dict[str, object]] = yaml.safe_load(FILE.read_text("utf-8"))
    for name in (*NoticeKind, "closing", "survey", "signature"):
        if not texts.get(name, {}).get("lines"):
            raise BadTexts(f"texts.yml 缺少 {name}")
        unknown = {field for line in _written(texts[name]) for field in _fields(line)} - NAMES
        if unknown:
            raise BadTexts(f"texts.yml 的 {name} 用了不能用的名稱：{'、'.join(sorted(unknown))}")
    return texts


def letter(kind: NoticeKind, values: Mapping[str, str]) -> Letter:
    """The notice in words; lines that name something without a value are left out.

    ``values`` by the names that `NAMES` lists; others are not looked at.
    """
    texts = load()
    known = {name: values[name] for name in NAMES if values.get(name)}
    body = "\n".join((*_filled(texts[kind], known), "", *_filled(texts["closing"], known)))
    survey = "\n".join(_filled(texts["survey"], known)) if "survey" in known else ""
    signature = "\n".join(_filled(texts["signature"], known))
    mail = "\n\n".join(filter(None, (body, survey, signature)))
    return Letter(subject(kind, known["number"]), body, mail)


def subject(kind: NoticeKind, number: str) -> str:
    """What a notice is about, in one line."""
    return str(load()[kind]["subject"]).format_map({"number": number})


def _filled(text: Mapping[str, object], known: Mapping[str, str]) -> Iterator[str]:
    for line in _lines(text):
        if _fields(line) <= known.keys():
            yield line.format_map(known)


def _lines(text: Mapping[str, object]) -> list[str]:
    lines = text["lines"]
    return [str(line) for line in lines] if isinstance(lines, list) else []


def _written(text: Mapping[str, object]) -> list[str]:
    return [*_lines(text), str(text.get("subject", ""))]


def _fields(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}
