"""The help for who may be in danger, on pages: the same words and numbers as in the chat."""

from collections.abc import Iterable

from bot.blocks import Block
from bot.safety import detect, records
from bot.safety.help import blocks, record_of
from retrieval.engine import Engine


def help_for(engine: Engine, texts: Iterable[str], times_before: int = 0) -> tuple[Block, ...]:
    """What to say first to who wrote ``texts``; nothing where none of them tells of danger.

    ``times_before`` is how often it was said already: then in other words.
    """
    for text in filter(None, texts):
        danger = detect(engine, text)
        record = record_of(records(engine.catalogue.dangers), danger.kind) if danger else None
        if danger and record:
            return blocks(record, danger.language, times_before)
    return ()
