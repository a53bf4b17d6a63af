"""Chinese words for what is written in another language: dictionary translation of questions.

Pirkola 1998, "The effects of query structure and dictionary setups in dictionary-based cross-language
information retrieval". The words are searched beside the question itself; citizens never read them.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

import yaml

from retrieval.analysis.text import normalize

_HAN = re.compile(r"[\u3400-\u9fff]")
# A longer text says enough by itself, and nearly all of the glossary would stand in it.
_LONGEST = 200
_THAI = re.compile(r"[\u0e00-\u0e7f]")
# Two letters at least: a single one in Chinese is a size or a name.
_STRETCH = re.compile(r"[a-z\u0e00-\u0e7f][a-z\u0e00-\u0e7f' -]*[a-z\u0e00-\u0e7f]")


def plain_letters(text: str) -> str:
    """``text`` without accents and tone marks, as many type it on a phone."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in letters if not unicodedata.combining(char))


def _pattern(words: list[str]) -> re.Pattern[str]:
    choices = []
    for word in words:
        found = re.escape(plain_letters(word.lower())).replace(r"\*", r"\w*")
        choices.append(found if _THAI.search(word) else rf"\b{found}\b")
    return re.compile("|".join(choices))


def _stretches(words: list[str]) -> tuple[str, ...]:
    """Letters that each of ``words`` needs: they are looked for much faster than its pattern."""
    return tuple({max(plain_letters(word.lower()).split("*"), key=len) for word in words})


@cache
def _glossary() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    data = yaml.safe_load(files("retrieval.data").joinpath("glossary.yml").read_text("utf-8"))
    glossary = ((chinese, list(map(str, words))) for chinese, words in data.items())
    return tuple((chinese, _stretches(words), _pattern(words)) for chinese, words in glossary)


def chinese_words(text: str) -> str:
    """The Chinese words for those of ``text`` that the glossary knows; "" for Chinese or long texts."""
    if len(text) > _LONGEST or _HAN.search(text):
        return ""
    return _words_in(plain_letters(text.lower()))


def asked(text: str) -> str:
    """``text`` as a question is searched: a Chinese one with Chinese words for its foreign stretches.

    Indexed texts stay as they are: staff write 加班費 beside OT.
    """
    if len(text) > _LONGEST or not _HAN.search(text):
        return text
    stretches = _STRETCH.findall(plain_letters(normalize(text)))
    return f"{text} {_words_in(' '.join(stretches))}".rstrip() if stretches else text


def _words_in(folded: str) -> str:
    found = (
        chinese
        for chinese, stretches, pattern in _glossary()
        if any(stretch in folded for stretch in stretches) and pattern.search(folded)
    )
    return " ".join(found)


def searchable(text: str) -> str:
    """``text`` as it is searched and indexed: normalised, with Chinese words for foreign ones."""
    normalized = normalize(text)
    return f"{normalized} {chinese_words(normalized)}".rstrip()
