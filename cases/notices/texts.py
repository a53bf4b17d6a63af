"""The words of a notice, put together from what staff wrote in ``texts.yml``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from cases.schemas import NoticeKind
from core import locales
from core.locales import PENDING, CatalogueMessage, Messages

FILE = Path(__file__).with_name("texts.yml")
LOCALES = FILE.with_name("locale")
# What a text may name: of the facts of a notice only these, for the others may tell of a person.
FACTS = frozenset({"until", "to", "into", "ground", "remedy", "reason"})
NAMES = FACTS | {"number", "unit", "due", "due_on", "status", "survey"}
# The name of the office stands once, below the Chinese.
_OFFICIAL = "signature"
_WEEKDAYS = "一二三四五六日"
Texts = Mapping[str, Mapping[str, object]]


class BadTexts(ValueError):
    """``texts.yml`` lacks a text, or names something that a notice may not tell."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice in words: ``text`` for a chat; an e-mail adds ``subject`` and the signature."""

    subject: str
    text: str
    mail: str


@dataclass(frozen=True, slots=True)
class Translated:
    """The texts that are whole in another language; ``approved_by`` is None until a person has read them."""

    pending: str
    texts: Texts
    approved_by: str | None = None

    @property
    def notice(self) -> str:
        """That they await review, if they do."""
        return "" if self.approved_by else f"\n（{PENDING}：{self.pending}）"

    def has(self, *names: str) -> bool:
        """Whether all these texts are there."""
        return self.texts.keys() >= set(names)


def day(value: date) -> str:
    """A date as citizens read it: 2026 年 12 月 28 日（星期一）."""
    return f"{value.year} 年 {value.month} 月 {value.day} 日（星期{_WEEKDAYS[value.weekday()]}）"


@cache
def load() -> Texts:
    """The Chinese texts by name.

    Raises:
        BadTexts: see there.
    """
    texts: Texts = yaml.safe_load(FILE.read_text("utf-8"))
    return _checked(texts, FILE, (*NoticeKind, "closing", "rating", "survey", "signature"))


@cache
def translations() -> Mapping[str, Translated]:
    """The texts in other languages, by language; one that is not translated whole is not there.

    Raises:
        BadTexts: see there.
    """
    found = {}
    for language, messages in locales.load(LOCALES).items():
        texts = {name: text for name, text in _in(messages).items() if None not in (*_flat(text),)}
        _checked(texts, LOCALES / language, ())
        found[language] = Translated(messages.pending, texts, messages.approved_by)
    return found


def translatable() -> Iterator[CatalogueMessage]:
    """What there is to translate: each line with the text that it belongs to."""
    for name, text in load().items():
        if name != _OFFICIAL:
            yield from (CatalogueMessage(line, name) for line in _flat(text))


def _in(messages: Messages) -> dict[str, dict[str, object]]:
    """The texts in the language of ``messages``, with None for what has no translation."""
    return {
        name: {
            field: [messages.get(str(line), name) for line in value]
            if isinstance(value, list)
            else messages.get(str(value), name)
            for field, value in text.items()
        }
        for name, text in load().items()
        if name != _OFFICIAL
    }


def _flat(text: Mapping[str, object]) -> Iterator[Any]:
    for value in text.values():
        yield from value if isinstance(value, list) else (value,)


def letter(kind: NoticeKind, values: Mapping[str, str], language: str = "") -> NoticeText:
    """The notice in words; lines that name something without a value are left out.

    Where there is a translation into ``language`` it goes before the Chinese and says that it awaits
    review. ``values`` by the names that `NAMES` lists; others are not looked at.
    """
    texts = load()
    known = {name: values[name] for name in NAMES if values.get(name)}
    title, body, survey = subject(kind, known["number"]), _body(texts, kind, known), _survey(texts, known)
    translated = translations().get(language)
    if translated and translated.has(kind, "closing", "survey"):
        title = f"{translated.texts[kind]['subject']} / {title}"
        body = f"{_body(translated.texts, kind, known)}{translated.notice}\n\n{body}"
        survey = "\n\n".join(filter(None, (_survey(translated.texts, known), survey)))
    signature = "\n".join(_filled(texts["signature"], known))
    mail = "\n\n".join(filter(None, (body, survey, signature)))
    return NoticeText(title, body, mail)


def rating(number: str, language: str = "") -> tuple[str, tuple[str, ...]]:
    """The question how content somebody is, and the names of the marks where there is a translation."""
    known = {"number": number}
    official = "\n".join(_filled(load()["rating"], known))
    translated = translations().get(language)
    if translated is None or not translated.has("rating"):
        return official, ()
    asked = translated.texts["rating"]
    return "\n".join((*_filled(asked, known), official)), tuple(_lines(asked, "marks"))


def marks() -> list[str]:
    """The names of the marks, worst first."""
    return _lines(load()["rating"], "marks")


def _body(texts: Texts, kind: NoticeKind, known: Mapping[str, str]) -> str:
    return "\n".join((*_filled(texts[kind], known), "", *_filled(texts["closing"], known)))


def _survey(texts: Texts, known: Mapping[str, str]) -> str:
    return "\n".join(_filled(texts["survey"], known)) if "survey" in known else ""


def _checked(texts: Texts, file: Path, names: Iterable[str]) -> Texts:
    for name in names:
        if not texts.get(name, {}).get("lines"):
            raise BadTexts(f"{file.name} 缺少 {name}")
    for name in texts:
        unknown = {field for line in _written(texts[name]) for field in _fields(line)} - NAMES
        if unknown:
            raise BadTexts(f"{file.name} 的 {name} 用了不能用的名稱：{'、'.join(sorted(unknown))}")
    return texts


def subject(kind: NoticeKind, number: str) -> str:
    """What a notice is about, in one line."""
    return str(load()[kind]["subject"]).format_map({"number": number})


def _filled(text: Mapping[str, object], known: Mapping[str, str]) -> Iterator[str]:
    for line in _lines(text):
        if _fields(line) <= known.keys():
            yield line.format_map(known)


def _lines(text: Mapping[str, object], name: str = "lines") -> list[str]:
    lines = text[name]
    return [str(line) for line in lines] if isinstance(lines, list) else []


def _written(text: Mapping[str, object]) -> list[str]:
    return [*_lines(text), str(text.get("subject", ""))]


def _fields(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}
