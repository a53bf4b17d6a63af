"""What the person taking over needs to know, from the turns so far."""

from collections.abc import Iterable, Sequence

from bot.blocks import Block, Choices, FaqCard, Link, Text, from_json
from bot.handover.models import HandoverNoteRow
from bot.handover.schemas import Line, Note, Summary
from bot.models import ConversationRow, Through, TurnRow
from core.privacy import mask

LINES = 20
_SPEAKERS = {Through.STAFF: "staff", Through.SYSTEM: "system"}


def summarise(
    row: ConversationRow, turns: Sequence[TurnRow], notes: Iterable[HandoverNoteRow], opened: Iterable[str]
) -> Summary:
    """The summary of a conversation; ``opened`` are the texts of ``notes``."""
    replies = [(turn, from_json(turn.reply.get("messages", ()))) for turn in turns]
    blocks = [block for _, reply in replies for block in reply]
    cards = [block.entry for block in blocks if isinstance(block, FaqCard)]
    papers = (item.name for card in cards for group in card.documents for item in group.items)
    return Summary(
        row.id,
        row.channel,
        row.owner,
        row.state.get("topic"),
        tuple(dict.fromkeys((card.id, card.question) for card in cards)),
        tuple(dict.fromkeys(papers)),
        tuple(dict.fromkeys(_tried(blocks))),
        tuple(line for turn, reply in replies for line in _lines(turn, reply))[-LINES:],
        tuple(Note(note.staff, text, note.created_at) for note, text in zip(notes, opened, strict=True)),
    )


def _tried(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, FaqCard):
            yield f"看過「{block.entry.question}」"
        elif isinstance(block, Choices):
            yield "請他選：" + "、".join(option.label for option in block.options)


def _lines(turn: TurnRow, reply: Sequence[Block]) -> Iterable[Line]:
    if turn.text:
        yield Line(turn.id, "citizen", turn.text, turn.created_at)
    if reply:
        who = _SPEAKERS.get(Through(turn.through), "bot")
        said = "\n".join(map(_short, reply))
        yield Line(turn.id, who, said if who == "staff" else mask(said), turn.created_at)


def _short(block: Block) -> str:
    match block:
        case Text() | Choices():
            return block.text
        case FaqCard():
            return f"【{block.entry.question}】"
        case Link():
            return block.label
