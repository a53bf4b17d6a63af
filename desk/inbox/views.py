"""What the pages of the inbox show, put together from the rooms."""

import secrets
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response

from bot.facts import NO_FACTS, Facts
from bot.handover import HandoverService
from bot.handover.schemas import PastWanted
from cases.tags import service as tags
from cases.tags.service import Taggable
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import Problem
from desk.auth.permissions import Permission, Staff
from desk.inbox import event_stream, service
from desk.inbox.canned_answers import Canned
from desk.inbox.service import speaker
from desk.inbox.suggested_entries import SHOWN, for_person, last_words, situation, talked_of
from desk.pages import page
from desk.people import Colleague, names, people
from retrieval.engine import Engine
from web.entry_search import find as look_up

EARLIER = 10


async def listing(request: Request, staff: Staff, current: str = "") -> dict[str, Any]:
    """The queue; ``current`` is the conversation that the page shows."""
    handover, now = provided(request, HandoverService), utc_now()
    known = await names(provided(request, Database))
    async with provided(request, Database).transaction() as session:
        standing = await handover.standing(session, now)
    waiting = await handover.waiting()
    async with provided(request, Database).transaction() as session:
        ids = [talk.conversation_id for talk in waiting]
        carried = await tags.carried(session, Taggable.CONVERSATION, ids)
    listed = service.listing(
        waiting,
        staff,
        known,
        provided(request, Engine).catalogue,
        now,
        await handover.unread(speaker(staff)),
    )
    return {"listing": listed, "standing": standing, "current": current, "carried": carried}


def canned(request: Request, text: str, facts: Facts = NO_FACTS) -> tuple[Canned, ...]:
    """Answers of entries that fit ``text``, for the person's situation."""
    entries = look_up(provided(request, Engine), text, local_now()).entries
    return tuple(for_person(view, facts) for view in entries)


async def show(
    request: Request,
    conversation_id: str,
    staff: Staff,
    status: int = HTTPStatus.OK,
    *,
    find: str = "",
    problem: Problem | None = None,
    **typed: str,
) -> Response:
    """The page of a conversation, with what was ``typed`` where a form was refused."""
    handover = provided(request, HandoverService)
    await event_stream.keep(handover, speaker(staff), conversation_id)
    talk = await read(request, conversation_id, staff)
    database = provided(request, Database)
    everybody = await people(database)
    return page(
        request,
        "inbox/conversation.html",
        status,
        talk=talk,
        conversation_id=conversation_id,
        key=secrets.token_urlsafe(12),
        typed={"text": "", "note": "", "word": "", "why": ""} | typed,
        find=find,
        canned=canned(request, find, talk.summary.facts) if find else (),
        fitting=fitting(request, talk),
        situation=situation(talk.summary.facts),
        colleagues=colleagues(everybody, staff, await handover.here(utc_now())) if talk.is_mine else (),
        earlier=await handover.past(PastWanted(conversation_id=conversation_id), EARLIER),
        problem=problem,
        offered_tags=await tags.tags(database) if talk.is_mine else None,
        people={person.staff.id: person.staff.name for person in everybody},
        **await listing(request, staff, conversation_id),
    )


def fitting(request: Request, talk: service.Conversation) -> tuple[Canned, ...]:
    """What the conversation is about; where nothing was found yet, what fits the last words."""
    views = talked_of(talk.summary, provided(request, Engine).catalogue, local_now())
    if views:
        return tuple(for_person(view, talk.summary.facts) for view in views)
    found = look_up(provided(request, Engine), last_words(talk.summary), local_now())
    return tuple(for_person(view, talk.summary.facts) for view in found.entries[:SHOWN] if found.sure)


def colleagues(
    everybody: tuple[Colleague, ...], staff: Staff, here: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """Who can take over (id, name), those who are there first."""
    others = [
        person.staff
        for person in everybody
        if person.active and person.staff.may(Permission.ANSWER) and person.staff.id != staff.id
    ]
    others.sort(key=lambda one: (one.id not in here, one.unit, one.name))
    return tuple(
        (one.id, f"{one.name}（{one.unit or '沒有單位'}{'，在線上' if one.id in here else ''}）")
        for one in others
    )


async def read(request: Request, conversation_id: str, staff: Staff) -> service.Conversation:
    """The conversation, which counts as read from now on."""
    talk = await opened(request, conversation_id, staff)
    handover = provided(request, HandoverService)
    await handover.have_read(speaker(staff), conversation_id, talk.at.last, utc_now())
    return talk


async def opened(request: Request, conversation_id: str, staff: Staff) -> service.Conversation:
    """The conversation as it is now.

    Raises:
        Gone: nobody waits or is served in it.
    """
    return await service.conversation(
        provided(request, HandoverService),
        conversation_id,
        staff,
        await names(provided(request, Database)),
        provided(request, Engine).catalogue,
        utc_now(),
    )
