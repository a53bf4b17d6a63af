"""Buttons under an answer: what they show, what they say, and which entry they belong to."""

from dataclasses import dataclass

# Between what a button says and what it is about: a sign that nobody types.
_MARK = "\u241f"


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
