"""HTTP of a callback case opened from a conversation that the channel no longer carries."""

import secrets
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from cases.questions import BY_NAME, CALLBACK
from cases.schemas import Filters, Origin, Route, Statement
from cases.service import CaseService
from core.clock import local_now
from core.dependencies import provided
from core.errors import Problem
from core.questions.question import YES, Values
from core.questions.reading import read_all
from desk.auth.access import allowed
from desk.auth.permissions import Permission, Staff
from desk.autosave.taken import form_was_taken
from desk.inbox.routes import PREFIX
from desk.inbox.views import opened
from desk.pages import page
from desk.people import actor_of

_ANSWER = allowed(Permission.ANSWER)
# As the clerk is asked, who speaks with the citizen.
_QUESTIONS = (
    replace(BY_NAME["name"], label="民眾的姓名", help=""),
    replace(BY_NAME["phone"], help=""),
    replace(BY_NAME["email"], help=""),
    replace(BY_NAME["what"], label="要談什麼事", help=""),
    replace(
        BY_NAME["consent"],
        label="要念給民眾聽的個資告知事項",
        options=((YES, "已告知上面的事項，本人同意"),),
    ),
)
_NO_CONSENT = "要先告知並取得本人同意，才能留下資料"
router = APIRouter(prefix=PREFIX, include_in_schema=False, dependencies=[Depends(_ANSWER)])
Clerk = Annotated[Staff, Depends(_ANSWER)]


@router.get("/{conversation_id}/callback")
async def ask(request: Request, conversation_id: str, staff: Clerk) -> Response:
    """The form of a callback case."""
    talk = await opened(request, conversation_id, staff)
    texts = {"what": talk.topic, "key": secrets.token_urlsafe(12)}
    return _form(request, conversation_id, texts, {})


def _form(
    request: Request, conversation_id: str, texts: dict[str, str], wrong: dict[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "inbox/callback.html",
        status,
        conversation_id=conversation_id,
        questions=_QUESTIONS,
        texts=texts,
        key=texts.get("key", ""),
        wrong=wrong,
    )


@router.post("/{conversation_id}/callback")
async def file(
    request: Request,
    conversation_id: str,
    staff: Clerk,
    name: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    what: Annotated[str, Form()] = "",
    consent: Annotated[str, Form()] = "",
    key: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """A case like any other; number and code are shown once, to be told to the citizen."""
    talk = await opened(request, conversation_id, staff)
    now = local_now()
    texts = {"name": name, "phone": phone, "email": email, "what": what, "consent": consent, "key": key}
    answers = read_all(_QUESTIONS, texts, now.date())
    wrong = answers.problems
    if "consent" in wrong:
        wrong["consent"] = _NO_CONSENT
    if not wrong:
        try:
            origin = Origin(talk.summary.channel, conversation_id)
            case = await _file(request, staff, _statement(answers.values, now), origin, key)
        except Problem as problem:
            wrong = dict(problem.fields) or {"what": problem.detail}
        else:
            form_was_taken(request, request.url.path)
            return page(request, "inbox/callback_done.html", conversation_id=conversation_id, **case)
    return _form(request, conversation_id, texts, wrong, 422)


async def _file(
    request: Request, staff: Staff, statement: Statement, origin: Origin, key: str
) -> dict[str, Any]:
    """The case belongs to whoever opens it, from the first moment on.

    Raises:
        Problem: the account has no unit, or the statement cannot be filed.
    """
    if not staff.unit:
        raise Problem("您的帳號沒有單位，不能承辦回電；請系統管理補上單位。")
    cases = provided(request, CaseService)
    actor, now = actor_of(staff), local_now()
    receipt = await cases.file(statement, origin, (), now, key, recorded_by=actor)
    (case,) = await cases.list(Filters(number=receipt.number))
    if not case.unit:
        case = await cases.take(case.id, actor, now)
    return {"receipt": receipt, "case": case}


def _statement(answers: Values, now: Any) -> Statement:
    return Statement(
        route=Route.QUESTION,
        category=CALLBACK,
        what=str(answers["what"]),
        when="",
        where="",
        employer="",
        wish="請同仁回電",
        confidential=True,
        name=str(answers["name"]),
        phone=str(answers.get("phone", "")),
        email=str(answers.get("email", "")),
        second_contact="",
        language="zh-Hant",
        consented_at=now,
    )
