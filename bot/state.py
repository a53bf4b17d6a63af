"""What a conversation remembers from turn to turn; the same fields are Rasa's slots."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.blocks import Option


@dataclass(frozen=True, slots=True)
class DialogueState:
    """The memory of one conversation.

    ``topic`` is the entry last answered, ``choices`` what was offered last, ``misses`` how many
    turns in a row did not help, ``pending_aspect`` a follow-up question that waits for its topic,
    ``last_prompt`` the name of the text said last when it asked to rephrase.
    """

    topic: str | None = None
    choices: tuple[Option, ...] = ()
    misses: int = 0
    pending_aspect: str | None = None
    last_prompt: str | None = None

    def as_slots(self) -> dict[str, Any]:
        """Plain JSON values by slot name."""
        return asdict(self) | {"choices": [asdict(option) for option in self.choices]}

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> "DialogueState":
        """The state that `as_slots` gave; other slots are ignored, missing ones are empty."""
        names = {field.name for field in fields(cls)}
        known = {name: value for name, value in slots.items() if name in names and value is not None}
        options = tuple(Option(**option) for option in known.pop("choices", ()))
        misses = int(known.pop("misses", 0))
        return cls(choices=options, misses=misses, **known)
