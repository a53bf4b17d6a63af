"""The pages' own words in the languages of the visitors; the Chinese is never left out.

The Chinese stands in the templates; ``locale/`` holds the rest, by that Chinese, as the bot's words do.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from fastapi import Request

from bot.responses import load_responses
from bot.translations import Wording
from core import locales
from knowledge.translation import Language

ROOM = Path(__file__).parent
LOCALES = ROOM / "locale"
# Older or wider names of a language, as browsers send them (BCP 47 and ISO 639-1).
_OTHER_NAMES = {"in": Language.INDONESIAN, "tl": Language.FILIPINO}


@cache
def wordings() -> dict[str, Wording]:
    """The words by language."""
    return {
        language: Wording(language, messages.pending, {}, {}, phrases=messages.phrases)
        for language, messages in locales.load(LOCALES).items()
    }


def translated(chinese: str, language: str | None) -> str | None:
    """``chinese`` in ``language``, None where there are no words in it."""
    wording = wordings().get(language or "")
    return wording.phrase(chinese) if wording else None


def label(chinese: str, language: str | None) -> str:
    """``chinese`` with its translation before it, e.g. ``Share（分享）``."""
    wording = wordings().get(language or "")
    return wording.label("", chinese) if wording else chinese


def button(value: str, language: str | None) -> str:
    """The label of a button of the chat that says ``value``."""
    return load_responses().label(value, value, language)


def sentence(name: str, language: str | None) -> str:
    """The bot's sentence ``name``, with its translation before it."""
    return load_responses().pick(name, 0, language)


def chosen_language(request: Request) -> Language | None:
    """The language of the address (``?lang=``), None for Chinese and for one without words."""
    return _known(request.query_params.get("lang", ""))


def visitor_language(request: Request) -> Language | None:
    """The language of the address, else the first one that the browser asks for and we speak."""
    if chosen := chosen_language(request):
        return chosen
    for tag in _wanted(request.headers.get("accept-language", "")):
        if tag.startswith("zh"):
            return None
        if language := _known(tag):
            return language
    return None


def _known(tag: str) -> Language | None:
    name = tag.strip().lower().partition("-")[0]
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    return Language(name) if name in set(Language) else None


def _wanted(header: str) -> Iterable[str]:
    """The tags of an Accept-Language header (RFC 9110, 12.5.4), most wanted first."""
    found = []
    for part in header[:500].split(","):
        tag, _, weight = part.partition(";")
        given = weight.strip().lower().removeprefix("q=")
        quality = float(given) if given.replace(".", "", 1).isdecimal() else 1.0
        found.append((quality, tag.strip().lower()))
    return [tag for quality, tag in sorted(found, key=lambda pair: -pair[0]) if quality > 0 and tag]
