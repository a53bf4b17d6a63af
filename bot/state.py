"""What a conversation remembers from turn to turn; the same fields are Rasa's slots."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.blocks import Option


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculator whose questions are being asked: what was typed so far, "" where skipped."""

    calculator: str
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DialogueState:
    """The memory of one conversation.

    ``topic`` is the entry last answered, ``choices`` what was offered last, ``misses`` how many
    turns in a row did not help, ``pending_aspect`` a follow-up question that waits for its topic,
    ``prompts`` how often it had to ask to rephrase or give up so far, so that no such text is said
    twice running; ``language`` is the one last written in; ``calculation`` is one under way; ``flow`` is a
    form that begins or is under way (its answers are kept elsewhere: `bot.flows`).
    """

    topic: str | None = None
    choices: tuple[Option, ...] = ()
    misses: int = 0
    pending_aspect: str | None = None
    prompts: int = 0
    language: str | None = None
    calculation: Calculation | None = None
    flow: str | None = None

    def as_slots(self) -> dict[str, Any]:
        """Plain JSON values by slot name."""
        return asdict(self) | {"choices": [asdict(option) for option in self.choices]}

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> "DialogueState":
        """The state that `as_slots` gave; other slots are ignored, missing ones are empty."""
        names = {field.name for field in fields(cls)}
        known = {name: value for name, value in slots.items() if name in names and value is not None}
        options = tuple(Option(**option) for option in known.pop("choices", ()))
        if under_way := known.pop("calculation", None):
            answers = tuple((name, text) for name, text in under_way["answers"])
            known["calculation"] = Calculation(under_way["calculator"], answers)
        # Rasa sends whole numbers back as floats.
        misses, prompts = (int(known.pop(name, 0)) for name in ("misses", "prompts"))
        return cls(choices=options, misses=misses, prompts=prompts, **known)
