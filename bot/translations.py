"""The bot's words in one other language: what it says (``locale/``) and what people type (``typed/``)."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from core.locales import Messages
from retrieval.analysis.glossary import plain_letters
from retrieval.analysis.text import clean

_LATIN = "LATIN"
# The context of a button's label; its Chinese is what pressing it says.
BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in one language; ``approved_by`` is None until a person has read them.

    ``responses`` by name, each with one wording or several; ``labels`` of buttons by what they say, the
    Chinese with them; ``phrases`` are options and lines by their Chinese, so that none outlives a change of
    it. What people type: ``words`` by what they do in a form, ``commands`` by intent.
    """

    language: str
    pending: str
    responses: Mapping[str, str | list[str]]
    labels: Mapping[str, str]
    approved_by: str | None = None
    phrases: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, list[str]] = field(default_factory=dict)
    commands: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def sentences(self) -> Iterator[str]:
        """Every wording of every response."""
        for said in self.responses.values():
            yield from said if isinstance(said, list) else (said,)

    def response(self, name: str, turn: int) -> str | None:
        """The sentence ``name`` as it is said the ``turn``-th time."""
        said = self.responses.get(name)
        return said[turn % len(said)] if isinstance(said, list) else said

    def phrase(self, chinese: str) -> str | None:
        """``chinese`` in this language, line by line; None when a line of it is not there."""
        lines = [self.phrases.get(line) if line else "" for line in chinese.split("\n")]
        found = [line for line in lines if line is not None]
        return "\n".join(found) if any(lines) and len(found) == len(lines) else None

    def label(self, value: str, chinese: str) -> str:
        """The label of the choice that says ``value``, with its Chinese; else the ``chinese`` alone."""
        if value in self.labels:
            return self.labels[value]
        phrase = self.phrase(chinese)
        if phrase is None:
            return chinese
        return f"{phrase}{chinese if chinese.startswith('（') else f'（{chinese}）'}"


def key(text: str) -> str:
    """``text`` without what people type in different ways: width, case, white space, a full stop."""
    return clean(text).casefold().strip(" 。！!～~.")


def typed_as(text: str) -> frozenset[str]:
    """The keys of ``text`` as it is typed: as it stands, and without accents where letters carry any."""
    with_accents = key(text)
    is_latin = all(_LATIN in unicodedata.name(char, "") for char in with_accents if char.isalpha())
    return frozenset({with_accents, plain_letters(with_accents)} if is_latin else {with_accents})


def spoken(label: str) -> tuple[str, ...]:
    """The ways in which people type a label: whole, or only the words before the Chinese in brackets."""
    return label, label.partition("（")[0].strip()


def read(messages: Messages, chinese: Mapping[str, tuple[str, ...]], typed: Path) -> Wording:
    """The wording of ``messages``, with what people type of the folder ``typed``; see `translatable`.

    A sentence that has several wordings in ``chinese`` has those that are translated.
    """
    said = {
        name: [text for wording in wordings if (text := messages.get(wording, name))]
        for name, wordings in chinese.items()
    }
    data: dict[str, Any] = yaml.safe_load((typed / f"{messages.language}.yml").read_text("utf-8"))
    return Wording(
        messages.language,
        messages.pending,
        {name: wordings if len(wordings) > 1 else wordings[0] for name, wordings in said.items() if wordings},
        {message.chinese: text for message, text in messages.texts.items() if message.context == BUTTON},
        messages.approved_by,
        messages.phrases,
        **data,
    )
