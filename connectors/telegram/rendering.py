"""Blocks as Telegram messages (https://core.telegram.org/bots/api#sendmessage)."""

import re
from collections.abc import Sequence
from hashlib import blake2b

from bot.blocks import Block
from connectors.buttons import Button
from connectors.contract import Limits, Payload, Rendered
from connectors.text import button_label, last_buttons, plain, split, units, with_calls

LIMITS = Limits(text=4096, label=64, choices=20)
_SHORT, _A_ROW = 4, 3
_TOKEN = re.compile(r"[0-9a-f]{24}")


def token(value: str) -> str:
    """An opaque id of 24 bytes for what a button says: ``callback_data`` takes 64 bytes at most."""
    return blake2b(value.encode(), digest_size=12).hexdigest()


def is_token(data: str) -> bool:
    """Whether ``data`` looks like that of a button of ours."""
    return _TOKEN.fullmatch(data) is not None


def render(blocks: Sequence[Block], public_url: str) -> Rendered:
    """One request a message; the buttons under the very last one, short ones side by side."""
    texts = [part for block in with_calls(blocks) for part in split(plain(block, public_url), LIMITS.text)]
    requests: list[Payload] = [{"text": text} for text in texts]
    options = last_buttons(blocks)[: LIMITS.choices]
    if requests and options:
        rows = [[_button(option) for option in row] for row in _rows(options)]
        requests[-1]["reply_markup"] = {"inline_keyboard": rows}
    return Rendered(tuple(requests), {token(option.says): option.says for option in options})


def _rows(options: Sequence[Button]) -> list[list[Button]]:
    """Options in rows: up to three short ones (a phone cuts longer labels), else one."""
    rows: list[list[Button]] = []
    for option in options:
        is_short = units(option.label) <= _SHORT
        if rows and is_short and len(rows[-1]) < _A_ROW and units(rows[-1][0].label) <= _SHORT:
            rows[-1].append(option)
        else:
            rows.append([option])
    return rows


def _button(option: Button) -> Payload:
    return {"text": button_label(option.label, LIMITS.label), "callback_data": token(option.says)}
