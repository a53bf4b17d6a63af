"""One way to show a page of the desk: who is signed in, where they may go, the token of the forms."""

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from cases.schemas import CaseState
from connectors.channel_labels import channel_label
from core.clock import TAIPEI
from core.dependencies import provided
from core.errors import Problem
from core.settings import Settings
from desk.auth.access import (
    CSRF_FIELD,
    SignInNeeded,
    form_token,
    page_before,
    sign_in_address,
    wants_page,
)
from desk.auth.cookies import LOOK, VISIT, read_cookie, set_cookie
from desk.auth.permissions import Permission, Staff
from desk.auth.session_service import SignedIn, csrf_token
from desk.autosave.service import person_of
from desk.autosave.taken import TakenForms
from knowledge.labels import value_label
from web import problems
from web.templating import make_templates

_templates = make_templates("desk", "web")
_templates.env.filters["channel"] = channel_label
_templates.env.filters["danger"] = lambda kind: value_label("id", kind)
_templates.env.filters["local"] = lambda moment: f"{moment.astimezone(TAIPEI):%Y-%m-%d %H:%M}"
_templates.env.filters["clock"] = lambda moment: f"{moment.astimezone(TAIPEI):%H:%M:%S}"
# The label of this state speaks to the citizen.
_FOR_STAFF = {CaseState.TO_BE_SUPPLEMENTED: "等民眾補件"}
_templates.env.filters["state"] = lambda state: _FOR_STAFF.get(state, state.label)
THEMES = frozenset({"light", "dark"})
_CHECK_FIELDS = "有欄位沒有填好，請檢查後再送一次"


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An item of the navigation, for those who have ``permission``."""

    path: str
    label: str
    permission: Permission


# In the order of the menu; each part of the desk adds its line.
NAVIGATION: tuple[NavigationItem, ...] = (
    NavigationItem("/desk", "查詢", Permission.LOOK_UP),
    NavigationItem("/desk/inbox", "收件匣", Permission.ANSWER),
    NavigationItem("/desk/cases", "案件", Permission.READ_CASES),
    NavigationItem("/desk/announcements", "主題通知", Permission.SEND_DIGEST),
    NavigationItem("/desk/calendar", "行事曆", Permission.MANAGE_CALENDAR),
    NavigationItem("/desk/duty", "值班", Permission.LOG_DUTY),
    NavigationItem("/desk/roster", "輪值表", Permission.LOG_DUTY),
    NavigationItem("/desk/referrals", "轉介單", Permission.LOG_DUTY),
    NavigationItem("/desk/digest", "注意事項", Permission.LOOK_UP),
    NavigationItem("/desk/curation", "題庫", Permission.CURATE),
    NavigationItem("/desk/withdrawals", "緊急下架", Permission.TAKE_OFF),
    NavigationItem("/desk/learning", "學習佇列", Permission.LEARN),
    NavigationItem("/desk/watch", "現況", Permission.READ_REPORTS),
    NavigationItem("/desk/reports", "報表", Permission.READ_REPORTS),
    NavigationItem("/desk/users", "帳號", Permission.MANAGE_USERS),
    NavigationItem("/desk/integrations", "介接", Permission.MANAGE_INTEGRATIONS),
    NavigationItem("/desk/audit", "稽核紀錄", Permission.READ_AUDIT),
)


def staff_of(request: Request) -> Staff | None:
    """Who is signed in, as far as the gate of the route has found out."""
    signed_in = getattr(request.state, "signed_in", None)
    return signed_in.staff if signed_in else None


def page(request: Request, template: str, status: int = HTTPStatus.OK, **context: Any) -> Response:
    """A page or a fragment. Templates get ``staff``, ``navigation`` and ``csrf_field()`` as well."""
    staff, token, visit = staff_of(request), form_token(request), ""
    if not token:  # the forms that come before the sign-in are bound to this browser, too
        visit = secrets.token_urlsafe(32)
        token = csrf_token(provided(request, Settings).signing_key, visit)
    signed_in = getattr(request.state, "signed_in", None)
    shell = {
        "theme": _theme(request, signed_in) if signed_in else "",
        "staff": staff,
        "person": person_of(staff) if staff else "",
        "navigation": [link for link in NAVIGATION if staff and staff.may(link.permission)],
        "csrf_token": token,
        "csrf_field": lambda: Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token),
    }
    response = _templates.TemplateResponse(request, template, shell | context, status_code=status)
    response.headers["Cache-Control"] = "no-store"  # a shared PC shows nobody's pages to the next
    if visit:
        set_cookie(request, response, VISIT, visit)
    return response


def _theme(request: Request, signed_in: SignedIn) -> str:
    """What the person chose; a volunteer, who has no account, in this browser."""
    if signed_in.account_id is not None:
        return signed_in.theme
    chosen = read_cookie(request, LOOK)
    return chosen if chosen in THEMES else ""


def fragment(template: str, **context: Any) -> str:
    """A part of a page that is the same for everybody."""
    return _templates.get_template(template).render(**context)


def see_other(path: str) -> RedirectResponse:
    """Go on to ``path`` after a form was taken, so that a reload does not send it again."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _is_desk_page(request: Request) -> bool:
    path = request.url.path
    return (path == "/desk" or path.startswith("/desk/")) and wants_page(request)


def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    if not _is_desk_page(request):
        return problems.known(request, error)
    if isinstance(error, SignInNeeded):
        return see_other(sign_in_address(request))
    return _refused(request, error)


def _refused(request: Request, problem: Problem) -> Response:
    """What is wrong; a form that was refused is shown again, with its text."""
    back = page_before(request) if request.method == "POST" else ""
    response = page(request, "problem.html", problem.status, problem=problem, back=back)
    response.headers.update(problem.headers)
    return response


def too_large(request: Request, problem: Problem) -> Response | None:
    """The page for a form that is over the limit of bodies; None where no page of the desk is waited for."""
    return _refused(request, problem) if _is_desk_page(request) else None


def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if not _is_desk_page(request):
        return problems.invalid(request, error)
    told = Problem(_CHECK_FIELDS, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _refused(request, told)


def install(app: FastAPI) -> None:
    """Errors of desk pages are pages, the rest stays problem details; what was sent is no draft any more."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_middleware(TakenForms)
