"""Blocks as Telegram messages (https://core.telegram.org/bots/api#sendmessage)."""

from collections.abc import Sequence
from hashlib import blake2b

from bot.blocks import Block, FaqCard, Option
from connectors.contract import Limits, Payload, Rendered
from connectors.text import button_label, follow_ups, last_options, plain, split

LIMITS = Limits(text=4096, label=64, choices=20)


def token(value: str) -> str:
    """An opaque id of 24 bytes for what a button says: ``callback_data`` takes 64 bytes at most."""
    return blake2b(value.encode(), digest_size=12).hexdigest()


def render(blocks: Sequence[Block], public_url: str) -> Rendered:
    """One request a message; the buttons under the very last one, one a row."""
    texts = [part for block in blocks for part in split(plain(block, public_url), LIMITS.text)]
    requests: list[Payload] = [{"text": text} for text in texts]
    asked: list[Option] = []
    for block in blocks:
        if isinstance(block, FaqCard):
            asked.extend(follow_ups(block))
    options = (*asked, *last_options(blocks))[: LIMITS.choices]
    if requests and options:
        rows = [[_button(option)] for option in options]
        requests[-1]["reply_markup"] = {"inline_keyboard": rows}
    return Rendered(tuple(requests), {token(option.value): option.value for option in options})


def _button(option: Option) -> Payload:
    return {"text": button_label(option.label, LIMITS.label), "callback_data": token(option.value)}
