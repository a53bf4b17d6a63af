"""Blocks as plain text within a platform's limits, shared by all connectors."""

import re
from collections.abc import Iterable, Sequence

from bot.blocks import Block, Choices, FaqCard, Link, Option, Text
from bot.responses import load_responses
from bot.wording import spoken
from knowledge.presentation import EntryView

_SENTENCE_END = re.compile(r"(?<=[。！？!?\n])")
_CLAUSE_END = re.compile(r"(?<=[，、；,; ])")
ELLIPSIS = "…"


def units(text: str) -> int:
    """Length in UTF-16 code units: the strictest way in which a platform counts characters."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, limit: int) -> Iterable[str]:
    """Pieces of ``text`` of at most ``limit`` units, wherever they end; no character is split."""
    piece = ""
    for char in text:
        if units(piece) + units(char) > limit:
            yield piece
            piece = ""
        piece += char
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


def card_text(entry: EntryView) -> str:
    """An entry as text: translation if any, question, answer, window, fee, limits, caveats."""
    other, window = entry.translation, entry.window
    hours = window.open_text if window.open == "unknown" else f"{window.hours}（{window.open_text}）"
    lines = [
        *(
            [
                f"【{other.question}】",
                other.notice,
                other.answer,
                f"{other.labels['window']}: {other.window}",
                f"{other.labels['phone']}: {window.phone}",
                f"{other.labels['say']}: {other.say}",
                f"— {other.labels['official']} —",
            ]
            if other
            else []
        ),
        f"【{entry.question}】",
        entry.answer,
        "",
        f"窗口：{window.name}",
        f"地址：{window.address}" if window.address else None,
        f"電話：{window.phone}",
        f"服務時間：{hours}",
        window.remark,
        f"可以這樣說：「{entry.say}」",
        f"費用：{entry.fee}",
        f"期限：{entry.time_limit}" if entry.time_limit else None,
        *entry.unconfirmed,
        "依據：" + "；".join(entry.legal_basis),
        f"資料日期 {entry.as_of}・編號 {entry.id}・版次 {entry.generation}",
    ]
    return "\n".join(line for line in lines if line is not None)


def follow_ups(card: FaqCard) -> tuple[Option, ...]:
    """What one may ask next about an entry, as buttons that say it."""

    def ask(chinese: str, value: str) -> Option:
        return Option(load_responses().label(value, chinese, card.language), value)

    asked = [ask("要帶的文件", "要帶什麼文件")] if card.entry.documents else []
    if card.entry.forms or card.entry.online:
        asked.append(ask("表單與線上申辦", "表單在哪裡拿"))
    return (*asked, ask("怎麼去", "窗口在哪裡"))


def link_text(link: Link, public_url: str) -> str:
    """A link as a line of text with its full address."""
    return f"{link.label}\n{full_url(link.url, public_url)}"


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
            return card_text(block.entry)
        case Link():
            return link_text(block, public_url)


def last_options(blocks: Sequence[Block]) -> tuple[Option, ...]:
    """The buttons that belong under the last message of a turn."""
    found: tuple[Option, ...] = ()
    for block in blocks:
        if isinstance(block, Choices):
            found = block.options
        elif isinstance(block, FaqCard):
            found = block.feedback
    return found
