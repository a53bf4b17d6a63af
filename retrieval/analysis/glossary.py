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
# So many first letters of a word tell where in the glossary to look.
_BEGINNING = 3
_THAI = re.compile(r"[\u0e00-\u0e7f]")
# Two letters at least: a single one in Chinese is a size or a name.
_STRETCH = re.compile(r"[a-z\u0e00-\u0e7f][a-z\u0e00-\u0e7f' -]*[a-z\u0e00-\u0e7f]")


def plain_letters(text: str) -> str:
    """``text`` without accents and tone marks, as many type it on a phone."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in letters if not unicodedata.combining(char))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    found = re.escape(word).replace(r"\*", r"\w*")
    return re.compile(found if _THAI.search(word) else rf"\b{found}\b")


def _stretch(word: str) -> str:
    """Letters that ``word`` needs: they are looked for much faster than its pattern."""
    return max(word.split("*"), key=len)


@cache
def _glossary() -> dict[str, list[str]]:
    """The words for each Chinese one, as they are looked for."""
    data = yaml.safe_load(files("retrieval.data").joinpath("glossary.yml").read_text("utf-8"))
    return {chinese: [plain_letters(str(word).lower()) for word in words] for chinese, words in data.items()}


@cache
def _by_beginning() -> dict[str, list[tuple[int, str, str]]]:
    """By the letters with which a stretch begins: its place in the glossary, itself, and its word."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for place, words in enumerate(_glossary().values()):
        for word in words:
            stretch = _stretch(word)
            found.setdefault(stretch[:_BEGINNING], []).append((place, stretch, word))
    return found


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
    beginnings = _by_beginning()
    parts = {folded[i : i + size] for i in range(len(folded)) for size in range(1, _BEGINNING + 1)}
    possible = [one for letters in parts & beginnings.keys() for one in beginnings[letters]]
    places = {
        place for place, stretch, word in possible if stretch in folded and _pattern(word).search(folded)
    }
    return " ".join(chinese for place, chinese in enumerate(_glossary()) if place in places)


def searchable(text: str) -> str:
    """``text`` as it is searched and indexed: normalised, with Chinese words for foreign ones."""
    normalized = normalize(text)
    return f"{normalized} {chinese_words(normalized)}".rstrip()
