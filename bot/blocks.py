"""Channel-neutral content: what an answer consists of, before any platform renders it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from knowledge.presentation import EntryView


@dataclass(frozen=True, slots=True)
class Text:
    """Plain sentences; may hold line breaks."""

    text: str
    type: str = field(default="text", init=False)


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
    type: str = field(default="choices", init=False)


FEEDBACK = (Option("有幫助", "有幫助"), Option("沒幫助", "沒幫助"))


@dataclass(frozen=True, slots=True)
class FaqCard:
    """An entry in full, with the question whether it helped; ``language`` is the conversation's."""

    entry: EntryView
    feedback: tuple[Option, ...] = FEEDBACK
    language: str | None = None
    type: str = field(default="faq_card", init=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A page to open; ``url`` may be relative to the public address."""

    label: str
    url: str
    type: str = field(default="link", init=False)


Block = Text | Choices | FaqCard | Link


def as_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as the public contract shows them."""
    return [asdict(block) for block in blocks]


_READERS: dict[str, TypeAdapter[Block]] = {
    "text": TypeAdapter(Text),
    "choices": TypeAdapter(Choices),
    "faq_card": TypeAdapter(FaqCard),
    "link": TypeAdapter(Link),
}


def from_json(blocks: Iterable[dict[str, Any]]) -> list[Block]:
    """The inverse of `as_json`; blocks of unknown type are left out."""
    return [
        _READERS[block["type"]].validate_python({key: value for key, value in block.items() if key != "type"})
        for block in blocks
        if block.get("type") in _READERS
    ]
