"""What the person taking over needs to know, from the turns so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.blocks import Block, Choices, FaqCard, Known, Link, Text, from_json
from bot.facts import NO_FACTS, Facts
from bot.handover.models import HandoverNoteRow
from bot.handover.schemas import FileSent, Note, Summary, TranscriptLine
from bot.models import ConversationRow, Through, TurnRow
from bot.state import DialogueState
from bot.understanding import MISS
from cases.messaging import Fate, joined
from core.masking import mask

LINES = 20
NONE: Mapping[int, Fate] = MappingProxyType({})
_SPEAKERS = {Through.STAFF: "staff", Through.SYSTEM: "system"}


def summarise(
    row: ConversationRow,
    turns: Sequence[TurnRow],
    notes: Iterable[HandoverNoteRow],
    opened: Iterable[str],
    fates: Mapping[int, Fate],
    files: Iterable[FileSent] = (),
    facts: Facts = NO_FACTS,
) -> Summary:
    """The summary of a conversation; ``opened`` are the texts of ``notes``, ``fates`` by id in the outbox."""
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
        tuple(dict.fromkeys(turn.text for turn in turns if _is_miss(turn))),
        with_files(lines_of(turns, fates), files)[-LINES:],
        tuple(Note(note.staff, text, note.created_at) for note, text in zip(notes, opened, strict=True)),
        told_of(row),
        facts,
    )


def lines_of(turns: Iterable[TurnRow], fates: Mapping[int, Fate] = NONE) -> tuple[TranscriptLine, ...]:
    """What was said in ``turns``, in order."""
    replies = ((turn, from_json(turn.reply.get("messages", ()))) for turn in turns)
    return tuple(line for turn, reply in replies for line in _lines(turn, reply, fates))


def with_files(lines: Sequence[TranscriptLine], files: Iterable[FileSent]) -> tuple[TranscriptLine, ...]:
    """``lines`` with the files that the citizen sent with each."""
    by_turn: dict[int, list[FileSent]] = {}
    for file in files:
        by_turn.setdefault(file.turn, []).append(file)
    return tuple(
        replace(line, files=tuple(by_turn.get(line.turn, ()))) if line.who == "citizen" else line
        for line in lines
    )


def told_of(row: ConversationRow) -> tuple[str, ...]:
    """The kinds of danger told of in a conversation, each once."""
    return tuple(dict.fromkeys(DialogueState.from_slots(row.state).helped))


def _tried(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, FaqCard):
            yield f"看過「{block.entry.question}」"
        elif isinstance(block, Choices):
            yield "請他選：" + "、".join(option.label for option in block.options)


def _is_miss(turn: TurnRow) -> bool:
    return bool(turn.text) and turn.reply.get("state", {}).get("intent") == MISS


def _fate(turn: TurnRow, fates: Mapping[int, Fate]) -> Fate | None:
    if turn.through != Through.STAFF or not turn.outbox_ids:
        return None
    return joined([fates.get(number, Fate.FAILED) for number in turn.outbox_ids])


def _lines(turn: TurnRow, reply: Sequence[Block], fates: Mapping[int, Fate]) -> Iterable[TranscriptLine]:
    if turn.text:
        danger = turn.reply.get("state", {}).get("danger")
        yield TranscriptLine(turn.id, "citizen", turn.text, turn.created_at, danger=danger)
    if reply:
        who = _SPEAKERS.get(Through(turn.through), "bot")
        said = "\n".join(map(_short, reply))
        text = said if who == "staff" else mask(said)
        yield TranscriptLine(turn.id, who, text, turn.created_at, _fate(turn, fates))


def _short(block: Block) -> str:
    match block:
        case Text() | Choices():
            return block.text
        case FaqCard():
            return f"【{block.entry.question}】"
        case Known():
            return block.text
        case Link():
            return block.label
