"""The intake as pages without JavaScript: choose the route, write, read back and confirm, receipt."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from bot.blocks import Block
from bot.service import ConversationService
from cases import form_answers
from cases.citizen_reminders.service import LastDay
from cases.notification_service import Notifications
from cases.questions import BY_NAME, QUESTIONS, Draft
from cases.saved_forms.service import SavedForms
from cases.schemas import Origin, Receipt, Route, Upload
from cases.service import CaseService
from connectors.dependencies import AdmissionDep
from core.clock import TAIPEI, local_now
from core.database import Database, cannot_hold
from core.dependencies import provided
from core.encryption import Vault
from core.errors import Problem
from core.questions.question import AnswerKind
from core.settings import Settings
from knowledge.presentation import EntryView
from retrieval.engine import Engine
from web.dependencies import EngineDep
from web.entry_search import find
from web.qr import qr_code
from web.safety import first_danger, help_for, help_of
from web.templating import make_templates
from web.uploads import DRAIN_LIMIT, PostedForm, read_form

LARGER_BODIES = {"/cases/new/send": DRAIN_LIMIT, "/cases/status/add": DRAIN_LIMIT}
NOT_STORED = (
    "系統現在存不了案件，還沒有收到。您寫的內容還在，請過幾分鐘再按一次「確認送出」，"
    "附件要再選一次；急的話請撥 1999。"
)
_ORIGIN = Origin("web")
_SUGGESTIONS = 3
SAVED = "saved"
# Shown as one of the questions elsewhere; here it is the first page.
_CHOSEN_BEFORE = frozenset({"route"})
_FREE = frozenset({AnswerKind.TEXT, AnswerKind.LONG_TEXT})

router = APIRouter(prefix="/cases", include_in_schema=False)
_templates = make_templates("web")
log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Add the intake pages to ``app``."""
    app.include_router(router)


