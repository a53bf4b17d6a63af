"""A form laid aside on the page, and found again by its private link; the link alone shows nothing."""

from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response

from cases import form_answers
from cases.questions import BY_NAME, QUESTIONS
from cases.saved_forms.service import KEEP, PATH, SavedForms
from connectors.dependencies import AdmissionDep
from core.clock import TAIPEI, local_now, utc_now
from core.dependencies import DatabaseDep, SettingsDep, VaultDep
from core.questions.question import Unreadable
from web.case_routes import SAVED, begin, form_page, private_page, texts_of
from web.uploads import read_form

router = APIRouter(prefix="/cases/saved", include_in_schema=False)
_TOKEN_LIMIT = 100


def install(app: FastAPI) -> None:
    """Add the pages to ``app``."""
    app.include_router(router)


@router.post("/keep")
async def keep(
    request: Request, admission: AdmissionDep, vault: VaultDep, database: DatabaseDep, settings: SettingsDep
) -> Response:
    """Keep what was typed as it is, and show its private link once; a known link stays as it is."""
    admission.check_origin(request)
    texts = texts_of(await read_form(request))
    if texts.get("route") not in BY_NAME["route"].values:
        return begin(request)
    if wrong := _too_long(texts):
        return form_page(request, texts, wrong)
    await admission.admit(request, None)
    saved, known, now = SavedForms(vault), texts.get(SAVED, ""), utc_now()
    async with database.transaction() as session:
        same = bool(known) and await saved.change(session, known, texts, now)
        token = known if same else await saved.keep(session, texts, now)
    link = f"{settings.public_base.rstrip('/')}/{PATH}?token={token}"
    until = (now + KEEP).astimezone(TAIPEI).date()
    return private_page(request, "cases/saved.html", link="" if same else link, token=token, until=until)


@router.get("")
async def linked(request: Request, database: DatabaseDep, vault: VaultDep, token: str = "") -> Response:
    """Ask whether to open the form: programs that look at links by themselves see nothing of it."""
    async with database.transaction() as session:
        found = await SavedForms(vault).open(session, token[:_TOKEN_LIMIT], utc_now())
    if found is None:
        return _unknown(request)
    return private_page(request, "cases/saved_open.html", token=token)


@router.post("")
async def opened(
    request: Request, admission: AdmissionDep, database: DatabaseDep, vault: VaultDep
) -> Response:
    """The form as it was laid aside; the consent is asked for again."""
    admission.check_origin(request)
    posted = await read_form(request)
    token = posted.texts.get("token", "")[:_TOKEN_LIMIT]
    async with database.transaction() as session:
        found = await SavedForms(vault).open(session, token, utc_now())
    if found is None:
        return _unknown(request)
    return form_page(request, texts_of(posted) | dict(found.answers) | {SAVED: token}, {})


def _unknown(request: Request) -> Response:
    return private_page(request, "cases/saved_unknown.html", HTTPStatus.NOT_FOUND)


def _too_long(texts: dict[str, str]) -> dict[str, str]:
    """What is longer than its question takes; whatever else is wrong is asked for when the form is sent."""
    wrong: dict[str, str] = {}
    for question in QUESTIONS:
        if len(text := texts.get(question.name, "")) > question.limit:
            try:
                form_answers.read(question.name, text, local_now().date())
            except Unreadable as reason:
                wrong[question.name] = str(reason)
    return wrong
