"""The page on which a citizen rates a closed case: reached by a signed link, no account, nothing told."""

from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response

from cases.survey.service import QUESTION, Rated, Surveys, read_score
from connectors.dependencies import AdmissionDep
from core.clock import utc_now
from core.errors import BadLink
from web.dependencies import NotificationsDep
from web.templating import make_templates

router = APIRouter(prefix="/cases/survey", include_in_schema=False)
_templates = make_templates("web")
_TOKEN_LIMIT = 200
_SAID = {
    Rated.THANKS: ("謝謝您的意見", "我們會用來改進服務。"),
    Rated.ALREADY: ("您已經評分過了", "每一件案件評分一次，謝謝您。"),
    Rated.CLOSED: ("評分時間已過", "想告訴我們意見，請撥 1999。"),
}


def install(app: FastAPI) -> None:
    """Add the page to ``app``."""
    app.include_router(router)


def _told(request: Request, title: str, text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return _templates.TemplateResponse(
        request, "message.html", {"title": title, "text": text}, status_code=status
    )


@router.get("")
async def survey(request: Request, notifications: NotificationsDep, token: str = "") -> Response:
    """The question with a button for each mark; looking at it changes nothing."""
    surveys: Surveys = notifications.surveys
    try:
        waits = await surveys.check_link(token[:_TOKEN_LIMIT], utc_now())
    except BadLink as error:
        return _told(request, "找不到這份評分", error.detail, HTTPStatus.NOT_FOUND)
    if not waits:
        return _told(request, *_SAID[Rated.ALREADY])
    best_first = replace(QUESTION, options=QUESTION.options[::-1])
    return _templates.TemplateResponse(request, "survey.html", {"token": token, "score": best_first})


@router.post("")
async def rate(request: Request, admission: AdmissionDep, notifications: NotificationsDep) -> Response:
    """Take the mark, once."""
    admission.check_origin(request)
    surveys: Surveys = notifications.surveys
    sent = await request.form()
    token, score = str(sent.get("token", ""))[:_TOKEN_LIMIT], read_score(str(sent.get("score", ""))) or 0
    try:
        rated = await surveys.rate_by_link(token, score, utc_now())
    except BadLink as error:
        return _told(request, "找不到這份評分", error.detail, HTTPStatus.NOT_FOUND)
    return _told(request, *_SAID[rated])
