"""HTTP of the sign-in of the practice mode: one presses who one is; no other app has it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import utc_now
from core.dependencies import DatabaseDep, SettingsDep
from core.errors import NotFound
from desk.auth import repository, shift_service, sign_in_service
from desk.auth.access import open_to_all, origin_of
from desk.auth.permissions import Role
from desk.auth.routes import enter
from desk.auth.session_service import SignInStep
from desk.auth.shift_service import Slot
from desk.practice.people import NAMES, account_of

router = APIRouter(prefix="/desk/practice", include_in_schema=False, dependencies=[Depends(open_to_all())])


@router.post("/enter")
async def enter_as(
    request: Request, database: DatabaseDep, settings: SettingsDep, role: Annotated[Role, Form()]
) -> Response:
    """Sign in as the invented person of ``role``."""
    if not settings.practice:  # never without a password on real data, whoever includes this router
        raise NotFound("只有練習模式可以這樣登入")
    origin, now = origin_of(request), utc_now()
    if role is Role.VOLUNTEER:
        shift, pin = await shift_service.open_shift(database, Slot.EXTRA, NAMES[Role.CLERK], origin, now)
        return await enter(
            request,
            await shift_service.join(database, settings.signing_key, shift.id, NAMES[role], pin, origin, now),
        )
    account_id = await account_of(database, role, origin, now)
    async with database.transaction() as session:
        row = await repository.account(session, account_id)
        assert row is not None
        opened = sign_in_service.open_session(session, row, SignInStep.DONE, origin, now)
    return await enter(request, opened)
