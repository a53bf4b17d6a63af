"""「這一頁有幫助嗎」: an opinion on the page of an entry, counted as one on an answer of the chat is."""

import re
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, Request, Response
from fastapi.responses import RedirectResponse

from cases.notification_service import Notifications
from cases.survey.service import REASONS, Surveys
from connectors.webchat.admission import Admission
from core.clock import utc_now
from core.dependencies import DatabaseDep, provided
from retrieval.engine import Engine
from web.error_pages import not_found
from web.templating import make_templates
from web.translations import chosen_language

# In the place of a conversation: who reads a page has none.
PAGE = "page"
_YES, _NO = "yes", "no"
# What the page of an entry makes for itself: pressed twice, it is one opinion.
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")

router = APIRouter(prefix="/faq", include_in_schema=False)
_templates = make_templates("web")


def install(app: FastAPI) -> None:
    """Add the pages to ``app``."""
    app.include_router(router)


@router.get("/{entry_id}/opinion")
@router.get("/{entry_id}/opinion/reason")
def back(entry_id: str) -> Response:
    """Who reloads or shares the page of thanks gets the entry."""
    return RedirectResponse(f"/faq/{entry_id}", HTTPStatus.SEE_OTHER)


@router.post("/{entry_id}/opinion")
async def opinion(
    request: Request,
    entry_id: str,
    database: DatabaseDep,
    helpful: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """Count it, once; after 沒幫助 the reasons to choose from."""
    if (refusal := await _refusal(request, entry_id, key)) or helpful not in (_YES, _NO):
        return refusal or not_found(request)
    async with database.transaction() as session:
        new = await _surveys(request).record(session, PAGE, key, entry_id, helpful == _YES, utc_now())
    if new and helpful == _NO:
        return _page(request, entry_id, key, "utter_opinion_reason", REASONS)
    return _page(request, entry_id, key, "" if new else "utter_opinion_already")


@router.post("/{entry_id}/opinion/reason")
async def reason(
    request: Request,
    entry_id: str,
    database: DatabaseDep,
    why: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """Keep why it did not help, once."""
    if (refusal := await _refusal(request, entry_id, key)) or why not in REASONS:
        return refusal or not_found(request)
    async with database.transaction() as session:
        new = await _surveys(request).add_reason(session, PAGE, key, why)
    return _page(request, entry_id, key, "utter_opinion_thanks" if new else "utter_opinion_already")


async def _refusal(request: Request, entry_id: str, key: str) -> Response | None:
    admission = provided(request, Admission)
    admission.check_origin(request)
    await admission.admit(request, None)
    known = entry_id in provided(request, Engine).catalogue
    return None if known and _KEY.fullmatch(key) else not_found(request)


def _surveys(request: Request) -> Surveys:
    return provided(request, Notifications).surveys


def _page(request: Request, entry_id: str, key: str, said: str, reasons: tuple[str, ...] = ()) -> Response:
    """The bot's sentence ``said``, else thanks alone."""
    shown: dict[str, Any] = {
        "entry_id": entry_id,
        "question": provided(request, Engine).catalogue[entry_id].question,
        "key": key,
        "said": said,
        "reasons": reasons,
        "language": chosen_language(request),
    }
    return _templates.TemplateResponse(request, "opinion.html", shown)
