"""The help that is said first: a few sentences, and numbers to press, in the person's language (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from bot.blocks import Block, Link, Text
from knowledge.safety import Danger, DangerKind

FILE = Path(__file__).parent / "hotlines.yml"
CALL = "tel:"
_CHINESE = "zh-Hant"


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """What a number is, by number and language."""
    found: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text("utf-8"))
    return found


def record_of(dangers: Iterable[Danger], kind: str) -> Danger | None:
    """The record of a kind, None where staff keep none."""
    return next((danger for danger in dangers if danger.id == kind), None)


def call(number: str, language: str | None) -> Link:
    """A number to press, with a word about it."""
    names = _names().get(number, {})
    name = names.get(language or _CHINESE) or names.get("en", "")
    return Link(f"{number} {name}".strip(), f"{CALL}{number}")


def blocks(danger: Danger, language: str | None, times_before: int) -> tuple[Block, ...]:
    """What to say of ``danger``, in other words when it was said ``times_before``, and whom to call."""
    text = danger.help_in(language)
    said = text.again if times_before % 2 else text.first
    return (Text(said), *(call(number, text.language) for number in danger.hotlines))


def told_before(told: Sequence[str], kind: DangerKind) -> int:
    """How often help for ``kind`` is among what was ``told``."""
    return sum(one == kind for one in told)
