"""HTTP of a macro on one case: what it would do, then one press."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.undo_send_service import HOLD
from core.clock import utc_now
from core.dependencies import DatabaseDep
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.cases.case_page import address, again
from desk.cases.routes import PREFIX
from desk.macros import service
from desk.macros.runner import Macros
from desk.pages import page, see_other
from web.dependencies import CasesDep, NotificationsDep

_HANDLE = allowed(Permission.HANDLE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_HANDLE)])
Handler = Annotated[Staff, Depends(_HANDLE)]


@router.post("/{case_id}/macro")
async def macro(
    request: Request,
    case_id: str,
    staff: Handler,
    cases: CasesDep,
    database: DatabaseDep,
    notifications: NotificationsDep,
    macro: Annotated[int, Form()] = 0,
    seen: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """What it would do; ``seen`` is the version that was shown, and is done."""
    macros, now = Macros(database, cases), utc_now()
    try:
        async with database.transaction() as session:
            chosen = await service.macro(session, macro)
        if seen == chosen.version:
            await macros.run(chosen, case_id, staff, now)
            return see_other(address(case_id))
        steps = await macros.rehearse(chosen, case_id, staff, now)
    except Problem as problem:
        return await again(request, case_id, staff, problem, "macro", {})
    return page(
        request,
        "macros/preview.html",
        HTTPStatus.CONFLICT if seen else HTTPStatus.OK,
        address=address(case_id),
        macro=chosen,
        steps=[(step, step.letter and notifications.notices.rehearsed(step.letter)) for step in steps],
        number=(await cases.summary(case_id)).number,
        changed=bool(seen),
        seconds=HOLD.seconds,
    )
