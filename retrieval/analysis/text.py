"""Bring what people type into one form before it is encoded or matched."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from opencc import OpenCC

from core.text_cleaning import INVISIBLE

_SPACE = re.compile(r"\s+")
_REPEATED = re.compile(r"([!?！？。～~…哈喔啊嗚])\1{2,}")
# A reload meets mostly the texts of the generation before; what citizens say is not remembered.
_REMEMBERED = 20_000
_to_traditional = OpenCC("s2tw")


def clean(text: str) -> str:
    """NFKC, one space for any white space, no control, format, invisible or unpaired surrogate characters."""
    kept = (
        " " if char in "\n\r\t" else char
        for char in unicodedata.normalize("NFKC", text)
        if char in "\n\r\t"
        or (unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} and char not in INVISIBLE)
    )
    return _REPEATED.sub(r"\1", _SPACE.sub(" ", "".join(kept))).strip()


@cache
def _official_words() -> tuple[tuple[str, str], ...]:
    """Pairs of a colloquial or misspelt word and the official one, longest first."""
    data = yaml.safe_load(files("retrieval.data").joinpath("synonyms.yml").read_text("utf-8"))
    pairs = [(word, official) for official, words in data.items() for word in words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def normalize(text: str) -> str:
    """``clean``, lower case and Traditional characters: the form that is encoded."""
    return traditional(clean(text).lower())


@lru_cache(_REMEMBERED)
def indexed(text: str) -> str:
    """`normalize` of a text of the index."""
    return normalize(text)


def traditional(text: str) -> str:
    """``text`` in the Traditional characters of Taiwan."""
    return str(_to_traditional.convert(text))


def with_official_words(text: str) -> str:
    """``text`` (normalised) followed by the official words for its colloquial ones."""
    added = [official for word, official in _official_words() if word in text]
    return " ".join([text, *dict.fromkeys(added)]) if added else text


def has_letters(text: str) -> bool:
    """Whether anything in ``text`` can be searched: a letter, digit or Han character."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)