def private_page(
    request: Request, template: str, status: HTTPStatus = HTTPStatus.OK, **context: Any
) -> Response:
    """A page that no cache keeps: the next person at a shared computer finds nothing."""
    response = _templates.TemplateResponse(request, template, context, status_code=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/new")
def begin(request: Request, route: str = "") -> Response:
    """Choose the route and see what it leads to, or the empty form of the chosen one."""
    if route not in set(Route):
        return private_page(request, "cases/route.html", routes=tuple(Route))
    chosen = Route(route)
    if not chosen.is_filed:
        return private_page(request, "cases/no_form.html", route=chosen)
    texts = {"route": chosen.value, "key": secrets.token_urlsafe(16)}
    return form_page(request, texts, {})


@router.post("/new")
async def check(request: Request, admission: AdmissionDep) -> Response:
    """The statement read back to confirm, or the form with what is wrong; ``edit`` goes back to the form."""
    admission.check_origin(request)
    texts = texts_of(await read_form(request))
    if not _has_route(texts):
        return begin(request)
    draft, wrong = form_answers.problems(texts, local_now().date())
    if wrong or "edit" in texts:
        return form_page(request, texts, {} if "edit" in texts else wrong)
    return await _review(request, texts, draft)


@router.post("/new/send")
async def send(request: Request, admission: AdmissionDep, engine: EngineDep) -> Response:
    """File the confirmed statement and show the receipt; sent twice, it is the same receipt."""
    admission.check_origin(request)
    posted = await read_form(request)
    texts = texts_of(posted)
    if not _has_route(texts):
        return begin(request)
    draft, wrong = form_answers.problems(texts, local_now().date())
    if wrong:
        return form_page(request, texts, wrong)
    if posted.dropped:
        return await _review(request, texts, draft, posted.dropped.detail, posted.dropped.status)
    try:
        await admission.admit(request, None)
        danger = await run_in_threadpool(first_danger, engine, _told(draft))
        async with posted.uploads() as uploads:
            receipt = await _file(request, texts, draft, uploads, str(danger.kind) if danger else "")
    except Problem as problem:
        return await _review(request, texts, draft, problem.detail, problem.status)
    except (SQLAlchemyError, OSError) as error:
        if cannot_hold(error):
            raise
        # The key makes one case of it, however often it is sent.
        log.error("case_not_stored", kind=type(error).__name__)
        return await _review(request, texts, draft, NOT_STORED, HTTPStatus.SERVICE_UNAVAILABLE)
    return _receipt(request, receipt, help_of(engine, danger, 1))


def _receipt(request: Request, receipt: Receipt, help_first: tuple[Block, ...]) -> Response:
    """What the citizen keeps: on paper, as a picture to scan, copied, in the calendar.

    The picture holds the words, not an address with the code: no browser and no log keeps it.
    """
    public, deadlines = provided(request, Settings).public_base, provided(request, Notifications).deadlines
    key = f"案號：{receipt.number}\n查詢碼：{receipt.code}\n{public}/cases/status"
    awaited = LastDay(f"勞工局最晚回覆案件 {receipt.number}", receipt.due, is_awaited=True)
    return private_page(
        request,
        "cases/receipt.html",
        receipt=receipt,
        filed_at=receipt.filed_at.astimezone(TAIPEI),
        help=help_first,
        key=key,
        qr=qr_code(key, scale=3),
        calendar=f"/deadlines/{deadlines.calendar_token(awaited)}.ics",
    )


async def _file(
    request: Request,
    texts: Mapping[str, str],
    draft: Draft,
    uploads: tuple[Upload, ...],
    danger: str,
) -> Receipt:
    now = local_now()
    statement = form_answers.to_statement(draft, "zh-Hant", now)
    receipt: Receipt = await provided(request, CaseService).file(
        statement, _ORIGIN, uploads, now, texts["key"], danger=danger
    )
    if token := texts.get(SAVED):
        await _forget(request, token)
    return receipt


async def _forget(request: Request, token: str) -> None:
    """The form behind a private link was sent: neither the link nor the chat offers it any more."""
    async with provided(request, Database).transaction() as session:
        conversation_id = await SavedForms(provided(request, Vault)).forget(session, token)
        if conversation_id is not None:
            await provided(request, ConversationService).forget_draft(session, conversation_id, "complaint")


def texts_of(posted: PostedForm) -> dict[str, str]:
    """What was typed, by question; with the key that makes a double click one case.

    A form that was found by its private link has its token with it, under `SAVED`.
    """
    names = {*BY_NAME, "key", "edit", SAVED}
    texts = {name: text for name, text in posted.texts.items() if name in names}
    return texts | {"channel": _ORIGIN.channel, "key": texts.get("key") or secrets.token_urlsafe(16)}


def _has_route(texts: Mapping[str, str]) -> bool:
    return texts.get("route") in BY_NAME["route"].values


def form_page(request: Request, texts: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    """The form with what was typed so far and what is wrong with it, by question."""
    questions = tuple(
        question
        for question in QUESTIONS
        if question.applies({**texts, "channel": _ORIGIN.channel}) and question.name not in _CHOSEN_BEFORE
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return private_page(
        request,
        "cases/form.html",
        status,
        route=Route(texts["route"]),
        questions=questions,
        texts=texts,
        problems=problems,
    )


async def _review(
    request: Request,
    texts: Mapping[str, str],
    draft: Draft,
    notice: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    engine = provided(request, Engine)
    help_first = await run_in_threadpool(help_for, engine, _told(draft))
    answers = () if help_first else await run_in_threadpool(_likely, engine, draft["what"])
    return private_page(
        request,
        "cases/review.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if notice and status is HTTPStatus.OK else status,
        route=Route(draft["route"]),
        lines=form_answers.lines(draft),
        texts=texts,
        answers=answers,
        help=help_first,
        notice=notice,
    )


def _told(draft: Draft) -> tuple[str, ...]:
    """What the citizen wrote in words of their own."""
    return tuple(draft.get(question.name, "") for question in QUESTIONS if question.kind in _FREE)


def _likely(engine: Engine, story: str) -> tuple[EntryView, ...]:
    """Entries that may answer the story already."""
    found = find(engine, story, local_now())
    return found.entries[:_SUGGESTIONS] if found.sure else ()
