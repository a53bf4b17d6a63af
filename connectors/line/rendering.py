"""Blocks as LINE message objects.

Limits: https://developers.line.biz/en/reference/messaging-api/ (message objects, Flex, quick reply)
and https://developers.line.biz/en/docs/messaging-api/text-character-count/.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from bot.blocks import Block, Choices, FaqCard, Known, Link, Text
from bot.entry_card import brief as brief_of
from connectors.buttons import Button
from connectors.contract import Limits, Payload, Rendered
from connectors.text import (
    button_label,
    card_text,
    is_call,
    last_buttons,
    link_text,
    numbered,
    page_of,
    shorten,
    split,
)

LIMITS = Limits(text=5000, label=20, choices=13)
ALT_TEXT = 400
ACTION_TEXT = 300
PER_REQUEST = 5
SAYS = "say:"
_MUTED = "#4d5c61"
_ACCENT = "#0d5c63"
_URGENT = "#8c1c13"


def _line(text: str, **style: Any) -> Payload:
    return {"type": "text", "text": text, "wrap": True, "size": "sm", **style}


def _row(label: str, value: str) -> Payload:
    contents = [_line(label, color=_MUTED, flex=2), _line(value, flex=7)]
    return {"type": "box", "layout": "baseline", "spacing": "sm", "contents": contents}


def _body(card: FaqCard) -> list[Payload]:
    entry, brief = card.entry, card.brief or brief_of(card.entry)
    contents = [_line(brief.title, weight="bold", size="md", color=_ACCENT)]
    contents.extend([_line(entry.question, size="xs", color=_MUTED)] if brief.language else [])
    contents.extend(_line(text) for text in (brief.answer, brief.more) if text)
    contents.append({"type": "separator", "margin": "md"})
    contents.extend(_row(row.label, row.text) for row in brief.rows)
    contents.extend([_line(brief.notice, size="xxs", color=_MUTED)] if brief.notice else [])
    stamp = f"資料日期 {entry.as_of}・{entry.id}・版次 {entry.generation}"
    contents.append(_line(stamp, size="xxs", color=_MUTED, margin="md"))
    return contents


def card(block: FaqCard, public_url: str) -> Payload:
    """An entry as a Flex bubble with a plain-text twin."""
    page = {"type": "uri", "label": "看完整說明", "uri": page_of(block, public_url)}
    more: Payload = {"type": "button", "style": "link", "height": "sm", "action": page}
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": _body(block)},
        "footer": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": [more]},
    }
    return {"type": "flex", "altText": shorten(card_text(block), ALT_TEXT), "contents": bubble}


def calls(links: Sequence[Link]) -> Payload:
    """Numbers to call as buttons (``tel:`` of a URI action), with a plain-text twin."""
    buttons = [
        {
            "type": "button",
            "style": "primary",
            "color": _URGENT,
            "action": {"type": "uri", "label": shorten(link.label, LIMITS.label), "uri": link.url},
        }
        for link in links
    ]
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": buttons},
    }
    text = "\n".join(link_text(link, "") for link in links)
    return {"type": "flex", "altText": shorten(text, ALT_TEXT), "contents": bubble}


def _grouped(blocks: Sequence[Block], public_url: str) -> Iterator[Payload]:
    """The messages of ``blocks``; numbers to call that follow each other are one message."""
    for is_number, group in groupby(blocks, is_call):
        if is_number:
            yield calls([block for block in group if isinstance(block, Link)])
        else:
            for block in group:
                yield from _messages(block, public_url)


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
        case Known():
            text = block.lines
    return [{"type": "text", "text": part} for part in split(text, LIMITS.text)]


def quick_reply(options: Sequence[Button]) -> Payload:
    """Buttons under the last message (phones only: the numbered list is their twin)."""
    return {"items": [{"type": "action", "action": _action(option)} for option in options[: LIMITS.choices]]}


def _action(option: Button) -> Payload:
    """What belongs to an entry comes back as data, so that the chat shows the words alone."""
    label, text = button_label(option.label, LIMITS.label), shorten(option.value, ACTION_TEXT)
    if option.about is None:
        return {"type": "message", "label": label, "text": text}
    return {"type": "postback", "label": label, "data": SAYS + option.says, "displayText": text}


def render(blocks: Sequence[Block], public_url: str) -> Rendered:
    """Requests of at most five message objects, the buttons under the very last one."""
    messages = list(_grouped(blocks, public_url))
    if messages and (options := last_buttons(blocks)):
        messages[-1]["quickReply"] = quick_reply(options)
    return Rendered(_requests(messages), {})


def _requests(messages: Sequence[Payload]) -> tuple[Payload, ...]:
    starts = range(0, len(messages), PER_REQUEST)
    return tuple({"messages": messages[at : at + PER_REQUEST]} for at in starts)


def invite(text: str, label: str) -> Payload:
    """A text with one button, which says its label."""
    return {"messages": [{"type": "text", "text": text, "quickReply": quick_reply([Button(label, label)])}]}


def join(requests: Sequence[Payload]) -> tuple[Payload, ...]:
    """The messages of several requests in as few as LINE takes; only the last message shows its buttons."""
    return _requests([message for request in requests for message in request["messages"]])
