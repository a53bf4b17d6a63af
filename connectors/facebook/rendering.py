"""Blocks as Messenger messages.

Limits: https://developers.facebook.com/docs/messenger-platform/send-messages (quick replies,
button template); texts of 2,000 characters.
"""

from collections.abc import Sequence

from bot.blocks import Block, FaqCard, Option
from connectors.contract import Limits, Payload, Rendered
from connectors.text import button_label, follow_ups, last_options, plain, shorten, split

LIMITS = Limits(text=2000, label=20, choices=13)
BUTTONS = 3
PAYLOAD = 1000
# Comes back in the echo of our own messages: any other echo is a person at the page's inbox.
METADATA = "labordesk"
SAYS = "say:"


def postback(option: Option) -> Payload:
    """A button of a template that says its value."""
    return {
        "type": "postback",
        "title": button_label(option.label, LIMITS.label),
        "payload": shorten(SAYS + option.value, PAYLOAD),
    }


def quick_reply(option: Option) -> Payload:
    """A quick reply that says its value."""
    return {
        "content_type": "text",
        "title": button_label(option.label, LIMITS.label),
        "payload": shorten(SAYS + option.value, PAYLOAD),
    }


def _card_buttons(card: FaqCard, public_url: str) -> Payload:
    entry = card.entry
    page = {"type": "web_url", "title": "看完整說明", "url": f"{public_url}/faq/{entry.id}"}
    asked = [postback(option) for option in follow_ups(card)]
    template = {
        "template_type": "button",
        "text": "還想知道什麼？",
        "buttons": [*asked[: BUTTONS - 1], page],
    }
    return {"attachment": {"type": "template", "payload": template}}


def render(blocks: Sequence[Block], public_url: str) -> Rendered:
    """One request a message; the quick replies under the very last one."""
    messages: list[Payload] = []
    for block in blocks:
        messages.extend({"text": part} for part in split(plain(block, public_url), LIMITS.text))
        if isinstance(block, FaqCard):
            messages.append(_card_buttons(block, public_url))
    if messages and (options := last_options(blocks)):
        messages[-1]["quick_replies"] = [quick_reply(option) for option in options[: LIMITS.choices]]
    return Rendered(tuple({"message": message | {"metadata": METADATA}} for message in messages), {})
