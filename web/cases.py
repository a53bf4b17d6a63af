"""The intake as pages without JavaScript: choose the route, write, read back and confirm, receipt."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from bot.responses import load_responses
from bot.understanding import CRISIS, understand
from cases import form
from cases.attachments import COUNT_LIMIT, MEGABYTE, SIZE_LIMIT
from cases.schemas import Origin, Receipt, Route, Upload
from core.clock import TAIPEI, local_now
from core.errors import Problem
from knowledge.presentation import EntryView
from web.look_up import QUERY_LIMIT, find
from web.templating import make_templates
from web.uploads import DRAIN_LIMIT, READ_LIMIT, PostedForm, read_form

LARGER_BODIES = {"/cases/new/send": DRAIN_LIMIT, "/cases/status/add": DRAIN_LIMIT}
TOO_LARGE = (
    f"附件合計超過 {READ_LIMIT // MEGABYTE} MB，沒有收到。您寫的內容還在："
    f"每個檔案最多 {SIZE_LIMIT // MEGABYTE} MB、最多 {COUNT_LIMIT} 個，請換檔案後再送一次。"
)
_ORIGIN = Origin("web")
_SUGGESTIONS = 3
# Shown as one of the questions elsewhere; here it is the first page.
_CHOSEN_BEFORE = frozenset({"route"})

router = APIRouter(prefix="/cases", include_in_schema=False)
_templates = make_templates("web")


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
    return _form(request, texts, {})


@router.post("/new")
async def check(request: Request) -> Response:
    """The statement read back to confirm, or the form with what is wrong; ``edit`` goes back to the form."""
    request.app.state.admission.check_origin(request)
    texts = _texts(await read_form(request))
    if not _has_route(texts):
        return begin(request)
    draft, wrong = form.problems(texts, local_now().date())
    if wrong or "edit" in texts:
        return _form(request, texts, {} if "edit" in texts else wrong)
    return await _review(request, texts, draft)


@router.post("/new/send")
async def send(request: Request) -> Response:
    """File the confirmed statement and show the receipt; sent twice, it is the same receipt."""
    state = request.app.state
    state.admission.check_origin(request)
    posted = await read_form(request)
    texts = _texts(posted)
    if not _has_route(texts):
        return begin(request)
    draft, wrong = form.problems(texts, local_now().date())
    if wrong:
        return _form(request, texts, wrong)
    if posted.too_large:
        return await _review(request, texts, draft, TOO_LARGE)
    try:
        await state.admission.admit(request, None)
        receipt = await _file(request, texts, draft, posted.uploads)
    except Problem as problem:
        return await _review(request, texts, draft, problem.detail, problem.status)
    return private_page(
        request, "cases/receipt.html", receipt=receipt, filed_at=receipt.filed_at.astimezone(TAIPEI)
    )


async def _file(
    request: Request, texts: Mapping[str, str], draft: form.Draft, uploads: tuple[Upload, ...]
) -> Receipt:
    now = local_now()
    statement = form.to_statement(draft, "zh-Hant", now)
    receipt: Receipt = await request.app.state.cases.file(statement, _ORIGIN, uploads, now, texts["key"])
    return receipt


def _texts(posted: PostedForm) -> dict[str, str]:
    """What was typed, by question; with the key that makes a double click one case."""
    names = {*form.BY_NAME, "key", "edit"}
    texts = {name: text for name, text in posted.texts.items() if name in names}
    return texts | {"channel": _ORIGIN.channel, "key": texts.get("key") or secrets.token_urlsafe(16)}


def _has_route(texts: Mapping[str, str]) -> bool:
    return texts.get("route") in form.BY_NAME["route"].values


def _form(request: Request, texts: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    questions = tuple(
        question
        for question in form.QUESTIONS
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
    draft: form.Draft,
    notice: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    helped = await run_in_threadpool(_help_for, request, draft["what"])
    return private_page(
        request,
        "cases/review.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if notice and status is HTTPStatus.OK else status,
        route=Route(draft["route"]),
        lines=form.lines(draft),
        texts=texts,
        answers=helped.answers,
        crisis=helped.crisis,
        notice=notice,
    )


@dataclass(frozen=True, slots=True)
class _Help:
    """What may help at once: entries that answer the story already, words for a person in danger."""

    answers: tuple[EntryView, ...]
    crisis: str


def _help_for(request: Request, story: str) -> _Help:
    engine = request.app.state.engine
    if understand(engine, story[:QUERY_LIMIT]).intent == CRISIS:
        return _Help((), load_responses().pick("utter_crisis"))
    found = find(engine, story, local_now())
    return _Help(found.entries[:_SUGGESTIONS] if found.sure else (), "")
