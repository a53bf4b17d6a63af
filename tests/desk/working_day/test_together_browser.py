"""Two people at one thing: they see each other, and neither text is lost."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, serious
from tests.desk.working_day.conftest import send, serve
from tests.staff import Desk

pytestmark = pytest.mark.browser


def _write_answer(page: Page, case: str, text: str) -> None:
    page.goto(case)
    page.locator("#do-answer > summary").click()
    page.locator("#answer-text").fill(text)


def test_two_people_who_answer_one_case_see_each_other_and_the_second_text_is_kept(
    clerk: Page, contexts: list[BrowserContext], desk_app: Desk, new_case: Callable[[], str]
) -> None:
    case = new_case()
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/act/accept")
    desk_app.sign_in(contexts[1], Role.SUPERVISOR)
    supervisor = contexts[1].new_page()
    _write_answer(clerk, case, "承辦寫的回覆")
    _write_answer(supervisor, case, "督導寫的回覆")
    expect(supervisor.get_by_text("陳承辦 也開著這個案件")).to_be_visible()
    _answer(clerk)
    with leaving(clerk):
        clerk.get_by_role("button", name="送出").click()
    expect(clerk.locator(".state")).to_have_text("已回覆")
    _answer(supervisor)
    expect(supervisor.get_by_text("陳承辦 已經「回覆」")).to_be_visible()
    expect(supervisor.get_by_label("沒有送出的內容（可以複製）")).to_have_value("督導寫的回覆")
    assert serious(supervisor) == []


def _answer(page: Page) -> None:
    with leaving(page):
        page.locator("#do-answer").get_by_role("button", name="回覆").click()


def test_a_reply_in_a_conversation_that_a_colleague_took_over_is_kept(
    clerk: Page, contexts: list[BrowserContext], desk_app: Desk
) -> None:
    visitor = contexts[1].new_page()
    serve(clerk, visitor)
    address = clerk.url.partition("#")[0]
    clerk.get_by_label("回覆民眾").fill("我查到您的案子了")
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{httpx.URL(address).path}/back")
    with leaving(clerk):
        clerk.get_by_role("button", name="送出回覆").click()
    expect(clerk.get_by_label("沒有送出的內容（可以複製）")).to_have_value("我查到您的案子了")
