"""The citizen follows a case: number and code by POST, never in an address; supplement, withdraw, erase."""

from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from bot.blocks import Block
from cases.schemas import StatusView
from cases.service import CaseService
from connectors.webchat.admission import Admission
from core.client_address import source_of, stands_for_many
from core.clock import TAIPEI, utc_now
from core.dependencies import provided
from core.errors import Problem
from web.case_routes import private_page
from web.dependencies import CasesDep, EngineDep
from web.safety import help_for
from web.uploads import PostedForm, read_form

NOT_FOUND = (
    "查不到這個案號和查詢碼。請對照收據再輸入一次；結案很久的案件也查不到。"
    "查詢碼遺失時，請撥 1999 或帶身分證件到勞工局櫃台。"
)
_NO_ERASURE = "還在辦理的案件要先撤回，才能刪除資料。"

router = APIRouter(prefix="/cases/status", include_in_schema=False)


def install(app: FastAPI) -> None:
    """Add the status pages to ``app``."""
    app.include_router(router)


@router.get("")
def ask(request: Request) -> Response:
    """Ask for number and code."""
    return _ask(request, {})


@router.post("")
async def show(request: Request) -> Response:
    """The case, if number and code fit."""
    texts = (await _posted(request)).texts
    return await _show(request, texts)


@router.post("/add")
async def add(request: Request, cases: CasesDep, engine: EngineDep) -> Response:
    """Add words and files; what was typed is kept when a file is not taken."""
    posted = await _posted(request)
    texts = posted.texts
    if posted.dropped:
        return await _show(request, texts, posted.dropped.detail, texts.get("text", ""))
    try:
        async with posted.uploads() as uploads:
            view = await cases.supplement(*_proof(request, texts), texts.get("text", ""), uploads, utc_now())
    except Problem as problem:
        return await _show(request, texts, problem.detail, texts.get("text", ""))
    helped = await run_in_threadpool(help_for, engine, (texts.get("text", ""),))
    return _answer(request, texts, view, "已經收到您補充的內容。", helped=helped)


@router.post("/withdraw")
async def withdraw(request: Request, cases: CasesDep) -> Response:
    """Take the case back, after the box was ticked."""
    texts = (await _posted(request)).texts
    if texts.get("sure") != "yes":
        return await _show(request, texts, "要撤回案件，請先勾選「我確定要撤回」。")
    try:
        view = await cases.withdraw(*_proof(request, texts), texts.get("reason", ""), utc_now())
    except Problem as problem:
        return await _show(request, texts, problem.detail)
    return _answer(request, texts, view, "案件已經撤回。")


@router.post("/erase")
async def erase(request: Request, cases: CasesDep) -> Response:
    """Erase the person of a case that is done."""
    texts = (await _posted(request)).texts
    if texts.get("sure") != "yes":
        return await _show(request, texts, "要刪除資料，請先勾選「我確定要刪除」。")
    number, code, address = _proof(request, texts)
    try:
        erasure = await cases.erase_person(utc_now(), number=number, code=code, address=address)
    except Problem as problem:
        return _ask(request, texts, problem)
    if erasure.erased:
        return private_page(request, "cases/erased.html", number=erasure.erased[0])
    return await _show(request, texts, _NO_ERASURE)


async def _posted(request: Request) -> PostedForm:
    provided(request, Admission).check_origin(request)
    return await read_form(request)


def _proof(request: Request, texts: dict[str, str]) -> tuple[str, str, str]:
    """Number, code, and the address that guesses are counted for."""
    address = source_of(request.client)
    # Behind a proxy that does not say who asks, everybody would share its address.
    return texts.get("number", ""), texts.get("code", ""), "" if stands_for_many(address) else address


async def _show(request: Request, texts: dict[str, str], notice: str = "", draft: str = "") -> Response:
    try:
        view = await provided(request, CaseService).status(*_proof(request, texts), utc_now())
    except Problem as problem:
        return _ask(request, texts, problem)
    return _answer(request, texts, view, notice, draft)


def _answer(
    request: Request,
    texts: dict[str, str],
    view: StatusView | None,
    notice: str = "",
    draft: str = "",
    helped: tuple[Block, ...] = (),
) -> Response:
    if view is None:
        return _ask(request, texts, Problem(NOT_FOUND, HTTPStatus.NOT_FOUND))
    return private_page(
        request,
        "cases/status.html",
        case=view,
        code=texts["code"],
        zone=TAIPEI,
        notice=notice,
        draft=draft,
        help=helped,
    )


def _ask(request: Request, texts: dict[str, str], problem: Problem | None = None) -> Response:
    response = private_page(
        request,
        "cases/look_up.html",
        problem.status if problem else HTTPStatus.OK,
        number=texts.get("number", ""),
        notice=problem.detail if problem else "",
    )
    response.headers.update(problem.headers if problem else {})
    return response
