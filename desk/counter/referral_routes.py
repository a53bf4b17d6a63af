"""HTTP of referrals: write one, print the slip, find it by its number, take over."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, SettingsDep, provided
from core.errors import Problem
from core.settings import Settings
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.counter import referral_service, visit_service
from desk.counter.models import ReferralRow
from desk.counter.referral_service import BadReferral, Story
from desk.counter.routes import counter_of
from desk.counter.visit_service import VisitOutcome
from desk.pages import page, see_other
from retrieval.engine import Engine
from web.dependencies import EngineDep
from web.qr import qr_code

router = APIRouter(prefix="/desk/referrals", include_in_schema=False)
Volunteer = Annotated[Staff, Depends(allowed(Permission.LOG_DUTY))]
_HERE = "服務台"
SHOWN = 100


def _form(request: Request, story: Story, problem: Problem | None = None) -> Response:
    status = problem.status if problem else HTTPStatus.OK
    problems = problem.fields if problem else {}
    shown: dict[str, Any] = {
        "story": story,
        "problems": problems,
        "windows": provided(request, Engine).catalogue.places,
    }
    return page(request, "referrals/new.html", status, **shown)


async def _waiting(
    request: Request, staff: Staff, window: str | None, code: str = "", problem: Problem | None = None
) -> Response:
    """The form, and for staff with an account what waits at their window: volunteers browse no stories."""
    database, now = provided(request, Database), utc_now()
    rows: Sequence[ReferralRow] = ()
    windows: Sequence[str] = ()
    chosen = window or ""
    if staff.may(Permission.READ_CASES):
        _, windows = await referral_service.waiting(database, "", now, 1)
        chosen = referral_service.own_window(staff.unit, windows) if window is None else window
        rows, _ = await referral_service.waiting(database, chosen, now, SHOWN)
    address = f"{provided(request, Settings).public_base}/desk/referrals?{urlencode({'window': chosen})}"
    return page(
        request,
        "referrals/find.html",
        problem.status if problem else HTTPStatus.OK,
        code=code,
        problem=problem.detail if problem else "",
        lists=staff.may(Permission.READ_CASES),
        rows=rows,
        windows=windows,
        window=chosen,
        picture=qr_code(address) if chosen else "",
        now=now,
    )


@router.get("")
async def find(
    request: Request,
    staff: Volunteer,
    database: DatabaseDep,
    code: str = "",
    window: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """Find a referral by the number on its slip, or in the list of a window."""
    if not code:
        return await _waiting(request, staff, window)
    try:
        row = await referral_service.find(database, code, utc_now())
    except Problem as problem:
        return await _waiting(request, staff, window, code, problem)
    return see_other(f"/desk/referrals/{row.code}")


@router.get("/new")
async def new(request: Request, staff: Volunteer, engine: EngineDep, entry: str = "") -> Response:
    """An empty form, begun from an entry where there is one."""
    known = engine.catalogue.view(entry, local_now())
    story = Story("", "", "", _HERE, "")
    return _form(request, Story(known.question, "", "", _HERE, known.window.name, entry) if known else story)


@router.post("/new")
async def make(
    request: Request,
    staff: Volunteer,
    database: DatabaseDep,
    topic: Annotated[str, Form()] = "",
    told: Annotated[str, Form()] = "",
    papers: Annotated[str, Form()] = "",
    from_window: Annotated[str, Form()] = _HERE,
    to_window: Annotated[str, Form()] = "",
    entry_id: Annotated[str, Form()] = "",
) -> Response:
    """Keep it, and show the slip."""
    story = Story(topic, told, papers, from_window, to_window, entry_id)
    try:
        code = await referral_service.refer(
            database, story, staff.name, referral_service.new_code(), utc_now()
        )
    except BadReferral as problem:
        return _form(request, story, problem)
    await visit_service.note(
        database, await counter_of(request, staff), VisitOutcome.REFERRED, utc_now(), entry_id
    )
    return see_other(f"/desk/referrals/{code}")


@router.get("/{code}")
async def slip(
    request: Request, staff: Volunteer, code: str, database: DatabaseDep, settings: SettingsDep
) -> Response:
    """The slip: to print, and for the window that receives it."""
    row = await referral_service.find(database, code, utc_now())
    url = f"{settings.public_base}/desk/referrals/{row.code}"
    picture = qr_code(url)
    return page(request, "referrals/slip.html", referral=row, picture=picture)


@router.post("/{code}/receive")
async def receive(staff: Volunteer, code: str, database: DatabaseDep) -> Response:
    """The next window takes over."""
    await referral_service.receive(database, code, staff.name, utc_now())
    return see_other(f"/desk/referrals/{referral_service.normal_code(code)}")
