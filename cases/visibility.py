"""Who may see the person behind a case, and what the others see instead (pure)."""

import re
import unicodedata
from dataclasses import replace

from opencc import OpenCC

from cases.schemas import Actor, ActorKind, Statement, Viewer
from cases.states import Progress
from core.masking import mask
from retrieval.analysis.text import traditional

HIDDEN = "〔已遮蔽〕"
_SIMPLIFIED = OpenCC("t2s")
_FEWEST_DIGITS = 6
_TITLES = "先生|小姐|女士|太太|同學|師傅|師父|大哥|大姐|大姊|姐|姊|哥|伯|叔|姨|嫂|桑"
_TWO_CHARACTER_SURNAMES = frozenset({"歐陽", "司馬", "上官", "諸葛", "司徒", "夏侯", "范姜", "張簡", "尉遲"})
_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003134f]+")


def viewer_of(actor: Actor, at: Progress) -> Viewer:
    """How ``actor`` sees a case that is ``at`` that point: its team in full, other staff masked."""
    if actor.kind is ActorKind.CITIZEN:
        return Viewer.CITIZEN
    is_team = (
        actor.kind is ActorKind.SYSTEM
        or actor.sees_all
        or (bool(actor.id) and actor.id in (at.person, *at.deputies))
        or (bool(actor.unit) and actor.unit == at.unit)
    )
    return Viewer.TEAM if is_team else Viewer.DESK


def shown_to(statement: Statement, viewer: Viewer) -> Statement:
    """``statement`` as ``viewer`` may see it.

    The desk sees a surname and the end of a phone, to recognise who stands there; nothing of a
    complainant who is confidential. The employer's side never gets contacts, and no name of a
    confidential complainant, in the story neither.
    """
    if viewer in (Viewer.TEAM, Viewer.CITIZEN):
        return statement
    hides_name = statement.confidential or viewer is Viewer.DESK

    def clean(text: str) -> str:
        return without_person(text, statement, hides_name)

    hints = viewer is Viewer.DESK and not statement.confidential
    name = _initial(statement.name) if hints else HIDDEN if hides_name else statement.name
    return replace(
        statement,
        name=name,
        phone=_ending(statement.phone) if hints else _hidden(statement.phone),
        email=_hidden(statement.email),
        second_contact=_hidden(statement.second_contact),
        what=clean(statement.what),
        when=clean(statement.when),
        where=clean(statement.where),
        employer=clean(statement.employer),
        wish=clean(statement.wish),
    )


def _hidden(text: str) -> str:
    return HIDDEN if text else ""


def _initial(name: str) -> str:
    return f"{name[0]}○○" if name else ""


def _ending(phone: str) -> str:
    return f"末三碼 {re.sub(r'[^0-9]', '', phone.split('轉')[0])[-3:]}" if phone else ""


def without_person(text: str, statement: Statement, hides_name: bool) -> str:
    """``text`` without the contacts of ``statement`` in any spelling, and without the name if asked."""
    text = unicodedata.normalize("NFKC", text)
    for pattern in (*_contacts(statement), *(_names(statement.name) if hides_name else ())):
        text = pattern.sub(HIDDEN, text)
    return mask(text)


def _contacts(statement: Statement) -> list[re.Pattern[str]]:
    found: list[re.Pattern[str]] = []
    for contact in filter(None, (statement.phone, statement.email, statement.second_contact)):
        if "@" in contact:
            local = contact.partition("@")[0]
            found += [re.compile(re.escape(contact), re.IGNORECASE), _word(local)]
        else:
            digits = re.sub(r"\D", "", contact.partition("轉")[0]).removeprefix("0")
            if len(digits) < _FEWEST_DIGITS:  # hidden already: nothing to look for
                continue
            # However it is written: 0912-345-678, 0912 345678, +886 912 345 678.
            found.append(re.compile(r"(?:\+?886|0)?[\s\-()]*" + r"[\s\-()]*".join(digits)))
    return found


def _names(name: str) -> list[re.Pattern[str]]:
    """The whole name, and what people are called by: 王小明, 小明, 阿明, 王先生, Nguyen; in any script."""
    patterns: dict[str, re.Pattern[str]] = {}
    for spelling in _spellings(unicodedata.normalize("NFKC", name)):
        words = [word for word in re.split(r"[\s,.·・]+", spelling) if len(word) > 1]
        for part in (spelling, *words, *(word[-2:] for word in words if _is_han(word) and len(word) > 2)):
            patterns.setdefault(part, _word(part))
        joined = "".join(spelling.split())
        if _is_han(joined) and len(joined) > 1:
            patterns.setdefault(f"{joined[0]}:", _called(joined))
    # The longest first: 小明 must not be taken out of 王小明.
    return [patterns[part] for part in sorted(patterns, key=len, reverse=True) if part]


def _spellings(name: str) -> tuple[str, ...]:
    """``name`` in Traditional and Simplified characters, and without the marks of Latin letters."""
    bare = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    plain = bare.translate(str.maketrans("đĐ", "dD"))
    return tuple(dict.fromkeys((name, plain, _SIMPLIFIED.convert(name), traditional(name))))


def _called(name: str) -> re.Pattern[str]:
    """A surname with a title, and the familiar forms: 王小姐, 小王, 阿明."""
    surname = name[:2] if name[:2] in _TWO_CHARACTER_SURNAMES and len(name) > 2 else name[0]
    return re.compile(rf"{surname}(?:{_TITLES})|[小老阿]{surname}|阿{name[-1]}|{name[-1]}(?:哥|姐|姊|仔)")


def _is_han(word: str) -> bool:
    return _HAN.fullmatch(word) is not None


def _word(part: str) -> re.Pattern[str]:
    edge = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
    if part.isascii():
        return re.compile(f"{edge[0]}{re.escape(part)}{edge[1]}", re.IGNORECASE)
    # Names of Han characters are also written with gaps.
    return re.compile(r"\s*".join(map(re.escape, part.replace(" ", ""))), re.IGNORECASE)
