"""How the texts of a FAQ are written for search: ours with the words of labour, another one without them.

The glossary, the official words and the sounds of Mandarin are about our own FAQ; Simplified characters are
brought into Traditional ones where a FAQ is in Chinese, and left alone where it is in Japanese.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.analysis import glossary
from retrieval.analysis.text import clean, normalize, with_official_words

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_MOSTLY = 0.5
_SOME = 0.1


@dataclass(frozen=True, slots=True)
class EntryWording:
    """``chinese`` says that texts are in Chinese, ``labour`` that they are about our matters."""

    chinese: bool = True
    labour: bool = True

    def normalize(self, text: str) -> str:
        """The form in which texts are the same."""
        return normalize(text) if self.chinese else clean(text).lower()

    def searchable(self, text: str) -> str:
        """The form that is encoded."""
        return glossary.searchable(text) if self.labour else self.normalize(text)

    def with_official_words(self, text: str) -> str:
        """The form whose n-grams are compared."""
        found = self.searchable(text)
        return with_official_words(found) if self.labour else found

    def asked(self, text: str) -> str:
        """A question as it is searched."""
        return glossary.asked(text) if self.labour else text


OURS = EntryWording()


def wording_of(texts: Sequence[str]) -> EntryWording:
    """That of another FAQ with these texts: Chinese where most have Han characters and few have kana."""
    han = sum(bool(_HAN.search(text)) for text in texts)
    kana = sum(bool(_KANA.search(text)) for text in texts)
    return EntryWording(chinese=han > _MOSTLY * len(texts) and kana < _SOME * len(texts), labour=False)
