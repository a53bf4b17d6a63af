"""Server-sent events of the inbox: a page hears that something changed, and fetches it.

While the stream is open its owner counts as present, a conversation that is shown counts as looked at,
and one that is in the owner's hands stays there. It ends after a while: the browser comes back through
the gate, so that a session that is over does not go on listening.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import timedelta
from hashlib import sha256

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.handover import Agent, HandoverService, NotYours
from bot.handover.schemas import HandoverState
from core.clock import utc_now
from desk.inbox.stream_limits import OpenStreams

LENGTH = timedelta(minutes=5)
_LOOK_SECONDS = 1.0
_RENEW_EVERY = timedelta(seconds=15)
log = structlog.get_logger()


async def limited(
    streams: OpenStreams, handover: HandoverService, staff: Agent, conversation_id: str = ""
) -> AsyncGenerator[dict[str, str], None]:
    """`events` of an account among its others, and ``displaced`` when it has to make room."""
    with streams.place(staff.id) as displaced:
        async with aclosing(events(handover, staff, conversation_id, displaced)) as told:
            async for event in told:
                yield event
        if displaced.is_set():
            yield {"event": "displaced", "data": ""}


async def events(
    handover: HandoverService,
    staff: Agent,
    conversation_id: str = "",
    end: asyncio.Event | None = None,
) -> AsyncGenerator[dict[str, str], None]:
    """``queue`` and ``conversation`` events whose data changes with what the page shows, until ``end``."""
    told: dict[str, str] = {}
    ends_at, renewed, end = utc_now() + LENGTH, None, end or asyncio.Event()
    try:
        while (now := utc_now()) < ends_at and not end.is_set():
            try:
                if renewed is None or now - renewed >= _RENEW_EVERY:
                    await keep(handover, staff, conversation_id)
                    renewed = now
                for name, state in (await _states(handover, staff, conversation_id)).items():
                    if told.get(name) != state:
                        told[name] = state
                        yield {"event": name, "data": state}
            except (SQLAlchemyError, OSError) as error:  # the page stays; the database comes back
                log.warning("inbox_without_database", kind=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(end.wait(), _LOOK_SECONDS)
    finally:
        if conversation_id:
            await handover.look_away(staff, conversation_id)


async def keep(handover: HandoverService, staff: Agent, conversation_id: str = "") -> None:
    """``staff`` is here, looks at a conversation, and keeps it when it is theirs."""
    now = utc_now()
    await handover.heartbeat(staff, now)
    if not conversation_id:
        return
    await handover.look(staff, conversation_id, now)
    at = await handover.standpoint(conversation_id, now)
    if at.state == HandoverState.TAKEN and at.staff == staff.id:
        try:
            await handover.renew(staff, conversation_id, now)
        except NotYours:  # handed back a moment ago
            return


async def _states(handover: HandoverService, staff: Agent, conversation_id: str) -> dict[str, str]:
    queue = [(w.conversation_id, w.state, w.staff, w.last_text) for w in await handover.waiting()]
    states = {"queue": _digest((queue, sorted((await handover.unread(staff)).items())))}
    if conversation_id:
        at = await handover.standpoint(conversation_id, utc_now())
        summary = await handover.summary(conversation_id) if at.state else None
        shown = (at.state, at.staff, at.viewers, summary.lines[-3:] if summary else ())
        states["conversation"] = _digest(shown)
    return states


def _digest(shown: object) -> str:
    return sha256(repr(shown).encode()).hexdigest()[:16]
