"""HTTP of 最新注意事項: everybody reads and acknowledges, some write; a signed link needs no sign-in."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import DatabaseDep, provided
from desk.auth.access import allowed, open_to_all
from desk.auth.permissions import Permission, Staff
from desk.dependencies import DigestsDep
from desk.digest import bulletin_service
from desk.digest.bulletin_service import BadBulletin, TypedBulletin
from desk.digest.service import Digests
from desk.pages import page, see_other
from web.dependencies import EngineDep

router = APIRouter(prefix="/desk/digest", include_in_schema=False)
Reader = Annotated[Staff, Depends(allowed(Permission.LOOK_UP))]
Writer = Annotated[Staff, Depends(allowed(Permission.SEND_DIGEST))]
HOME = "/desk/digest"
_TOKEN_LIMIT = 200


async def _show(
    request: Request, staff: Staff, wish: TypedBulletin | None = None, problem: BadBulletin | None = None
) -> Response:
    database, now, today = provided(request, Database), utc_now(), local_now().date().isoformat()
    account_id = request.state.signed_in.account_id
    may_write = staff.may(Permission.SEND_DIGEST)
    return page(
        request,
        "digest/bulletins.html",
        problem.status if problem else HTTPStatus.OK,
        current=await bulletin_service.current(database, staff, now),
        coming=await bulletin_service.coming(database, now) if may_write else (),
        letters=await provided(request, Digests).open_for(account_id) if account_id else (),
        waiting=await provided(request, Digests).waiting(now) if may_write else (),
        may_write=may_write,
        wish=wish or TypedBulletin("", "", False, today, today, ""),
        problem=problem,
    )


@router.get("")
async def show(request: Request, staff: Reader) -> Response:
    """What holds today, what the reader has still to acknowledge; for writers the form and who is silent."""
    return await _show(request, staff)


@router.post("")
async def write(
    request: Request,
    staff: Writer,
    database: DatabaseDep,
    engine: EngineDep,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    urgent: Annotated[bool, Form()] = False,
    valid_from: Annotated[str, Form()] = "",
    valid_to: Annotated[str, Form()] = "",
    entries: Annotated[str, Form()] = "",
) -> Response:
    """Add a bulletin; with a problem everything stays as it was typed."""
    wish = TypedBulletin(title, text, urgent, valid_from, valid_to, entries)
    try:
        await bulletin_service.write(database, wish, engine.catalogue, staff, utc_now())
    except BadBulletin as problem:
        return await _show(request, staff, wish, problem)
    return see_other(HOME)


@router.get("/link/{token}", dependencies=[Depends(open_to_all())])
async def letter(request: Request, token: str, digests: DigestsDep) -> Response:
    """The digest of a link with a button; mail scanners that follow the link acknowledge nothing."""
    found = await digests.by_link(token[:_TOKEN_LIMIT])
    return page(request, "digest/letter.html", letter=found, token=token[:_TOKEN_LIMIT])


@router.post("/link/{token}", dependencies=[Depends(open_to_all())])
async def acknowledge_letter(token: str, digests: DigestsDep) -> Response:
    """The person of the link has read it."""
    token = token[:_TOKEN_LIMIT]
    await digests.acknowledge_by_link(token, utc_now())
    return see_other(f"{HOME}/link/{token}")


@router.post("/letters/{digest_id}/read")
async def acknowledge_digest(
    request: Request, staff: Reader, digest_id: int, digests: DigestsDep
) -> Response:
    """Who is signed in has read a digest; a shift gets none."""
    account_id = request.state.signed_in.account_id
    if account_id is not None:
        await digests.acknowledge(digest_id, account_id, utc_now())
    return see_other(HOME)


@router.post("/{bulletin_id}/read")
async def acknowledge(
    request: Request,
    staff: Reader,
    bulletin_id: int,
    database: DatabaseDep,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Who is signed in has read a bulletin; it no longer stands on top of the counter page."""
    account_id = request.state.signed_in.account_id
    await bulletin_service.acknowledge(database, bulletin_id, staff, account_id, utc_now())
    return see_other("/desk" if back == "desk" else HOME)


@router.post("/{bulletin_id}/withdraw")
async def withdraw(staff: Writer, bulletin_id: int, database: DatabaseDep) -> Response:
    """It no longer holds."""
    await bulletin_service.withdraw(database, bulletin_id, utc_now())
    return see_other(HOME)
