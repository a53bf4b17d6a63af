"""No page of citizens or of the desk holds the event loop for over 50 ms."""

import re

import httpx
from fastapi.routing import RouteContext, iter_route_contexts
from sqlalchemy import func, select

from app import create_app
from bot.handover.models import HandoverRow
from bot.handover.schemas import HandoverState
from core.database import Database
from desk.auth.models import ShiftRow
from desk.auth.permissions import Role
from publication import draft_service
from tests.loop.conftest import LIMIT_SECONDS, Served
from tests.loop.filing import filed

# A stream has no end, and the figures for the operators are on another listener.
_LEFT_OUT = frozenset({"/desk/inbox/events", "/metrics"})
_SHOWN = {
    "calculator_id": "overtime",
    "channel": "line",
    "conversation_id": "line:U1",
    "entry_id": "overtime-pay",
    "how": "external",
    "key": "overtime-pay",
    "kind": "entry",
    "paper": "file",
    "sheet": "xlsx",
    "topic": "job_fair",
    "what": "job_fair",
}


def _pages() -> list[str]:
    """The paths of every page, with their parameters."""
    routes: list[RouteContext] = list(iter_route_contexts(create_app().routes))
    found = {route.path or "" for route in routes if "GET" in (route.methods or ())}
    return sorted(found - _LEFT_OUT)


def _shown(served: Served) -> dict[str, str]:
    """What stands in a path for each of its parameters, of things that there are."""
    case = filed(served)
    served.send(Role.SUPERVISOR, "/desk/duty/open", slot="extra")
    served.send(Role.CURATOR, "/desk/curation/drafts", kind="entry", key="annual-leave")

    async def things(database: Database) -> dict[str, str]:
        drafted = await draft_service.listed(database)
        async with database.transaction() as session:
            ended = select(func.min(HandoverRow.id)).where(HandoverRow.state == HandoverState.ENDED)
            return {
                "case_id": case.case_id,
                "attachment_id": str(case.attachment_id),
                "number": case.number,
                "talk_id": str(await session.scalar(ended)),
                "shift_id": str(await session.scalar(select(func.max(ShiftRow.id)))),
                "draft_id": str(drafted[0].id),
            }

    return _SHOWN | served.ask(things)


def test_every_page_of_citizens_and_of_the_desk(served: Served) -> None:
    shown, held, answered = _shown(served), {}, 0
    for path in _pages():
        place = re.sub(r"{(\w+)(:path)?}", lambda name: shown.get(name[1], "1"), path)
        answers: list[httpx.Response] = []
        found = served.steps.too_long(lambda at=place, to=answers: to.append(served.page(at)), LIMIT_SECONDS)  # type: ignore[misc]
        if found:
            held[place] = found
        answered += answers[-1].status_code < httpx.codes.BAD_REQUEST
        assert answers[-1].status_code < httpx.codes.INTERNAL_SERVER_ERROR, place
    assert held == {}
    assert answered > 80
