"""The page of one case, put together from the rooms; shown again where a form was refused."""

from http import HTTPStatus
from typing import Any

from fastapi import Request, Response

from cases.schemas import Action
from cases.service import CaseService
from cases.states import GROUNDS
from cases.views import told_details
from core.clock import local_now, utc_now
from core.database import Database
from core.dependencies import provided
from core.errors import Problem
from desk.auth.permissions import Staff
from desk.cases import service
from desk.cases.routes import PREFIX
from desk.cases.urgency import urgency
from desk.pages import page
from desk.people import Person, actor_of, people

_AUDITED = {
    "view": "看案件",
    "found": "用姓名或聯絡方式找到",
    "open_statement": "打開陳述內容",
    "download": "下載附件",
    "show": "看附件",
    "attach": "加附件",
    "status": "民眾查進度",
    "new code": "換發查詢碼",
    "erase": "刪除個資",
    "print": "列印",
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
    everybody = await people(provided(request, Database))
    shown = await service.opened(
        provided(request, CaseService),
        provided(request, Database),
        case_id,
        staff,
        everybody,
        utc_now(),
        reason=reason,
        in_full=in_full,
    )
    summary = await provided(request, CaseService).summary(case_id)
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
        linked=await provided(request, CaseService).linked(case_id, actor_of(staff)),
        **extra,
    )


def names_of(everybody: tuple[Person, ...]) -> dict[str, str]:
    """Names by id."""
    return {person.staff.id: person.staff.name for person in everybody}


async def again(
    request: Request, case_id: str, staff: Staff, problem: Problem, tried: str, typed: dict[str, str]
) -> Response:
    """The page once more with what went wrong; not a view of the case for those outside its team."""
    if service.needs_reason(staff, await provided(request, CaseService).summary(case_id)):
        raise problem
    return await show(request, case_id, staff, problem.status, problem=problem, tried=tried, typed=typed)
