"""The languages in which an entry can be read, as search engines are told (hreflang)."""

from dataclasses import dataclass

from knowledge.presentation import EntryView

CHINESE = "zh-Hant-TW"


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page that says the same in ``language`` (BCP 47)."""

    language: str
    url: str


def address(base: str, entry_id: str, language: str | None = None) -> str:
    """The address of an entry below the public address ``base``."""
    return f"{base}/faq/{entry_id}" + (f"?lang={language}" if language else "")


def alternates(base: str, entry: EntryView) -> tuple[Alternate, ...]:
    """The page in Chinese and in every language it is translated into; none where it is Chinese alone."""
    if not entry.languages:
        return ()
    others = (Alternate(tag, address(base, entry.id, tag)) for tag, _ in entry.languages)
    return (Alternate(CHINESE, address(base, entry.id)), *others)
