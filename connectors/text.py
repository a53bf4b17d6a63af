"""Blocks as plain text within a platform's limits, shared by all connectors."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from bot.blocks import Block, Choices, FaqCard, Known, Link, Option, Text
from bot.entry_card import brief as brief_of
from bot.translations import spoken
from connectors.buttons import Button

_SENTENCE_END = re.compile(r"(?<=[。！？!?\n])")
_CLAUSE_END = re.compile(r"(?<=[，、；,; ])")
ELLIPSIS = "…"
_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Mc", "Me"})
_FLAGS = ("\U0001f1e6", "\U0001f1ff")


def units(text: str) -> int:
    """Length in UTF-16 code units: the strictest way in which a platform counts characters."""
    return len(text.encode("utf-16-le")) // 2


def _goes_on(sign: str, char: str) -> bool:
    """Whether ``char`` belongs to the sign before it: an accent, a skin tone, a family, half of a flag."""
    if unicodedata.category(char) in _MARKS or char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    is_half = _FLAGS[0] <= char <= _FLAGS[1] and len(sign) == 1 and _FLAGS[0] <= sign <= _FLAGS[1]
    return is_half or sign.endswith(_JOINER)


def _signs(text: str, limit: int) -> Iterator[str]:
    """What a reader sees as one sign each (roughly as UAX 29 says); one beyond ``limit`` in parts."""
    sign = ""
    for char in text:
        if sign and (not _goes_on(sign, char) or units(sign) + units(char) > limit):
            yield sign
            sign = ""
        sign += char
    if sign:
        yield sign


def _cut(text: str, limit: int) -> Iterator[str]:
    """Pieces of ``text`` of at most ``limit`` units, wherever they end; no sign is split that fits."""
    piece, taken = "", 0
    for sign in _signs(text, limit):
        size = units(sign)
        if taken + size > limit:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + sign, taken + size
    if piece:
        yield piece


def split(text: str, limit: int) -> list[str]:
    """``text`` in parts of at most ``limit`` units, cut at sentence ends, else at clauses.

    Joined, the parts are the text but for white space at the cuts.
    """
    parts = [""]
    for sentence in _SENTENCE_END.split(text):
        pieces = [sentence] if units(sentence) <= limit else _CLAUSE_END.split(sentence)
        for clause in pieces:
            for piece in [clause] if units(clause) <= limit else _cut(clause, limit):
                if units(parts[-1]) + units(piece) > limit:
                    parts.append("")
                parts[-1] += piece
    return [part.strip() for part in parts if part.strip()]


def shorten(text: str, limit: int) -> str:
    """``text`` cut to ``limit`` units, with an ellipsis when something is missing."""
    if units(text) <= limit:
        return text
    return next(iter(_cut(text, limit - 1))) + ELLIPSIS


def button_label(label: str, limit: int) -> str:
    """``label`` for a button; where it is too long, the words before its Chinese: the list has them all."""
    if units(label) <= limit or not label.endswith("）"):
        return shorten(label, limit)
    return shorten(spoken(label)[-1], limit)


def numbered(choices: Choices) -> str:
    """A question with its options as a numbered list: the typed twin of every button."""
    lines = [f"{number}. {option.label}" for number, option in enumerate(choices.options, start=1)]
    return "\n".join([choices.text, *lines])


def card_text(card: FaqCard) -> str:
    """The brief of an entry as text; a translation stands alone, with the Chinese title for the window."""
    entry, brief = card.entry, card.brief or brief_of(card.entry)
    lines = [
        f"【{brief.title}】",
        entry.question if brief.language else None,
        brief.notice,
        brief.answer,
        brief.more,
        "",
        *(f"{row.label}：{row.text}" for row in brief.rows),
        f"資料日期 {entry.as_of}・編號 {entry.id}・版次 {entry.generation}",
    ]
    return "\n".join(line for line in lines if line is not None)


def page_of(card: FaqCard, public_url: str) -> str:
    """The page with everything about an entry; for a translation with the official Chinese beside it."""
    language = f"?lang={card.brief.language}" if card.brief and card.brief.language else ""
    return f"{public_url}/faq/{card.entry.id}{language}"


def link_text(link: Link, public_url: str) -> str:
    """A link as a line of text with its full address; a number to call says itself."""
    if is_call(link):
        return f"☎ {link.label}"
    return f"{link.label}\n{full_url(link.url, public_url)}"


def is_call(block: Block) -> bool:
    """Whether a block is a number to call."""
    return isinstance(block, Link) and block.url.startswith("tel:")


def with_calls(blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` with the numbers to call as lines of the text before them: help is one message, not five."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if isinstance(block, Link) and is_call(block) and isinstance(before, Text):
            joined[-1] = Text(f"{before.text}\n☎ {block.label}")
        else:
            joined.append(block)
    return joined


def full_url(url: str, public_url: str) -> str:
    """``url`` as an address that a phone can open; relative ones are pages of ours."""
    return url if re.match(r"^(https?|tel):", url) else f"{public_url}/{url.lstrip('/')}"


def plain(block: Block, public_url: str) -> str:
    """Any block as text: what a channel without buttons would send."""
    match block:
        case Text():
            return block.text
        case Choices():
            return numbered(block)
        case FaqCard():
            return f"{card_text(block)}\n{page_of(block, public_url)}"
        case Link():
            return link_text(block, public_url)
        case Known():
            return block.lines


def last_buttons(blocks: Sequence[Block]) -> tuple[Button, ...]:
    """The buttons that belong under the last message of a turn: what it asks, then what one may ask next.

    Those of an entry stay its own, whatever is talked of when they are pressed.
    """
    found: tuple[Button, ...] = ()
    chips: tuple[Button, ...] = ()
    for block in blocks:
        if isinstance(block, Choices):
            found = _buttons(block.options)
        elif isinstance(block, FaqCard):
            about = f"{block.entry.id}@{block.entry.generation}"
            found, chips = _buttons(block.feedback, about), _buttons(block.chips, about)
    return (*found, *chips)


def _buttons(options: Iterable[Option], about: str | None = None) -> tuple[Button, ...]:
    return tuple(Button(option.label, option.value, about) for option in options)
