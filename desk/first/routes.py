"""HTTP of the first hour: the checklist, the test of the mail, the channels, how to back up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from core import backup_note
from core.clock import utc_now
from core.dependencies import SettingsDep
from core.mail import is_address
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.autosave.taken import form_was_taken
from desk.dependencies import FirstHourDep
from desk.pages import page, see_other

# Who has something to set up: those who curate, supervise and administer.
router = APIRouter(
    prefix="/desk/first", include_in_schema=False, dependencies=[Depends(allowed(Permission.READ_REPORTS))]
)
Reader = Annotated[Staff, Depends(allowed(Permission.READ_REPORTS))]
Admin = Annotated[Staff, Depends(allowed(Permission.MANAGE_USERS))]


@router.get("")
async def show(request: Request, first: FirstHourDep) -> Response:
    """The checklist."""
    return page(request, "first/checklist.html", items=await first.items(utc_now()))


@router.post("/aside/{key}")
async def put_aside(
    staff: Reader, key: str, first: FirstHourDep, aside: Annotated[bool, Form()] = True
) -> Response:
    """Somebody puts an item aside, under their name, or takes it up again."""
    await first.put_aside(key, staff, aside, utc_now())
    return see_other("/desk/first")


@router.get("/mail")
async def mail_form(request: Request, staff: Admin, settings: SettingsDep) -> Response:
    """Where a test goes to."""
    return _mail_page(request, settings.mail_from is not None and settings.smtp_url is not None)


def _mail_page(request: Request, is_set: bool, status: int = 200, **context: object) -> Response:
    shown = {"is_set": is_set, "tested": None, "problem": "", "address": ""} | context
    return page(request, "first/mail.html", status, **shown)


@router.post("/mail")
async def test_mail(
    request: Request,
    staff: Admin,
    first: FirstHourDep,
    settings: SettingsDep,
    address: Annotated[str, Form()] = "",
) -> Response:
    """Send a real e-mail, and say what the server answered."""
    address, is_set = address.strip(), settings.mail_from is not None and settings.smtp_url is not None
    if not is_address(address):
        problem = "請填一個收得到信的電子郵件，例如您自己的。"
        return _mail_page(request, is_set, 422, problem=problem, address=address)
    tested = await first.test_mail(address, utc_now())
    form_was_taken(request, request.url.path)
    return _mail_page(request, is_set, tested=tested, address=address)


@router.get("/channels")
async def channels(request: Request, staff: Admin, first: FirstHourDep, settings: SettingsDep) -> Response:
    """Each channel: on or off, where its platform sends to, whether a signed event came."""
    return page(
        request,
        "first/channels.html",
        channels=await first.channels(utc_now()),
        is_public=settings.public_base.startswith("https://"),
    )


@router.get("/backup")
async def backup(request: Request, staff: Admin, settings: SettingsDep) -> Response:
    """How a backup is made, and when the last one was."""
    return page(request, "first/backup.html", last=backup_note.last(settings.data_dir))
