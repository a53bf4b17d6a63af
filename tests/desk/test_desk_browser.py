"""The desk in a real Chromium: each role's main task by keyboard alone, axe, narrow screens, an outage."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from core.clock import local_now
from desk.auth.permissions import Role
from desk.duty.roster_service import monday_of
from publication import question_service
from tests.browsing import (
    DESKTOP,
    PHONE,
    chromium_browser,
    leaving,
    overflow,
    press,
    serious,
    set_up_second_factor,
    tab_to,
    type_into,
)
from tests.staff import PASSWORD, Desk

pytestmark = pytest.mark.browser

ENTRY = "mediation-apply"
QUESTION = "勞資爭議調解要怎麼申請？"
_COPY_MS = 30_000
PAGES = [
    (Role.CLERK, "/desk"),
    (Role.CLERK, f"/desk?q=調解&id={ENTRY}"),
    (Role.CLERK, "/desk/duty"),
    (Role.CLERK, "/desk/duty/{shift}"),
    (Role.SUPERVISOR, "/desk/roster"),
    (Role.CLERK, f"/desk/referrals/new?entry={ENTRY}"),
    (Role.CLERK, "/desk/referrals"),
    (Role.CLERK, "/desk/account"),
    (Role.CLERK, "/desk/users"),
    (Role.CLERK, "/desk/offline"),
    (Role.ADMIN, "/desk/users"),
    (Role.ADMIN, "/desk/audit"),
    (Role.ADMIN, "/desk"),
    (Role.ADMIN, "/desk/first"),
    (Role.ADMIN, "/desk/first/mail"),
    (Role.ADMIN, "/desk/first/channels"),
    (Role.ADMIN, "/desk/first/backup"),
    (Role.ADMIN, "/desk/users/import"),
    (Role.CURATOR, "/desk/curation/open-items"),
    (Role.CURATOR, "/desk/curation/records/parameter"),
    (Role.CURATOR, f"/desk/curation/history/entry/{ENTRY}"),
    (Role.CLERK, "/desk/help?of=/desk/cases"),
    (None, "/desk/sign-in"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


@pytest.fixture
def context(chromium: Browser, live_server: str) -> Iterator[BrowserContext]:
    opened = chromium.new_context(base_url=live_server, locale="zh-TW", viewport=DESKTOP)
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def _sign_in(page: Page, login: str) -> None:
    page.goto("/desk")
    type_into(page, "帳號", login)
    type_into(page, "密碼", PASSWORD)
    with leaving(page):
        page.keyboard.press("Enter")


def _follow(page: Page, link: Locator) -> None:
    """Go to a link by the keyboard, and to its page."""
    tab_to(page, link)
    with leaving(page):
        page.keyboard.press("Enter")


def _send(page: Page, button: str) -> None:
    """Press a button by the keyboard, and go to the page that it leads to."""
    with leaving(page):
        press(page, button)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("role", "path"), PAGES)
def test_page_is_accessible_and_fits(
    context: BrowserContext, page: Page, desk_app: Desk, role: Role | None, path: str, size: dict[str, int]
) -> None:
    shift, _ = desk_app.open_shift()
    if role:
        desk_app.sign_in(context, role)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(path.replace("{shift}", str(shift.id)))
    page.wait_for_load_state("networkidle")
    assert serious(page) == []
    assert overflow(page) == 0


def test_the_question_mark_opens_the_help_over_the_page(
    context: BrowserContext, page: Page, desk_app: Desk
) -> None:
    desk_app.sign_in(context, Role.CLERK)
    page.goto("/desk/duty")
    tab_to(page, page.get_by_role("link", name="這一頁怎麼用"))
    page.keyboard.press("Enter")
    help = page.get_by_role("dialog", name="值班怎麼用")
    expect(help.get_by_text("當面告訴志工")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(help).to_be_hidden()


def test_volunteer_from_pin_to_answer_and_not_found(page: Page, desk_app: Desk) -> None:
    _, pin = desk_app.open_shift()
    page.goto("/desk")
    type_into(page, "您的姓名", "林志工")
    type_into(page, "值班 PIN", pin)
    with leaving(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.get_by_role("navigation", name="服務台選單").get_by_role("link").all_inner_texts() == [
        "查詢",
        "值班",
        "輪值表",
        "轉介單",
        "注意事項",
    ]
    page.keyboard.insert_text(QUESTION)
    expect(page.locator("#results a").first).to_contain_text(QUESTION)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="唸給民眾聽")).to_be_visible()
    expect(page.get_by_text("到窗口可以這樣說")).to_be_visible()
    page.keyboard.press("/")
    asked = "外送平台的訂單獎勵算不算薪水呢"
    page.keyboard.insert_text(asked)
    _send(page, "查不到")
    expect(page.get_by_text("已經記下來")).to_be_visible()
    noted = desk_app.run(lambda database: question_service.listed(database))
    assert asked in [question.text for question in noted]
    expect(page.get_by_role("heading", name="這一班剛查過")).to_be_visible()
    _send(page, "登出")
    expect(page.get_by_role("heading", name="登入服務台")).to_be_visible()


def test_clerk_opens_a_shift_and_hands_over_to_the_next(
    page: Page, context: BrowserContext, chromium: Browser, desk_app: Desk
) -> None:
    desk_app.add_account(Role.CLERK, "opener@labor.example")
    _sign_in(page, "opener@labor.example")
    set_up_second_factor(page)
    _follow(page, page.get_by_role("link", name="值班", exact=True))
    tab_to(page, page.get_by_label("時段"))
    page.keyboard.press("End")
    _send(page, "開班並產生 PIN")
    expect(page.locator(".pin")).to_have_text(re.compile(r"^\d{6}$"))
    _follow(page, page.locator("ul.plain a").first)
    type_into(page, "新增狀況", "影印機卡紙，已請廠商")
    _send(page, "加入狀況")
    expect(page.get_by_text("影印機卡紙，已請廠商")).to_be_visible()
    type_into(page, "交接事項", "申請表請補印 50 份")
    _send(page, "交接")
    expect(page.get_by_text("還沒有人讀")).to_be_visible()
    other = chromium.new_context(base_url=desk_app.address, viewport=PHONE)  # type: ignore[arg-type]
    desk_app.sign_in(other, Role.SUPERVISOR)
    next_page = other.new_page()
    next_page.goto("/desk")
    expect(next_page.get_by_text("申請表請補印 50 份")).to_be_visible()
    assert serious(next_page) == []
    _send(next_page, "我知道了")
    expect(next_page.get_by_text("申請表請補印 50 份")).to_have_count(0)
    other.close()


def test_curator_sets_up_the_second_factor_and_gets_recovery_codes(page: Page, desk_app: Desk) -> None:
    desk_app.add_account(Role.CURATOR, "new-curator@labor.example")
    _sign_in(page, "new-curator@labor.example")
    expect(page.get_by_role("heading", name="設定兩步驟驗證")).to_be_visible()
    assert serious(page) == []
    type_into(page, "驗證碼", "000000")
    with leaving(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("驗證碼不對")
    secret = page.locator(".enrol__secret").inner_text()
    type_into(page, "驗證碼", pyotp.TOTP(secret).now())
    with leaving(page):
        page.keyboard.press("Enter")
    expect(page.locator(".recovery code")).to_have_count(10)
    assert serious(page) == []
    _follow(page, page.get_by_role("link", name="我收好了，進入服務台"))
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_supervisor_fills_a_gap_of_the_roster(page: Page, context: BrowserContext, desk_app: Desk) -> None:
    desk_app.sign_in(context, Role.SUPERVISOR)
    monday = monday_of(local_now().date()) + timedelta(days=14)
    page.goto(f"/desk/roster?week={monday}")
    gaps = page.locator(".is-gap")
    before = gaps.count()
    assert before > 0
    type_into(page, "名單上沒有的人", "林志工")
    with leaving(page):
        page.keyboard.press("Enter")
    slot = gaps.first.get_by_label(re.compile("第 1 位$"))
    slot.select_option("林志工")
    gaps.first.get_by_label(re.compile("第 1 位的代理$")).select_option("王督導")
    with leaving(page):
        press(page, "存這一週")
    expect(gaps).to_have_count(before - 1)
    expect(page.locator("select").first).to_have_value("林志工")
    assert serious(page) == []


def test_administrator_adds_somebody_and_hands_the_password_over_once(
    page: Page, context: BrowserContext, desk_app: Desk
) -> None:
    desk_app.sign_in(context, Role.ADMIN)
    page.goto("/desk/users")
    type_into(page, "帳號（電子郵件）", "fresh@labor.example")
    type_into(page, "姓名", "新同仁")
    _send(page, "新增")
    password = page.locator(".secret-once").inner_text()
    assert serious(page) == []
    page.goto("/desk/users")
    expect(page.get_by_text(password)).to_have_count(0)
    expect(page.get_by_role("rowheader", name="fresh@labor.example")).to_be_visible()


def test_a_referral_goes_from_one_window_to_the_next(
    page: Page, context: BrowserContext, chromium: Browser, desk_app: Desk
) -> None:
    desk_app.sign_in(context, Role.VOLUNTEER)
    page.goto(f"/desk?id={ENTRY}")
    _follow(page, page.get_by_role("link", name="轉介窗口"))
    expect(page.get_by_label("要辦什麼")).to_have_value(QUESTION)
    type_into(page, "民眾已經說過什麼", "被口頭資遣，身分證 A123456789")
    type_into(page, "已經看過哪些文件", "薪資單")
    _send(page, "開轉介單")
    code = page.locator(".slip__code").inner_text()
    expect(page.get_by_text("A123456789")).to_have_count(0)
    assert serious(page) == []
    other = chromium.new_context(base_url=desk_app.address, viewport=PHONE)  # type: ignore[arg-type]
    desk_app.sign_in(other, Role.CLERK)
    window = other.new_page()
    window.goto("/desk/referrals")
    type_into(window, "轉介編號", code.lower().replace("-", " "))
    with leaving(window):
        window.keyboard.press("Enter")
    expect(window.get_by_text("被口頭資遣")).to_be_visible()
    _send(window, "我來接手")
    expect(window.get_by_text("陳承辦 已在")).to_be_visible()
    assert serious(window) == [] and overflow(window) == 0
    other.close()


def _with_copy(page: Page) -> None:
    """Open the desk and wait until its copy for an outage is complete."""
    page.goto("/desk")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=_COPY_MS)
    kept = "caches.open('labordesk-index').then(c => c.keys()).then(keys => keys.length > 0)"
    page.wait_for_function(kept, timeout=_COPY_MS)


def test_look_up_goes_on_through_an_outage(page: Page, context: BrowserContext, desk_app: Desk) -> None:
    desk_app.sign_in(context, Role.VOLUNTEER)
    _with_copy(page)
    context.set_offline(True)
    page.keyboard.press("/")
    page.keyboard.insert_text("調解怎麼申請")
    first = page.locator("#results a").first
    expect(first).to_contain_text("調解")
    expect(page.locator("#outage")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="唸給民眾聽")).to_be_visible()
    expect(page.get_by_text("到窗口可以這樣說")).to_be_visible()
    assert serious(page) == []
    context.set_offline(False)
    page.keyboard.press("/")
    page.keyboard.insert_text("加班費")
    expect(page.locator("#results .desk-count")).to_contain_text("最接近的在前")
    expect(page.locator("#outage")).to_be_hidden()


def test_the_desk_opens_during_an_outage_with_nobodys_name(
    page: Page, context: BrowserContext, desk_app: Desk
) -> None:
    desk_app.sign_in(context, Role.CLERK)
    _with_copy(page)
    context.set_offline(True)
    page.goto("/desk")
    expect(page.locator("#outage")).to_be_visible()
    expect(page.get_by_text("陳承辦")).to_have_count(0)
    page.locator("#q").fill("資遣費怎麼算")
    expect(page.locator("#results a").first).to_contain_text("資遣費")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="唸給民眾聽")).to_be_visible()
    page.get_by_text("依主題瀏覽").click()
    page.locator("[data-category='工資']").click()
    expect(page.locator("#results a").first).to_be_visible()


def test_a_question_that_was_not_found_in_an_outage_is_sent_afterwards(
    page: Page, context: BrowserContext, desk_app: Desk
) -> None:
    desk_app.sign_in(context, Role.VOLUNTEER)
    _with_copy(page)
    context.set_offline(True)
    asked = "離線時問的外國漁工問題"
    page.locator("#q").fill(asked)
    press(page, "查不到")
    expect(page.locator("#outage")).to_contain_text("會自動送出")
    with page.expect_response("**/desk/not-found"):
        context.set_offline(False)
    noted = desk_app.run(lambda database: question_service.listed(database))
    assert [question.text for question in noted].count(asked) == 1


def test_a_session_that_ended_leads_to_the_sign_in_and_back(
    page: Page, context: BrowserContext, desk_app: Desk
) -> None:
    desk_app.sign_in(context, Role.CLERK)
    page.goto("/desk")
    context.clear_cookies()
    page.locator("#q").fill("加班")
    expect(page.get_by_role("heading", name="登入服務台")).to_be_visible()
    assert "next=" in page.url
