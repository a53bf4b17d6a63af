"""Blocks as LINE message objects.

Limits: https://developers.line.biz/en/reference/messaging-api/ (message objects, Flex, quick reply)
and https://developers.line.biz/en/docs/messaging-api/text-character-count/.
"""

from collections.abc import Sequence
from typing import Any

from bot.blocks import Block, Choices, FaqCard, Link, Option, Text
from connectors.contract import Limits, Payload, Rendered
from connectors.text import (
    button_label,
    card_text,
    follow_ups,
    last_options,
    link_text,
    numbered,
    shorten,
    split,
)
from knowledge.presentation import EntryView

LIMITS = Limits(text=5000, label=20, choices=13)
ALT_TEXT = 400
ACTION_TEXT = 300
PER_REQUEST = 5
_MUTED = "#4d5c61"
_ACCENT = "#0d5c63"


def _line(text: str, **style: Any) -> Payload:
    return {"type": "text", "text": text, "wrap": True, "size": "sm", **style}


def _row(label: str, value: str) -> Payload:
    contents = [_line(label, color=_MUTED, flex=2), _line(value, flex=7)]
    return {"type": "box", "layout": "baseline", "spacing": "sm", "contents": contents}


def _body(entry: EntryView) -> list[Payload]:
    other, window = entry.translation, entry.window
    hours = window.open_text if window.open == "unknown" else f"{window.hours}（{window.open_text}）"
    contents: list[Payload] = []
    if other:
        contents.append(_line(other.question, weight="bold", size="md"))
        contents.append(_line(other.answer))
        contents.extend([_line(other.notice, size="xs", color=_MUTED)] if other.notice else [])
        contents.append({"type": "separator", "margin": "md"})
    contents.append(_line(entry.question, weight="bold", size="md", color=_ACCENT))
    contents.append(_line(entry.answer))
    contents.append({"type": "separator", "margin": "md"})
    rows = [
        ("窗口", window.name),
        ("地址", window.address),
        ("電話", window.phone),
        ("時間", hours),
        ("費用", entry.fee),
        ("期限", entry.time_limit or ""),
        ("依據", "；".join(entry.legal_basis)),
    ]
    contents.extend(_row(label, value) for label, value in rows if value)
    contents.extend(_line(text, size="xs") for text in entry.unconfirmed)
    stamp = f"資料日期 {entry.as_of}・{entry.id}・版次 {entry.generation}"
    contents.append(_line(stamp, size="xxs", color=_MUTED, margin="md"))
    return contents


def _button(option: Option) -> Payload:
    action = {"type": "message", "label": button_label(option.label, LIMITS.label), "text": option.value}
    return {"type": "button", "style": "secondary", "height": "sm", "action": action}


def card(block: FaqCard, public_url: str) -> Payload:
    """An entry as a Flex bubble with a plain-text twin."""
    entry = block.entry
    page = {"type": "uri", "label": "看完整說明", "uri": f"{public_url}/faq/{entry.id}"}
    more: Payload = {"type": "button", "style": "link", "height": "sm", "action": page}
    footer = [*(_button(option) for option in follow_ups(block)), more]
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": _body(entry)},
        "footer": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": footer},
    }
    return {"type": "flex", "altText": shorten(card_text(entry), ALT_TEXT), "contents": bubble}


def _messages(block: Block, public_url: str) -> list[Payload]:
    match block:
        case FaqCard():
            return [card(block, public_url)]
        case Text():
            text = block.text
        case Choices():
            text = numbered(block)
        case Link():
            text = link_text(block, public_url)
    return [{"type": "text", "text": part} for part in split(text, LIMITS.text)]


def quick_reply(options: Sequence[Option]) -> Payload:
    """Buttons under the last message (phones only: the numbered list is their twin)."""
    items = [
        {
            "type": "action",
            "action": {
                "type": "message",
                "label": button_label(option.label, LIMITS.label),
                "text": shorten(option.value, ACTION_TEXT),
            },
        }
        for option in options[: LIMITS.choices]
    ]
    return {"items": items}


def render(blocks: Sequence[Block], public_url: str) -> Rendered:
    """Requests of at most five message objects, the buttons under the very last one."""
    messages = [message for block in blocks for message in _messages(block, public_url)]
    if messages and (options := last_options(blocks)):
        messages[-1]["quickReply"] = quick_reply(options)
    starts = range(0, len(messages), PER_REQUEST)
    return Rendered(tuple({"messages": messages[at : at + PER_REQUEST]} for at in starts), {})
