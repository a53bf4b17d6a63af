"""The fixed sentences: the Chinese ones of Rasa's domain, and their translations shown before them.

Rasa and the app read the Chinese from one file; only the app adds another language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.presentation import PENDING_TRANSLATION
from retrieval.text import clean

ROOM = Path(__file__).parent
FILE = ROOM / "domain" / "responses.yml"
TRANSLATIONS = ROOM / "translations"


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences and labels in one language; ``approved_by`` is None until a person has read them."""

    language: str
    pending: str
    responses: dict[str, str]
    labels: dict[str, str]
    approved_by: str | None = None


class Responses:
    """Texts by response name; a name may have several wordings."""

    def __init__(self, texts: dict[str, tuple[str, ...]], wordings: Iterable[Wording] = ()) -> None:
        self._texts = texts
        self._wordings = {wording.language: wording for wording in wordings}
        self._values = {
            key(said): value
            for wording in self._wordings.values()
            for value, label in wording.labels.items()
            for said in (value, *spoken(label))
        }

    @property
    def names(self) -> frozenset[str]:
        """Names of all responses."""
        return frozenset(self._texts)

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The translations."""
        return tuple(self._wordings.values())

    def pick(self, name: str, turn: int = 0, language: str | None = None) -> str:
        """The wording of ``name`` for the ``turn``-th time it is said, from 0; they take turns.

        Where there is a translation into ``language``, it goes before the Chinese and says that it
        awaits review.
        """
        wordings = self._texts[name]
        chinese = wordings[turn % len(wordings)]
        wording = self._wordings.get(language or "")
        if wording is None or name not in wording.responses:
            return chinese
        notice = "" if wording.approved_by else f"\n（{PENDING_TRANSLATION}：{wording.pending}）"
        return f"{wording.responses[name].strip()}{notice}\n\n{chinese}"

    def label(self, value: str, chinese: str, language: str | None) -> str:
        """The label in ``language`` of the choice that says ``value``, else the ``chinese`` one."""
        wording = self._wordings.get(language or "")
        return wording.labels.get(value, chinese) if wording else chinese

    def value_of(self, typed: str) -> str | None:
        """What choosing the label ``typed`` in any language says; None when it is no label.

        A button that is pressed says its value: that is a label as well.
        """
        return self._values.get(key(typed))


def key(text: str) -> str:
    """``text`` without what people type in different ways: width, case, white space."""
    return clean(text).casefold()


def spoken(label: str) -> tuple[str, ...]:
    """The ways in which people type a label: whole, or only the words before the Chinese in brackets."""
    return label, label.partition("（")[0].strip()


def _wording(file: Path) -> Wording:
    data: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return Wording(**data)


@cache
def load_responses() -> Responses:
    """The responses of the Rasa domain with their translations."""
    data = yaml.safe_load(FILE.read_text("utf-8"))["responses"]
    texts = {name: tuple(v["text"].strip() for v in variants) for name, variants in data.items()}
    return Responses(texts, map(_wording, sorted(TRANSLATIONS.glob("*.yml"))))
