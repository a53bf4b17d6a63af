"""A wrong character of the same sound in a short text: 定悽契約 is searched as 定期契約.

Most people type Chinese by its sound, so a typing error is another character that sounds the same
(Liu et al. 2011). A character is changed only where the texts of the FAQ never put it beside its
neighbours, and often put one of the same sound there. A longer text says enough without it.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.intents import Kind
from retrieval.analysis.text import indexed, normalize
from retrieval.analysis.wording import OURS, EntryWording
from retrieval.index.documents import Document, TextRole

# Single characters are looked up: the dictionary of phrases would take 40 MB for nothing.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
from pypinyin import Style, lazy_pinyin

LONGEST = 20
_OFTEN = 2
_REMEMBERED = 10_000


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@lru_cache(_REMEMBERED)
def _sound(character: str) -> str:
    """How a Han character is read most often, with its tone."""
    return str(lazy_pinyin(character, style=Style.TONE3)[0])


class Spelling:
    """Which characters stand side by side in the texts of a FAQ."""

    def __init__(self, documents: Sequence[Document], wording: EntryWording = OURS) -> None:
        self._chinese = wording.chinese
        self._known = set(_pairs(document.text for document in documents))
        written = (d.text for d in documents if _is_written(d))
        counted = Counter(_pairs(written))
        self._often = {pair: count for pair, count in counted.items() if count >= _OFTEN}
        alike: dict[str, set[str]] = defaultdict(set)
        for character in {character for pair in self._often for character in pair}:
            alike[_sound(character)].add(character)
        self._alike = {sound: sorted(characters) for sound, characters in alike.items()}

    def corrected(self, text: str) -> str:
        """``text`` with its wrong characters of the same sound set right; normalised where any was."""
        if not self._chinese or len(text) > LONGEST or not any(map(_is_han, text)):
            return text
        typed = normalize(text)
        characters = list(typed)
        for place, character in enumerate(typed):
            before = characters[place - 1] if place and _is_han(characters[place - 1]) else ""
            after = typed[place + 1] if place + 1 < len(typed) and _is_han(typed[place + 1]) else ""
            if _is_han(character) and (before or after):
                characters[place] = self._beside(before, character, after)
        return "".join(characters) if characters != list(typed) else text

    def _beside(self, before: str, character: str, after: str) -> str:
        """What stands for ``character`` between its neighbours, "" where there is none."""
        if self._seen(before, character, after) & self._known:
            return character

        def fits(other: str) -> tuple[int, int]:
            pairs = self._seen(before, other, after) & self._often.keys()
            return len(pairs), sum(self._often[pair] for pair in pairs)

        best = max(self._alike.get(_sound(character), [character]), key=fits)
        return best if fits(best)[0] else character

    @staticmethod
    def _seen(before: str, character: str, after: str) -> set[str]:
        return {pair for pair in (before + character, character + after) if len(pair) > 1}


def _pairs(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for first, second in pairwise(indexed(text)):
            if _is_han(first) and _is_han(second):
                yield first + second


def _is_written(document: Document) -> bool:
    """Whether staff wrote it in Chinese of their own."""
    return document.kind is Kind.FAQ and document.role is not TextRole.HEARD and not document.translated
