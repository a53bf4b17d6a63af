"""HTTP of the public pages."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, Request, Response

from connectors.dependencies import AdmissionDep, ConversationDep
from core.clock import local_now
from core.dependencies import SettingsDep
from knowledge.catalogue import Catalogue
from web.chat import transcript_after
from web.dependencies import EngineDep
from web.entry_page import page_of
from web.entry_search import find, related, views_of
from web.error_pages import not_found
from web.safety import help_for
from web.static_files import HashedFiles
from web.structured_data import faq_page
from web.templating import make_templates
from web.translations import chosen_language

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
    app.mount("/static/web", HashedFiles("web"), name="web-static")


def _page(request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> Response:
    return _templates.TemplateResponse(request, template, context, status_code=status)


def _category_counts(catalogue: Catalogue) -> dict[str, int]:
    return {name: len(entries) for name, entries in catalogue.by_category().items()}


@router.get("/")
def home(request: Request, engine: EngineDep) -> Response:
    """Promise, the box to ask in, popular entries and categories."""
    catalogue = engine.catalogue
    return _page(
        request,
        "home.html",
        popular=catalogue.nearest(POPULAR, len(POPULAR)),
        categories=_category_counts(catalogue),
    )


@router.get("/faq")
def faq(request: Request, engine: EngineDep, q: str = "", category: str | None = None) -> Response:
    """All categories, the entries of one, or the entries that fit ``q``."""
    now = local_now()
    engine = engine.for_one_message()  # the search and the look for danger read the same words
    groups = engine.catalogue.by_category()
    if category and category not in groups:
        return not_found(request)
    listed = views_of(engine.catalogue, groups[category], now) if category else ()
    found = find(engine, q, now)
    return _page(
        request,
        "faq.html",
        found=found,
        help=help_for(engine, (found.query,)),
        category=category,
        listed=listed,
        categories=_category_counts(engine.catalogue),
    )


@router.get("/faq/{entry_id}")
def faq_entry(request: Request, entry_id: str, engine: EngineDep, settings: SettingsDep) -> Response:
    """One entry in full, with its translation to ``?lang=``; 404 when it is not published.

    Without a translation the page says so in that language; the related entries keep it.
    """
    catalogue, now, language = engine.catalogue, local_now(), chosen_language(request)
    entry = catalogue.view(entry_id, now, language)
    if entry is None:
        return not_found(request)
    page = page_of(entry, language, settings.public_base)
    return _page(
        request,
        "entry.html",
        entry=entry,
        related=related(catalogue, entry),
        page=page,
        language=language,
        labels=catalogue.labels(language) if language else None,
        structured_data=faq_page(entry, page.url),
    )


@router.get("/chat")
def chat(request: Request) -> Response:
    """The chat on a page of its own."""
    return _page(request, "chat.html", turns=(), session="", notice=None, draft="", plain=False)


@router.post("/chat")
async def chat_without_javascript(
    request: Request,
    admission: AdmissionDep,
    conversation: ConversationDep,
    session: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    look: Annotated[str, Form()] = "",
    q: Annotated[str, Form()] = "",
) -> Response:
    """One turn of the chat as a plain form: the page holds the whole conversation.

    ``q`` is said where the form is the box of the home page, which searches as well.

    ``look`` says nothing and shows what was said meanwhile; a text that was typed stays as a draft.
    """
    admission.check_origin(request)
    transcript = await transcript_after(
        conversation,
        session or None,
        text or q,
        lambda known: admission.admit(request, known),
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
