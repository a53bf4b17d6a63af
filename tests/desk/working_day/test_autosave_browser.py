"""Nothing typed is lost: each way in which a working day takes a form away from somebody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update

from core.clock import utc_now
from core.database import Database
from desk.auth.models import SessionRow
from desk.auth.permissions import Role
from tests.browsing import leaving, serious
from tests.desk.working_day.conftest import let_sessions_end, saved, serve, sign_in
from tests.staff import Desk

pytestmark = pytest.mark.browser

ORAL_FORM = "/desk/cases/new?route=violation"
WHAT = "老闆三個月沒有發薪水"


def _oral(page: Page) -> Page:
    page.goto(ORAL_FORM)
    page.locator("#what").press_sequentially(WHAT)
    saved(page)
    return page


def test_an_oral_statement_survives_a_session_that_ended(clerk: Page, desk_app: Desk) -> None:
    _oral(clerk)
    let_sessions_end(desk_app)
    clerk.reload()
    sign_in(clerk, desk_app, Role.CLERK)
    expect(clerk.locator("#what")).to_have_value(WHAT)
    expect(clerk.get_by_text("已放回您")).to_be_visible()
    assert serious(clerk) == []


def test_reply_and_note_survive_a_session_that_ended(
    clerk: Page, desk_app: Desk, contexts: list[BrowserContext]
) -> None:
    serve(clerk, contexts[1].new_page())
    reply, note = clerk.get_by_label("回覆民眾"), clerk.get_by_label("新註記")
    reply.fill("您好，關於您的資遣費")
    saved(clerk)
    clerk.locator("#notes > summary").click()
    note.fill("要回電")
    expect(clerk.get_by_text("已自動儲存")).to_have_count(2)
    let_sessions_end(desk_app)
    clerk.reload()
    sign_in(clerk, desk_app, Role.CLERK)
    expect(reply).to_have_value("您好，關於您的資遣費")
    expect(note).to_have_value("要回電")


def test_a_draft_of_an_entry_survives_a_session_that_ended(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.CURATOR)
    page = contexts[0].new_page()
    page.goto("/desk/curation?q=overtime-pay")
    with leaving(page):
        page.get_by_role("button", name="編輯：").first.click()
    answer = page.get_by_label("直接回答 必填")
    answer.fill(WHAT)
    saved(page)
    let_sessions_end(desk_app)
    page.reload()
    sign_in(page, desk_app, Role.CURATOR)
    expect(answer).to_have_value(WHAT)


def test_a_text_survives_a_change_of_the_role(contexts: list[BrowserContext], desk_app: Desk) -> None:
    login = "promoted@labor.example"
    desk_app.sign_in(contexts[0], Role.CLERK, login)
    page = contexts[0].new_page()
    _oral(page)
    desk_app.sign_in(contexts[1], Role.ADMIN)
    admin = contexts[1].new_page()
    admin.goto("/desk/users")
    row = admin.get_by_role("row").filter(has_text=login)
    row.get_by_label("的身分").select_option("supervisor")
    with leaving(admin):
        row.get_by_role("button", name="變更").click()
    page.reload()
    expect(page.get_by_role("heading", name="登入服務台")).to_be_visible()
    desk_app.sign_in(contexts[0], Role.SUPERVISOR, login)
    page.goto(ORAL_FORM)
    expect(page.locator("#what")).to_have_value(WHAT)
    expect(page.get_by_role("navigation", name="服務台選單").get_by_role("link", name="報表")).to_be_visible()


def test_words_typed_after_the_session_ended_are_kept_once_somebody_signs_in(
    clerk: Page, desk_app: Desk, contexts: list[BrowserContext]
) -> None:
    clerk.goto(ORAL_FORM)
    let_sessions_end(desk_app)
    clerk.locator("#what").press_sequentially(WHAT)
    clerk.get_by_role("button", name="下一步").click()
    expect(clerk.get_by_text("登入已經結束，您寫的字還在這一頁")).to_be_visible()
    with contexts[0].expect_page() as opened:
        clerk.get_by_role("link", name="在新分頁登入").click()
    sign_in(opened.value, desk_app, Role.CLERK)
    expect(opened.value.get_by_role("navigation", name="服務台選單")).to_be_visible()
    opened.value.close()
    clerk.evaluate("dispatchEvent(new Event('focus'))")
    saved(clerk)
    expect(clerk.locator("#what")).to_have_value(WHAT)


def test_typing_keeps_the_session_alive(clerk: Page, desk_app: Desk) -> None:
    clerk.goto(ORAL_FORM)
    long_ago = utc_now() - timedelta(minutes=20)

    async def age(database: Database) -> None:
        async with database.transaction() as session:
            await session.execute(update(SessionRow).values(seen_at=long_ago))

    async def seen(database: Database) -> bool:
        async with database.transaction() as session:
            return (
                await session.scalar(select(SessionRow.token_hash).where(SessionRow.seen_at > long_ago))
                is not None
            )

    desk_app.run(age)
    clerk.locator("#what").press_sequentially(WHAT)
    saved(clerk)
    assert desk_app.run(seen)


def test_a_text_survives_the_sign_out_and_nobody_else_gets_it(
    clerk: Page, desk_app: Desk, contexts: list[BrowserContext]
) -> None:
    _oral(clerk)
    with leaving(clerk):
        clerk.get_by_role("button", name="登出").click()
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    clerk.goto(ORAL_FORM)
    clerk.wait_for_load_state("networkidle")
    expect(clerk.locator("#what")).to_have_value("")
    with leaving(clerk):
        clerk.get_by_role("button", name="登出").click()
    clerk.goto(ORAL_FORM)
    sign_in(clerk, desk_app, Role.CLERK)
    expect(clerk.locator("#what")).to_have_value(WHAT)


def test_a_text_survives_a_crash_of_the_browser(clerk: Page, contexts: list[BrowserContext]) -> None:
    _oral(clerk)
    clerk.close(run_before_unload=False)
    again = contexts[0].new_page()
    again.goto(ORAL_FORM)
    expect(again.locator("#what")).to_have_value(WHAT)


def test_a_second_tab_shows_the_text_and_neither_overwrites_the_other(
    clerk: Page, contexts: list[BrowserContext]
) -> None:
    _oral(clerk)
    second = contexts[0].new_page()
    second.goto(ORAL_FORM)
    expect(second.locator("#what")).to_have_value(WHAT)
    second.locator("#what").fill("第二個分頁寫的")
    saved(second)
    clerk.locator("#what").fill("第一個分頁寫的")
    expect(clerk.get_by_text("這份內容在另一個分頁改過")).to_be_visible()
    expect(clerk.locator("#what")).to_have_value("第一個分頁寫的")
    clerk.get_by_role("button", name="用這一頁的").click()
    saved(clerk)
    second.reload()
    expect(second.locator("#what")).to_have_value("第一個分頁寫的")


def test_a_form_that_was_sent_is_no_draft_any_more(clerk: Page, new_case: Callable[[], str]) -> None:
    case = new_case()
    clerk.goto(case)
    clerk.locator("#do-note > summary").click()
    clerk.locator("#note-text").fill("已電話聯絡")
    saved(clerk)
    clerk.get_by_role("button", name="內部註記", exact=True).click()
    expect(clerk.locator(".events").get_by_text("內部註記")).to_be_visible()
    clerk.wait_for_load_state("networkidle")
    expect(clerk.locator("#note-text")).to_have_value("")
    clerk.goto("/desk/drafts")
    expect(clerk.get_by_role("main").get_by_text("已電話聯絡")).to_have_count(0)


def test_a_form_with_a_token_of_an_earlier_sign_in_is_taken_all_the_same(
    clerk: Page, desk_app: Desk, contexts: list[BrowserContext]
) -> None:
    clerk.goto("/desk/referrals/new")
    desk_app.sign_in(contexts[0], Role.CLERK)
    clerk.get_by_label("要辦什麼").fill("申請調解")
    clerk.get_by_label("轉到哪個窗口").fill("勞資關係科")
    clerk.get_by_role("button", name="開轉介單").click()
    expect(clerk.get_by_role("heading", name="申請調解")).to_be_visible()


def test_a_page_of_somebody_else_neither_saves_nor_sends(
    clerk: Page, desk_app: Desk, contexts: list[BrowserContext]
) -> None:
    clerk.goto("/desk/referrals/new")
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    clerk.get_by_label("要辦什麼").fill("這是陳承辦寫的")
    expect(clerk.get_by_text("這台電腦現在是別人登入")).to_be_visible()
    other = contexts[0].new_page()
    other.goto("/desk/drafts")
    expect(other.get_by_role("main").get_by_text("這是陳承辦寫的")).to_have_count(0)


def test_a_refused_form_is_shown_again_with_its_text_and_the_reason(
    clerk: Page, new_case: Callable[[], str]
) -> None:
    clerk.goto(new_case())
    clerk.locator("#do-note > summary").click()
    clerk.locator("#note-text").fill("寫到一半的註記")
    saved(clerk)
    clerk.locator("#do-note form").evaluate("form => form.setAttribute('action', '/desk/cases/tasks/x')")
    clerk.get_by_role("button", name="內部註記", exact=True).click()
    expect(clerk.get_by_text("有欄位沒有填好")).to_be_visible()
    expect(clerk.locator("#note-text")).to_have_value("寫到一半的註記")


def test_a_form_over_the_limit_of_bodies_is_shown_again_with_its_text(clerk: Page) -> None:
    clerk.goto("/desk/referrals/new")
    clerk.get_by_label("要辦什麼").fill("申請調解")
    clerk.get_by_label("轉到哪個窗口").fill("勞資關係科")
    saved(clerk)
    clerk.locator("form.desk-form").evaluate(
        """form => form.insertAdjacentHTML(
            'beforeend', `<input type='hidden' name='x' value='${'x'.repeat(1100 * 1024)}'>`)"""
    )
    clerk.get_by_role("button", name="開轉介單").click()
    expect(clerk.get_by_text("內容超過 1024 KB")).to_be_visible()
    expect(clerk.get_by_label("要辦什麼")).to_have_value("申請調解")


def test_saving_a_note_leaves_the_half_written_reply(clerk: Page, contexts: list[BrowserContext]) -> None:
    serve(clerk, contexts[1].new_page())
    clerk.get_by_label("回覆民眾").fill("您好，關於您的資遣費")
    clerk.locator("#notes summary").click()
    clerk.get_by_label("新註記").fill("要回電")
    clerk.get_by_role("button", name="存註記").click()
    expect(clerk.locator("#notes").get_by_text("要回電").first).to_be_visible()
    expect(clerk.get_by_label("回覆民眾")).to_have_value("您好，關於您的資遣費")
    expect(clerk.get_by_label("新註記")).to_have_value("")


def test_a_network_that_is_away_keeps_the_text_on_the_page(
    clerk: Page, contexts: list[BrowserContext]
) -> None:
    clerk.goto("/desk/referrals/new")
    contexts[0].set_offline(True)
    clerk.get_by_label("要辦什麼").fill("申請調解")
    clerk.get_by_label("轉到哪個窗口").fill("勞資關係科")
    clerk.get_by_role("button", name="開轉介單").click()
    expect(clerk.get_by_text("連不上伺服器")).to_be_visible()
    contexts[0].set_offline(False)
    saved(clerk)
    expect(clerk.get_by_label("要辦什麼")).to_have_value("申請調解")
