"""Who may see the person behind a case, and what the others see instead (pure)."""

import re
import unicodedata
from dataclasses import replace

from cases.schemas import Actor, ActorKind, Statement, Viewer
from cases.states import Progress
from core.privacy import mask

HIDDEN = "〔已遮蔽〕"
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
            # However it is written: 0912-345-678, 0912 345678, +886 912 345 678.
            found.append(re.compile(r"(?:\+?886|0)?[\s\-()]*" + r"[\s\-()]*".join(digits)))
    return found


def _names(name: str) -> list[re.Pattern[str]]:
    """The whole name, and the parts by which people are called: 王小明, 小明, Nguyen."""
    name = unicodedata.normalize("NFKC", name)
    words = [word for word in re.split(r"[\s,.·・]+", name) if len(word) > 1]
    given = [word[-2:] for word in words if _HAN.fullmatch(word) and len(word) > 2]
    parts = dict.fromkeys(filter(None, (name, *words, *given)))
    return [_word(part) for part in parts]


def _word(part: str) -> re.Pattern[str]:
    edge = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
    is_latin = part.isascii()
    return re.compile(
        f"{edge[0] if is_latin else ''}{re.escape(part)}{edge[1] if is_latin else ''}", re.IGNORECASE
    )
