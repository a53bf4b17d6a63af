"""The phrases that staff keep, looked for in a text (pure)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.safety.normal import STOP, normal
from knowledge.safety import Danger, DangerKind

_PARTS = re.compile(r"\(([^()]*)\)(\??)|…|[^()…]+")
_SPACED = re.compile(r"[a-z]")
_SCRIPTS = ("a-z", r"\u0e00-\u0e7f", r"\u3400-\u9fff")
# So much may stand where a phrase has …: some words of a script with spaces, some characters otherwise.
_WORDS = rf"[^{STOP}]{{0,24}}?"
_CHARACTERS = rf"[^{STOP}]{{0,10}}?"
# What harmless words leave behind: no phrase goes over it.
_CUT = f" {STOP} "
# Phrases together with a letter of their scripts.
_ByScript = tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


def _literal(text: str) -> str:
    return re.escape(normal(text)).replace(r"\ ", r"\W*") if text.strip() else r"\W*"


def _edges(text: str) -> str:
    """``text`` as a pattern with the spaces at its ends kept loose."""
    before = r"\W*" if text[:1].isspace() else ""
    after = r"\W*" if text[-1:].isspace() and text.strip() else ""
    return f"{before}{_literal(text)}{after}" if text.strip() else r"\W*"


@lru_cache(4096)
def pattern(phrase: str) -> str:
    """The regular expression of a phrase over `normal` texts."""
    gap = _WORDS if _SPACED.search(phrase.lower()) else _CHARACTERS
    found = ""
    for part in _PARTS.finditer(phrase):
        if part[0] == "…":
            found += gap
        elif part[1] is not None:
            found += f"(?:{'|'.join(map(_edges, part[1].split('|')))}){part[2]}"
        else:
            found += _edges(part[0])
    if not _SPACED.search(phrase.lower()):
        return found
    # A word of a script with spaces is no part of another one.
    return rf"(?<![a-z]){found}(?![a-z])"


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    patterns = [f"(?:{pattern(phrase)})" for phrase in phrases]
    return re.compile("|".join(patterns)) if patterns else None


def _by_script(phrases: Sequence[str]) -> _ByScript:
    """The phrases by the scripts of their words: a text without a letter of these has none of the phrases."""
    groups: dict[str, list[str]] = {}
    for phrase in phrases:
        scripts = "".join(script for script in _SCRIPTS if re.search(f"[{script}]", phrase.lower()))
        groups.setdefault(scripts, []).append(phrase)
    found = ((scripts, _any_of(some)) for scripts, some in groups.items())
    return tuple((re.compile(f"[{scripts}]" if scripts else ""), some) for scripts, some in found if some)


def _first(phrases: _ByScript, told: str) -> re.Match[str] | None:
    tried = (some.search(told) for letters, some in phrases if letters.search(told))
    return next(filter(None, tried), None)


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found in a text: which kind, and the words of the text in their `normal` form."""

    kind: DangerKind
    words: str


class Phrases:
    """The phrases of all kinds, ready to be looked for."""

    def __init__(self, dangers: Iterable[Danger]) -> None:
        self._kinds = [(d.id, _by_script(d.phrases), _any_of(d.harmless)) for d in dangers]

    def heard(self, text: str) -> tuple[PhraseMatch, ...]:
        """What tells of danger in ``text``, at most one a kind, in the order of the kinds."""
        told = normal(text)
        found = []
        for kind, phrases, harmless in self._kinds:
            match = _first(phrases, told)
            if match and harmless:  # most texts have no phrase at all, so that nothing need be spared
                match = _first(phrases, harmless.sub(_CUT, told))
            if match:
                found.append(PhraseMatch(kind, match[0]))
        return tuple(found)

    def only_resembles(self, text: str) -> bool:
        """Whether the text has words that only sound like danger, and no phrase beside them: 快被煩死了."""
        told = normal(text)
        spared = any(harmless.search(told) for _, _, harmless in self._kinds if harmless)
        return spared and not self.heard(text)
