"""The desk: all its parts, its static files, and its own error pages."""

from collections.abc import AsyncIterator

from fastapi import Depends, FastAPI

from core.garbage_collection import paused
from desk import pages
from desk.announcements import routes as announcement_routes
from desk.auth import account_routes, audit_routes, oidc_routes, sign_in_step_routes, user_routes
from desk.auth import routes as sign_in_routes
from desk.auth.access import refuse_ungated
from desk.autosave import routes as draft_text_routes
from desk.bell import routes as bell_routes
from desk.calendar import routes as calendar_routes
from desk.cases import case_routes, code_routes, oral_routes, paper_routes, pdf_routes, tag_and_merge_routes
from desk.cases import routes as cases_routes
from desk.counter import offline_routes, referral_routes
from desk.counter import routes as counter_routes
from desk.curation import (
    bulk_routes,
    draft_routes,
    exchange_routes,
    publish_routes,
    report_routes,
    translation_routes,
    withdrawal_routes,
)
from desk.curation import routes as curation_routes
from desk.digest import routes as digest_pages
from desk.duty import roster_routes
from desk.duty import routes as duty_routes
from desk.first import routes as first_routes
from desk.help import routes as help_routes
from desk.inbox import callback_routes, note_routes, past_routes
from desk.inbox import routes as inbox_routes
from desk.integrations import api_routes, key_routes, webhook_routes
from desk.learning import routes as learning_routes
from desk.macros import case_routes as macro_case_routes
from desk.macros import routes as macro_routes
from desk.phrases import routes as phrase_routes
from desk.reports import routes as report_pages
from desk.search import routes as search_routes
from desk.tags import routes as tag_routes
from desk.tags import talk_routes
from desk.watch import routes as watch_pages
from web.static_files import HashedFiles

# Every part of the desk stands here, and those of the curators below.
PARTS = (
    counter_routes.router,
    referral_routes.router,
    offline_routes.router,
    digest_pages.router,
    duty_routes.router,
    roster_routes.router,
    draft_text_routes.router,
    bell_routes.router,
    search_routes.router,
    help_routes.router,
    first_routes.router,
    sign_in_routes.router,
    sign_in_step_routes.router,
    oidc_routes.router,
    account_routes.router,
    learning_routes.router,
    report_pages.router,
    watch_pages.router,
    user_routes.users,
    audit_routes.router,
    key_routes.router,
    webhook_routes.router,
    cases_routes.router,
    oral_routes.router,
    paper_routes.router,
    case_routes.router,
    code_routes.router,
    pdf_routes.router,
    tag_and_merge_routes.router,
    macro_case_routes.router,
    macro_routes.router,
    tag_routes.router,
    calendar_routes.router,
    announcement_routes.router,
    phrase_routes.router,
    callback_routes.router,
    past_routes.router,
    note_routes.router,
    talk_routes.router,
    inbox_routes.router,
)

# Each of these reads the whole knowledge.
CURATION = (
    bulk_routes.router,
    draft_routes.router,
    publish_routes.router,
    exchange_routes.router,
    report_routes.router,
    translation_routes.router,
    curation_routes.router,
    withdrawal_routes.router,
)


async def _uncollected() -> AsyncIterator[None]:
    """No collection looks through all that is read, which goes by itself when the page is made."""
    with paused():
        yield


def install(app: FastAPI) -> None:
    """Add the desk pages and their static files to ``app``."""
    pages.install(app)
    for part in (*PARTS, api_routes.router):
        app.include_router(part)
    for part in CURATION:
        app.include_router(part, dependencies=[Depends(_uncollected, scope="function")])
    refuse_ungated(app)
    app.mount("/static/desk", HashedFiles("desk"), name="desk-static")
