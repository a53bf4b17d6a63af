"""Danger: how people tell of it, what only sounds like it, and the help that fits, as staff keep it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge.schemas import Strict, Text


class DangerKind(StrEnum):
    """What somebody may be in danger of."""

    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    CONFINEMENT = "confinement"
    SEXUAL_ASSAULT = "sexual_assault"
    ACCIDENT = "accident"
    FIRE_GAS = "fire_gas"


class HelpLanguage(StrEnum):
    """Languages in which help is given, by BCP 47 tag."""

    CHINESE = "zh-Hant"
    ENGLISH = "en"
    VIETNAMESE = "vi"
    INDONESIAN = "id"
    THAI = "th"
    FILIPINO = "fil"


# Plain words; … stands for a few words in between, (甲|乙) for one of several, (甲)? may be left out.
_GROUP = r"\([^()|?]+(?:\|[^()|?]+)*\)"
_PART = rf"(?:{_GROUP}\??|[^()|?])*"
Phrase = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=2,
        max_length=200,
        pattern=rf"^{_PART}(?:{_GROUP}|[^()|?…\s]){_PART}$",
    ),
]

# Digits as they are dialled.
Hotline = Annotated[str, StringConstraints(pattern=r"^\d{3,10}$")]


class HelpText(Strict):
    """What is said first in one language; ``again`` is said when it was said before."""

    language: HelpLanguage
    first: Text
    again: Text


class Danger(Strict):
    """One kind of danger.

    ``phrases`` tell of it; ``harmless`` ones are no sign of it and are taken out of a text before its
    phrases are looked for. ``hotlines`` are the numbers to call, the first to call first.
    """

    id: DangerKind
    title: Text
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    harmless: tuple[Phrase, ...] = ()
    hotlines: Annotated[tuple[Hotline, ...], Field(min_length=1)]
    help: Annotated[tuple[HelpText, ...], Field(min_length=1)]

    def help_in(self, language: str | None) -> HelpText:
        """The help in ``language``; in the first language listed where there is none."""
        return next((text for text in self.help if text.language == language), self.help[0])
