"""The help for who may be in danger, on pages: the same words and numbers as in the chat."""

from collections.abc import Iterable

from bot.blocks import Block
from bot.safety import DetectedDanger, records
from bot.safety.awareness import danger_in
from bot.safety.help import blocks, record_of
from retrieval.engine import Engine


def help_for(engine: Engine, texts: Iterable[str], times_before: int = 0) -> tuple[Block, ...]:
    """What to say first to who wrote ``texts``; nothing where none of them tells of danger.

    ``times_before`` is how often it was said already: then in other words.
    """
    return help_of(engine, first_danger(engine, texts), times_before)


def help_of(engine: Engine, danger: DetectedDanger | None, times_before: int = 0) -> tuple[Block, ...]:
    """What to say first of ``danger``; nothing where there is none."""
    record = record_of(records(engine.catalogue.dangers), danger.kind) if danger else None
    return blocks(record, danger.language, times_before) if danger and record else ()


def first_danger(engine: Engine, texts: Iterable[str]) -> DetectedDanger | None:
    """The danger that the first of ``texts`` tells of that tells of one, as the chat hears it."""
    heard = (danger_in(engine, text) for text in texts if text)
    return next(filter(None, heard), None)
