"""What a conversation remembers from turn to turn, as its row keeps it."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from bot.blocks import Option


class Owner(StrEnum):
    """Who answers a conversation: the bot, nobody yet (it waits for a person), a person."""

    BOT = "bot"
    QUEUE = "queue"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculator whose questions are being asked: what was typed so far, "" where skipped.

    ``asked`` are questions that are put although the facts of the conversation would answer them.
    """

    calculator: str
    answers: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DialogueState:
    """The memory of one conversation.

    ``topic`` is the entry last answered, ``earlier`` those before it, the latest first; ``point`` the one
    answered last, None for the entry as a whole; ``likely`` the first of the entries that were offered when
    it was not clear which is meant; ``choices`` what was offered last, ``misses`` how many
    turns in a row did not help, ``pending_aspect`` a follow-up question that waits for its topic,
    ``prompts`` how often it had to ask to rephrase or give up so far, so that no such text is said
    twice running; ``language`` is the one last written in; ``calculation`` is one under way, ``calculated``
    the one that came to a result last; ``flow`` is a form that begins or is under way (its answers are kept
    elsewhere: `bot.flows`); ``helped`` are the kinds of danger for which help was said, the latest last;
    ``turns`` is how many turns there were, so that what is said again is said in other words; ``asked`` are
    the words that led to the topic, without names and numbers; ``rejected`` the entries that the person said
    are not meant; ``considered`` the entries that were thought of beside the topic, the likeliest first;
    ``repeats`` how often running the same was asked again.
    """

    topic: str | None = None
    earlier: tuple[str, ...] = ()
    point: str | None = None
    likely: str | None = None
    choices: tuple[Option, ...] = ()
    misses: int = 0
    pending_aspect: str | None = None
    prompts: int = 0
    language: str | None = None
    calculation: Calculation | None = None
    calculated: Calculation | None = None
    flow: str | None = None
    helped: tuple[str, ...] = ()
    turns: int = 0
    asked: str = ""
    rejected: tuple[str, ...] = ()
    considered: tuple[str, ...] = ()
    repeats: int = 0

    def as_slots(self) -> dict[str, Any]:
        """Plain JSON values by slot name."""
        return asdict(self) | {
            "earlier": list(self.earlier),
            "rejected": list(self.rejected),
            "considered": list(self.considered),
            "choices": [asdict(option) for option in self.choices],
        }

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> "DialogueState":
        """The state that `as_slots` gave; other slots are ignored, missing ones are empty."""
        names = {field.name for field in fields(cls)}
        known = {name: value for name, value in slots.items() if name in names and value is not None}
        options = tuple(Option(**option) for option in known.pop("choices", ()))
        for name in ("calculation", "calculated"):
            if kept := known.pop(name, None):
                answers = tuple((question, text) for question, text in kept["answers"])
                known[name] = Calculation(kept["calculator"], answers, tuple(kept.get("asked", ())))
        lists: dict[str, Any] = {
            name: tuple(known.pop(name, ())) for name in ("earlier", "helped", "rejected", "considered")
        }
        return cls(choices=options, **lists, **known)
