"""Buttons under an answer: what they show, what they say, and which entry they belong to."""

import re
from dataclasses import dataclass

# Between what a button says and what it is about: a sign that nobody types.
_MARK = "\u241f"
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Button:
    """``about`` names the entry below which it stands, as ``id@generation``; None: it stands for itself."""

    label: str
    value: str
    about: str | None = None

    @property
    def says(self) -> str:
        """What comes back when it is pressed; `heard` takes it apart."""
        return self.value if self.about is None else f"{self.value}{_MARK}{self.about}"


def heard(said: str) -> tuple[str, str | None]:
    """The words of a pressed button, and what they are about."""
    value, _, about = said.partition(_MARK)
    return value, about or None


def words_in(data: str) -> str:
    """What the data of a button that we did not make says: itself, if a person can read it, else nothing."""
    return data if _HAN.search(data) else ""
