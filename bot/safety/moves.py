"""The move when somebody may be in danger: the help that fits (pure)."""

from dataclasses import replace

from bot.blocks import Block
from bot.safety import help as helping
from bot.safety import records
from bot.turn import Situation, Turn
from knowledge.safety import DangerKind

# So many turns of help are remembered.
_REMEMBERED = 8
# What is asked next, where nothing was talked about before.
_ABOUT = {
    DangerKind.ACCIDENT: "occupational-accident-compensation",
    DangerKind.SEXUAL_ASSAULT: "sexual-harassment-complaint",
}


def help_again(at: Situation, kind: str | None) -> tuple[Block, ...]:
    """The help for a danger told of before, in other words than the last time; nothing for None."""
    record = helping.record_of(records(at.catalogue.dangers), kind) if kind else None
    if record is None:
        return ()
    return helping.blocks(record, at.language, helping.told_before(at.state.helped, record.id))


def crisis(at: Situation) -> Turn:
    """Help in other words than the last time, and numbers to press."""
    kind = DangerKind(at.understanding.danger or DangerKind.SELF_HARM)
    blocks = help_again(at, kind)
    state = replace(at.state, misses=0, helped=(*at.state.helped, str(kind))[-_REMEMBERED:])
    likely = None if at.state.topic else _ABOUT.get(kind)
    return Turn(blocks, replace(state, likely=likely, asked="") if likely else state)
