"""Blocks as Messenger messages.

Limits: https://developers.facebook.com/docs/messenger-platform/send-messages (quick replies,
button template); texts of 2,000 characters.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.blocks import Block, FaqCard
from connectors.buttons import Button
from connectors.contract import Limits, Payload, Rendered
from connectors.text import button_label, card_text, last_buttons, page_of, plain, shorten, split, with_calls

LIMITS = Limits(text=2000, label=20, choices=13)
PAYLOAD = 1000
# Comes back in the echo of our own messages: any other echo is a person at the page's inbox.
METADATA = "labordesk"
SAYS = "say:"


def quick_reply(option: Button) -> Payload:
    """A quick reply that says its value."""
    return {
        "content_type": "text",
        "title": button_label(option.label, LIMITS.label),
        "payload": shorten(SAYS + option.says, PAYLOAD),
    }


def _page_button(card: FaqCard, public_url: str) -> Payload:
    page = {"type": "web_url", "title": "看完整說明", "url": page_of(card, public_url)}
    template = {"template_type": "button", "text": "還想知道什麼？", "buttons": [page]}
    return {"attachment": {"type": "template", "payload": template}}


def _texts(text: str) -> list[Payload]:
    return [{"text": part} for part in split(text, LIMITS.text)]


def _messages(blocks: Sequence[Block], public_url: str) -> Iterator[Payload]:
    """A card and the button to its page; texts that follow one another are one message where they fit."""
    for is_card, together in groupby(blocks, lambda block: isinstance(block, FaqCard)):
        if not is_card:
            yield from _texts("\n\n".join(plain(block, public_url) for block in together))
            continue
        for block in together:
            assert isinstance(block, FaqCard)
            # Without its address, which has a button.
            yield from _texts(card_text(block))
            yield _page_button(block, public_url)


def render(blocks: Sequence[Block], public_url: str) -> Rendered:
    """One request a message; the quick replies under the very last one."""
    messages = list(_messages(with_calls(blocks), public_url))
    if messages and (options := last_buttons(blocks)):
        messages[-1]["quick_replies"] = [quick_reply(option) for option in options[: LIMITS.choices]]
    return Rendered(tuple({"message": message | {"metadata": METADATA}} for message in messages), {})
