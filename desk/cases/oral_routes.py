"""HTTP of an oral statement at the counter (行政程序法 §169): written down, read back, confirmed, signed."""

import secrets
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from cases import form_answers
from cases.questions import BY_NAME, QUESTIONS, Draft
from cases.schemas import COUNTER, Origin, Route
from core.clock import local_now
from core.errors import Problem
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.autosave.taken import form_was_taken
from desk.cases.routes import PREFIX
from desk.pages import page
from desk.people import actor_of
from web.dependencies import CasesDep, EngineDep
from web.safety import first_danger

_ORIGIN = Origin(COUNTER)
_HANDLE = allowed(Permission.HANDLE_CASES)
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_HANDLE)])
Handler = Annotated[Staff, Depends(_HANDLE)]


@router.get("/new")
def begin(request: Request, route: str = "") -> Response:
    """Choose the route with the citizen, then write down what is said."""
    return _form(request, {"route": route, "key": secrets.token_urlsafe(16)}, {})


@router.post("/new")
async def check(request: Request, staff: Handler) -> Response:
    """The statement to be read back, or the form with what is wrong."""
    texts = await _texts(request)
    draft, wrong = form_answers.problems(texts, local_now().date())
    if wrong or "edit" in texts:
        return _form(request, texts, {} if "edit" in texts else wrong)
    return _review(request, texts, draft)


@router.post("/new/send")
async def send(request: Request, staff: Handler, cases: CasesDep, engine: EngineDep) -> Response:
    """File what was read back and confirmed; the record to sign is shown once, with the code."""
    texts = await _texts(request)
    now = local_now()
    draft, wrong = form_answers.problems(texts, now.date())
    if wrong:
        return _form(request, texts, wrong)
    if texts.get("confirmed") != "yes":
        return _review(request, texts, draft, "請先念給陳述人聽，確認後勾選「已念給本人聽，本人確認無誤」。")
    statement = form_answers.to_statement(draft, "zh-Hant", now)
    danger = await run_in_threadpool(first_danger, engine, (statement.what, statement.wish))
    try:
        receipt = await cases.file(
            statement,
            _ORIGIN,
            (),
            now,
            texts["key"],
            recorded_by=actor_of(staff),
            danger=str(danger.kind) if danger else "",
        )
    except Problem as problem:
        return _review(request, texts, draft, problem.detail)
    form_was_taken(request, f"{PREFIX}/new?route={statement.route}")
    return page(request, "case_work/new_done.html", receipt=receipt, taken_by=staff)


async def _texts(request: Request) -> dict[str, str]:
    names = {*BY_NAME, "key", "edit", "confirmed"}
    posted = {name: str(value) for name, value in (await request.form()).items() if name in names}
    return posted | {"channel": _ORIGIN.channel, "key": posted.get("key") or secrets.token_urlsafe(16)}


def _form(request: Request, texts: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    if texts.get("route") not in BY_NAME["route"].values:
        return page(request, "case_work/new_route.html", routes=[r for r in Route if r.is_filed])
    given = {**texts, "channel": _ORIGIN.channel}
    questions = [q for q in QUESTIONS if q.applies(given) and q.name != "route"]
    return page(
        request,
        "case_work/new_form.html",
        422 if problems else 200,
        route=Route(texts["route"]),
        questions=questions,
        texts=texts,
        problems=problems,
    )


def _review(request: Request, texts: Mapping[str, str], draft: Draft, notice: str = "") -> Response:
    kept = {name: text for name, text in texts.items() if name not in ("channel", "edit", "confirmed")}
    return page(
        request,
        "case_work/new_review.html",
        422 if notice else 200,
        lines=form_answers.lines(draft),
        texts=kept,
        notice=notice,
    )
