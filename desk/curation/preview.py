"""An entry as each channel would show it, rendered by the channel's own code and measured in its unit.

Texts are limited in UTF-16 code units, LINE's labels in grapheme clusters, a Flex bubble and Telegram's
button data in bytes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from bot.blocks import Block
from bot.entry_card import faq_card
from connectors.contract import Payload
from connectors.facebook import rendering as facebook
from connectors.line import rendering as line
from connectors.telegram import rendering as telegram
from connectors.text import units
from knowledge.presentation import EntryView

FLEX_BYTES = 30 * 1024
CALLBACK_BYTES = 64
_UTF16, _GRAPHEMES, _BYTES = "UTF-16 字元", "字形", "位元組"


@dataclass(frozen=True, slots=True)
class Measure:
    """A length against its limit, in the platform's unit."""

    what: str
    length: int
    limit: int
    unit: str

    @property
    def over(self) -> bool:
        """Whether the platform would refuse it."""
        return self.length > self.limit


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it appears; ``bold`` is its heading."""

    lines: tuple[str, ...]
    bold: str = ""
    buttons: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What one channel shows; ``replies`` are the buttons under the last message."""

    channel: str
    title: str
    bubbles: tuple[Bubble, ...]
    replies: tuple[str, ...] = ()
    note: str = ""
    measures: tuple[Measure, ...] = field(default=())

    @property
    def over(self) -> list[Measure]:
        """Everything that is too long."""
        inner = [measure for bubble in self.bubbles for measure in bubble.measures]
        return [measure for measure in (*inner, *self.measures) if measure.over]


def graphemes(text: str) -> int:
    """Number of characters as people see them (Unicode UAX #29)."""
    return len(regex.findall(r"\X", text))


def _labels(labels: Sequence[str], limit: int) -> tuple[Measure, ...]:
    longest = max(labels, key=graphemes, default="")
    return (Measure("最長的按鈕", graphemes(longest), limit, _GRAPHEMES),) if labels else ()


def _texts(node: Any) -> Iterator[str]:
    """Every text of a Flex box, a row of two as one line."""
    if node.get("type") == "text":
        yield node["text"]
    elif node.get("layout") == "baseline":
        yield "　".join(text for part in node["contents"] for text in _texts(part))
    else:
        for part in node.get("contents", ()):
            yield from _texts(part)


def _line_bubble(message: Payload) -> Bubble:
    if message["type"] == "text":
        text = message["text"]
        return Bubble(
            tuple(text.split("\n")), measures=(Measure("文字", units(text), line.LIMITS.text, _UTF16),)
        )
    bold, *rest = _texts(message["contents"]["body"])
    labels = [part["action"]["label"] for part in message["contents"]["footer"]["contents"]]
    size = len(json.dumps(message["contents"], ensure_ascii=False).encode())
    measures = (
        Measure("Flex 卡片", size, FLEX_BYTES, _BYTES),
        Measure("替代文字", units(message["altText"]), line.ALT_TEXT, _UTF16),
        *_labels(labels, line.LIMITS.label),
    )
    return Bubble(tuple(rest), bold, tuple(labels), measures)


def _line(blocks: Sequence[Block], url: str) -> tuple[Preview, Preview]:
    requests = line.render(blocks, url).requests
    messages = [message for request in requests for message in request["messages"]]
    bubbles = tuple(map(_line_bubble, messages))
    items = messages[-1].get("quickReply", {}).get("items", ()) if messages else ()
    replies = tuple(item["action"]["label"] for item in items)
    phone = Preview("line", "LINE 手機", bubbles, replies, measures=_labels(replies, line.LIMITS.label))
    note = "電腦版看不到快速回覆按鈕，民眾可以打字回答。"
    return phone, Preview("line-pc", "LINE 電腦版", bubbles, note=note)


def _facebook(blocks: Sequence[Block], url: str) -> Preview:
    messages = [request["message"] for request in facebook.render(blocks, url).requests]
    bubbles = []
    for message in messages:
        if "text" in message:
            text = message["text"]
            measure = Measure("文字", units(text), facebook.LIMITS.text, _UTF16)
            bubbles.append(Bubble(tuple(text.split("\n")), measures=(measure,)))
        else:
            template = message["attachment"]["payload"]
            labels = [button["title"] for button in template["buttons"]]
            measures = _labels(labels, facebook.LIMITS.label)
            bubbles.append(Bubble((template["text"],), buttons=tuple(labels), measures=measures))
    quick = messages[-1].get("quick_replies", ()) if messages else ()
    replies = tuple(reply["title"] for reply in quick)
    return Preview(
        "facebook", "Messenger", tuple(bubbles), replies, measures=_labels(replies, facebook.LIMITS.label)
    )


def _telegram(blocks: Sequence[Block], url: str) -> Preview:
    bubbles = []
    for request in telegram.render(blocks, url).requests:
        rows = request.get("reply_markup", {}).get("inline_keyboard", ())
        buttons = [button for row in rows for button in row]
        text = request["text"]
        measures = [Measure("文字", units(text), telegram.LIMITS.text, _UTF16)]
        if buttons:
            longest = max(len(button["callback_data"].encode()) for button in buttons)
            measures.append(Measure("按鈕代碼", longest, CALLBACK_BYTES, _BYTES))
        labels = tuple(button["text"] for button in buttons)
        bubbles.append(Bubble(tuple(text.split("\n")), buttons=labels, measures=tuple(measures)))
    return Preview("telegram", "Telegram", tuple(bubbles))


def previews(view: EntryView, public_url: str) -> tuple[Preview, ...]:
    """``view`` on every channel but the web, which shows its own component."""
    blocks = (faq_card(view),)
    return (*_line(blocks, public_url), _facebook(blocks, public_url), _telegram(blocks, public_url))
