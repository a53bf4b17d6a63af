"""The page of one case, put together from the rooms; shown again where a form was refused."""

from http import HTTPStatus
from typing import Any

from fastapi import Request, Response

from cases.action_questions import GROUNDS
from cases.schemas import Action
from cases.service import CaseService
from cases.tags import service as tags
from cases.views import told_details
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import Problem
from desk.auth.permissions import Staff
from desk.cases import service
from desk.cases.letters import is_letter
from desk.cases.routes import PREFIX
from desk.cases.urgency import urgency
from desk.macros import service as macros
from desk.pages import page
from desk.people import Colleague, actor_of, people

_AUDITED = {
    "view": "看案件",
    "view part": "看併入的案件",
    "found": "用姓名或聯絡方式找到",
    "open_statement": "打開陳述內容",
    "download": "下載附件",
    "show": "看附件",
    "attach": "加附件",
    "status": "民眾查進度",
    "tag": "加標籤",
    "untag": "拿掉標籤",
    "new code": "換發查詢碼",
    "erase": "刪除個資",
    "print": "列印",
    "print letter": "給民眾的信（PDF）",
    "proposal approved": "核准申請",
    "proposal refused": "不核准申請",
    "export text": "匯出（文字）",
    "export json": "匯出（JSON）",
    "export employer": "匯出（給雇主）",
}
_ACTIONS = {
    f"{prefix}{action}": f"{before}{action.label}"
    for prefix, before in (("", ""), ("propose ", "提請"), ("take back ", "收回"))
    for action in Action
}


def address(case_id: str) -> str:
    """The page of a case."""
    return f"{PREFIX}/{case_id}"


async def show(
    request: Request,
    case_id: str,
    staff: Staff,
    status: int = HTTPStatus.OK,
    *,
    reason: str = "",
    in_full: bool = False,
    template: str = "case_work/case.html",
    **context: Any,
) -> Response:
    """The page; looking is audited."""
    cases, database = provided(request, CaseService), provided(request, Database)
    everybody = await people(database)
    shown = await service.opened(
        cases,
        database,
        case_id,
        staff,
        everybody,
        utc_now(),
        reason=reason,
        in_full=in_full,
    )
    summary = await cases.summary(case_id)
    merged = await cases.merged(case_id, utc_now())
    extra = {"problem": None, "typed": {}, "tried": ""} | context
    return page(
        request,
        template,
        status,
        case=shown,
        view=shown.view,
        near=urgency(summary, local_now().date()),
        danger=summary.danger,
        names=names_of(everybody),
        grounds=GROUNDS,
        audited=_AUDITED | _ACTIONS,
        told_details=told_details,
        is_letter=is_letter,
        linked=await cases.linked(case_id, actor_of(staff)),
        tags=(await cases.tags_of([case_id])).get(case_id, ()),
        offered_tags=await tags.tags(database) if shown.may_act else None,
        macros=await macros.macros(database) if shown.may_act else (),
        merged=merged,
        parts=await cases.parts(case_id, actor_of(staff), utc_now()) if shown.is_team else (),
        **extra,
    )


def names_of(everybody: tuple[Colleague, ...]) -> dict[str, str]:
    """Names by id."""
    return {person.staff.id: person.staff.name for person in everybody}


async def again(
    request: Request, case_id: str, staff: Staff, problem: Problem, tried: str, typed: dict[str, str]
) -> Response:
    """The page once more with what went wrong; not a view of the case for those outside its team."""
    if service.needs_reason(staff, await provided(request, CaseService).summary(case_id)):
        raise problem
    return await show(request, case_id, staff, problem.status, problem=problem, tried=tried, typed=typed)
