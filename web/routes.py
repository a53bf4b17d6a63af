"""HTTP of the public pages."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, Request, Response
from starlette.staticfiles import StaticFiles

from core.clock import local_now
from knowledge.catalogue import Catalogue
from web.chat import transcript_after
from web.look_up import find, related, views_of
from web.structured_data import faq_page
from web.templating import ROOT, make_templates

# Most asked at the desk; staff will choose them in the console once usage is counted.
POPULAR = (
    "wage-payment-late",
    "overtime-pay",
    "severance-pay",
    "mediation-apply",
    "annual-leave",
    "labor-insurance-underreport",
    "unemployment-benefit",
    "service-location",
)

router = APIRouter(include_in_schema=False)
_templates = make_templates("web")


def install(app: FastAPI) -> None:
    """Add the pages and their static files to ``app``."""
    app.include_router(router)
    app.mount("/static/web", StaticFiles(directory=ROOT / "web" / "static"), name="web-static")


def _page(request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> Response:
    return _templates.TemplateResponse(request, template, context, status_code=status)


def _not_found(request: Request) -> Response:
    return _page(request, "not_found.html", HTTPStatus.NOT_FOUND)


def _category_counts(catalogue: Catalogue) -> dict[str, int]:
    return {name: len(entries) for name, entries in catalogue.by_category().items()}


@router.get("/")
def home(request: Request) -> Response:
    """Promise, search, chat, popular entries and categories."""
    catalogue = request.app.state.engine.catalogue
    return _page(
        request,
        "home.html",
        popular=catalogue.nearest(POPULAR, len(POPULAR)),
        categories=_category_counts(catalogue),
        session="",
    )


@router.get("/faq")
def faq(request: Request, q: str = "", category: str | None = None) -> Response:
    """All categories, the entries of one, or the entries that fit ``q``."""
    engine, now = request.app.state.engine, local_now()
    groups = engine.catalogue.by_category()
    if category and category not in groups:
        return _not_found(request)
    listed = views_of(engine.catalogue, groups[category], now) if category else ()
    return _page(
        request,
        "faq.html",
        found=find(engine, q, now),
        category=category,
        listed=listed,
        categories=_category_counts(engine.catalogue),
    )


@router.get("/faq/{entry_id}")
def faq_entry(request: Request, entry_id: str, lang: str | None = None) -> Response:
    """One entry in full, with its translation to ``lang``; 404 when it is not published."""
    catalogue = request.app.state.engine.catalogue
    entry = catalogue.view(entry_id, local_now(), lang)
    if entry is None:
        return _not_found(request)
    url = f"{request.app.state.public_url}/faq/{entry.id}"
    return _page(
        request,
        "entry.html",
        entry=entry,
        related=related(catalogue, entry),
        url=url,
        structured_data=faq_page(entry, url),
    )


@router.get("/chat")
def chat(request: Request) -> Response:
    """The chat on a page of its own."""
    return _page(request, "chat.html", turns=(), session="", notice=None, draft="", plain=False)


@router.post("/chat")
async def chat_without_javascript(
    request: Request,
    session: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    look: Annotated[str, Form()] = "",
) -> Response:
    """One turn of the chat as a plain form: the page holds the whole conversation.

    ``look`` says nothing and shows what was said meanwhile; a text that was typed stays as a draft.
    """
    state = request.app.state
    state.admission.check_origin(request)
    transcript = await transcript_after(
        state.conversation,
        session or None,
        text,
        lambda known: state.admission.admit(request, known),
        only_look=bool(look),
    )
    return _page(
        request,
        "chat.html",
        turns=transcript.turns,
        session=transcript.session or "",
        notice=transcript.notice,
        draft=transcript.draft,
        plain=True,
    )
