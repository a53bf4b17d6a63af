"""Channel-neutral content: what an answer consists of, before any platform renders it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from knowledge.presentation import EntryView


@dataclass(frozen=True, slots=True)
class Text:
    """Plain sentences; may hold line breaks."""

    text: str
    type: Literal["text"] = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: ``label`` is shown, ``value`` is what choosing it says."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with options; every channel also accepts the typed number or label."""

    text: str
    options: tuple[Option, ...]
    type: Literal["choices"] = field(default="choices", init=False)


FEEDBACK = (Option("有幫助", "有幫助"), Option("沒幫助", "沒幫助"))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of `Brief` with its name; of one that ``folds`` a small screen shows the beginning only."""

    label: str
    text: str
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """What is shown of an entry first, in one language: at most one screen of a phone.

    ``more`` is the answer of the entry where ``answer`` is another sentence of it; ``notice`` is the
    standing of a translation into ``language`` (None: the official Chinese).
    """

    title: str
    answer: str
    rows: tuple[Row, ...] = ()
    more: str | None = None
    language: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class FaqCard:
    """An entry with what one may ask next and whether it helped; `bot.entry_card` makes it.

    ``brief`` is shown, the rest of ``entry`` is folded; ``language`` is the conversation's.
    """

    entry: EntryView
    feedback: tuple[Option, ...] = FEEDBACK
    language: str | None = None
    chips: tuple[Option, ...] = ()
    brief: Brief | None = None
    type: Literal["faq_card"] = field(default="faq_card", init=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A page to open; ``url`` may be relative to the public address."""

    label: str
    url: str
    type: Literal["link"] = field(default="link", init=False)


KNOWN: Final = "known"


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact of the situation: as it is shown, how a correction of it begins, and what takes it back."""

    label: str
    change: str
    forget: str


@dataclass(frozen=True, slots=True)
class Known:
    """The situation as it was told: a heading, the facts, and how to change them in words.

    ``change`` and ``forget`` name what can be done with a chip. The record of a turn holds no such block.
    """

    text: str
    facts: tuple[KnownFact, ...]
    how: str
    change: str
    forget: str
    type: Literal["known"] = field(default=KNOWN, init=False)

    @property
    def lines(self) -> str:
        """The block in words, for channels without chips."""
        return "\n".join([self.text, *(f"・{fact.label}" for fact in self.facts), self.how])


Block = Text | Choices | FaqCard | Link | Known


_ADAPTERS: dict[str, TypeAdapter[Block]] = {
    "text": TypeAdapter(Text),
    "choices": TypeAdapter(Choices),
    "faq_card": TypeAdapter(FaqCard),
    "link": TypeAdapter(Link),
    KNOWN: TypeAdapter(Known),
}


def as_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as the public contract shows them."""
    # A card holds a whole entry: `dataclasses.asdict` copies all of it in Python.
    return [_ADAPTERS[block.type].dump_python(block) for block in blocks]


def from_json(blocks: Iterable[dict[str, Any]]) -> list[Block]:
    """The inverse of `as_json`; blocks of unknown type are left out."""
    return [
        _ADAPTERS[block["type"]].validate_python(
            {key: value for key, value in block.items() if key != "type"}
        )
        for block in blocks
        if block.get("type") in _ADAPTERS
    ]
