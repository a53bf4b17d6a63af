"""The fixed sentences: the Chinese ones of Rasa's domain, and their translations shown before them.

Rasa and the app read the Chinese from one file; only the app adds another language.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

import yaml

from bot.translations import Wording, key, read, spoken, typed_as
from core import locales

ROOM = Path(__file__).parent
FILE = ROOM / "domain" / "responses.yml"
LOCALES, TYPED = ROOM / "locale", ROOM / "typed"


@dataclass(frozen=True, slots=True)
class Voice:
    """Says sentences and phrases in one language, in Chinese where ``wording`` has none or is None."""

    chinese: Mapping[str, str]
    wording: Wording | None = None
    turn: int = 0

    def say(self, name: str, /, **values: object) -> str:
        """The sentence ``name``, filled in; values that are known phrases are said in the language."""
        text = self.wording.response(name, self.turn) if self.wording else None
        filled = {k: self.phrase(v) if isinstance(v, str) else v for k, v in values.items()}
        return (text or self.chinese[name]).strip().format(**filled)

    def phrase(self, chinese: str) -> str:
        """A phrase that stands in Chinese elsewhere."""
        return (self.wording.phrase(chinese) if self.wording else None) or chinese


class Responses:
    """Texts by response name; a name may have several wordings."""

    def __init__(self, texts: dict[str, tuple[str, ...]], wordings: Iterable[Wording] = ()) -> None:
        self._texts = texts
        self._wordings = {wording.language: wording for wording in wordings}
        self._labels = {
            key(said): (value, wording.language)
            for wording in self._wordings.values()
            for value, label in wording.labels.items()
            for said in spoken(label)
        } | {key(value): (value, None) for wording in self._wordings.values() for value in wording.labels}
        self._commands = {
            typed: (intent, wording.language)
            for wording in self._wordings.values()
            for intent, phrases in wording.commands.items()
            for phrase in phrases
            for typed in typed_as(phrase)
        }

    @property
    def names(self) -> frozenset[str]:
        """Names of all responses."""
        return frozenset(self._texts)

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The translations."""
        return tuple(self._wordings.values())

    def told(self, language: str | None, compose: Callable[[Voice], str], turn: int = 0) -> str:
        """What ``compose`` makes of the sentences: in ``language``, with a word that it awaits review,
        then in Chinese; in Chinese alone where that is the same.

        Of several wordings the one of the ``turn``-th time is said, from 0; they take turns.
        """
        texts = {name: wordings[turn % len(wordings)] for name, wordings in self._texts.items()}
        chinese = compose(Voice(texts))
        wording = self._wordings.get(language or "")
        translated = compose(Voice(texts, wording, turn)) if wording else chinese
        if wording is None or translated == chinese:
            return chinese
        notice = "" if wording.approved_by else f"\n（{locales.PENDING}：{wording.pending}）"
        return f"{translated}{notice}\n\n{chinese}"

    def voice(self, language: str | None) -> Voice:
        """Who says things in ``language`` alone, in Chinese where there are no words in it."""
        chinese = {name: wordings[0] for name, wordings in self._texts.items()}
        return Voice(chinese, self._wordings.get(language or ""))

    def pick(
        self,
        name: str,
        turn: int = 0,
        language: str | None = None,
        values: Mapping[str, object] = MappingProxyType({}),
    ) -> str:
        """The sentence ``name``, filled in; see `told`. What has no value keeps its placeholder."""
        blank = {field: f"{{{field}}}" for field in _fields(self._texts[name])}
        return self.told(language, lambda voice: voice.say(name, **(blank | dict(values))), turn)

    def speaks(self, language: str | None) -> bool:
        """Whether there are words in ``language``."""
        return language in self._wordings

    def label(self, value: str, chinese: str, language: str | None) -> str:
        """The label in ``language`` of the choice that says ``value``, else the ``chinese`` one."""
        wording = self._wordings.get(language or "")
        return wording.label(value, chinese) if wording else chinese

    def value_of(self, typed: str) -> tuple[str, str | None] | None:
        """What choosing the button ``typed`` in any language says, and that language; else None.

        A button that is pressed says its value, which tells no language.
        """
        return self._labels.get(key(typed))

    def command(self, typed: str) -> tuple[str, str] | None:
        """The intent of a command in another language, and the language; None for other words."""
        return self._commands.get(key(typed))

    def words(self, name: str) -> frozenset[str]:
        """What people type in the other languages to do ``name``: a word of forms, or a command."""
        lists = (phrases for w in self.wordings for phrases in (w.words.get(name), w.commands.get(name)))
        return frozenset(typed for phrases in lists for phrase in phrases or () for typed in typed_as(phrase))

    def names_choice(self, typed: str, value: str, chinese: str) -> bool:
        """Whether ``typed`` is the label, in any language, of the choice that says ``value``."""
        labels = (wording.label(value, chinese) for wording in self.wordings)
        ways = (way for label in (value, chinese, *labels) for way in spoken(label))
        return any(key(typed) in typed_as(way) for way in ways)


def _fields(texts: Iterable[str]) -> Iterable[str]:
    return (name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def chinese_texts() -> dict[str, tuple[str, ...]]:
    """The wordings of each response of the Rasa domain."""
    data = yaml.safe_load(FILE.read_text("utf-8"))["responses"]
    return {name: tuple(v["text"].strip() for v in variants) for name, variants in data.items()}


@cache
def load_responses() -> Responses:
    """The responses of the Rasa domain with their translations."""
    texts = chinese_texts()
    return Responses(texts, (read(messages, texts, TYPED) for messages in locales.load(LOCALES).values()))
