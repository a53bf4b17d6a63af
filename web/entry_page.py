"""What the page of an entry shows beside it: the chat's short answer, other languages, last days."""

import secrets
from dataclasses import dataclass, replace

from bot.blocks import Block, Brief
from bot.entry_card import brief
from bot.point_answers import chinese_only
from core.questions.question import Question
from knowledge.calculators.deadlines import DEADLINE
from knowledge.deadlines import of_entry
from knowledge.presentation import EntryView
from web.hreflang import Alternate, address, alternates
from web.qr import qr_code


@dataclass(frozen=True, slots=True)
class EntryDeadline:
    """A deadline of the entry: ``field`` asks for the day from which it counts."""

    kind: str
    label: str
    field: Question


@dataclass(frozen=True, slots=True)
class EntryPage:
    """``short`` is what the chat says first, in Chinese and ``own`` in the language that was chosen.

    ``untranslated`` says in that language that only Chinese follows. ``key`` makes pressing twice one
    opinion; ``qr`` is a picture of ``url``.
    """

    short: Brief
    own: Brief | None
    untranslated: tuple[Block, ...]
    last_days: tuple[EntryDeadline, ...]
    alternates: tuple[Alternate, ...]
    url: str
    qr: str
    key: str


def page_of(view: EntryView, language: str | None, base: str) -> EntryPage:
    """The page of ``view``, asked for in ``language``, below the public address ``base``."""
    other = view.translation
    url = address(base, view.id, other.language if other else None)
    return EntryPage(
        short=brief(replace(view, translation=None)),
        own=brief(view) if other else None,
        untranslated=() if other else chinese_only(language),
        last_days=last_days(view.id),
        alternates=alternates(base, view),
        url=url,
        qr=qr_code(url, scale=3),
        key=secrets.token_urlsafe(16),
    )


def last_days(entry_id: str) -> tuple[EntryDeadline, ...]:
    """The deadlines that the entry's answer holds, each with the day that has to be told."""
    fields = {field.name: field for field in DEADLINE.fields}
    return tuple(EntryDeadline(found.id, found.label, fields[found.id]) for found in of_entry(entry_id))
