"""The bell on every page: who waits, what is mine, what is to be approved; all of it is a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving, overflow, serious
from tests.desk.working_day.conftest import ask_for_a_person, send
from tests.staff import Desk

pytestmark = pytest.mark.browser


def test_the_bell_counts_who_waits_and_leads_to_them(clerk: Page, contexts: list[BrowserContext]) -> None:
    clerk.goto("/desk/inbox")
    visitor = contexts[1].new_page()
    mark = ask_for_a_person(visitor)
    clerk.goto("/desk/referrals/new")
    expect(clerk.locator("#bell-count")).not_to_be_empty()
    with leaving(clerk):
        clerk.get_by_role("link", name="通知").click()
    assert serious(clerk) == []
    assert overflow(clerk) == 0
    with leaving(clerk):
        clerk.get_by_role("link", name="等候中的人").click()
    row = clerk.locator(".talk", has_text=mark)
    with leaving(clerk):
        row.get_by_role("button", name="接手").click()
    visitor.get_by_role("combobox", name="輸入您的問題").fill("您好，還在嗎")
    visitor.get_by_role("button", name="送出").click()
    expect(clerk.get_by_text("您好，還在嗎").first).to_be_visible()
    clerk.goto("/desk/bell")
    clerk.get_by_role("link", name="您的對話有新訊息").first.click()
    expect(clerk.get_by_label("回覆民眾")).to_be_visible()


def test_a_case_that_is_mine_or_was_supplemented_rings(
    clerk: Page, new_case: Callable[[], str], desk_app: Desk
) -> None:
    case = new_case()
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/take")
        send(client, f"{case}/act/ask_supplement", what="薪資單")
        send(client, f"{case}/act/supplement", text="寄來了")
    clerk.goto("/desk/bell")
    expect(clerk.get_by_role("link", name="您承辦中的案件")).to_be_visible()
    clerk.locator(f"a[href='{case}']").click()
    expect(clerk.locator(".state")).to_have_text("承辦中")


def test_what_is_to_be_approved_rings_at_somebody_else(
    contexts: list[BrowserContext], new_case: Callable[[], str], desk_app: Desk
) -> None:
    case = new_case()
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/act/transfer", to="臺南市政府勞工局")
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    page = contexts[0].new_page()
    page.goto("/desk/bell")
    page.get_by_role("link", name="等您核准").click()
    expect(page.locator(f".decide a[href='{case}']")).to_be_visible()


def test_a_volunteer_hears_of_nobodys_case(contexts: list[BrowserContext], desk_app: Desk) -> None:
    desk_app.sign_in(contexts[0], Role.VOLUNTEER)
    page = contexts[0].new_page()
    page.goto("/desk/bell")
    expect(page.get_by_text("現在沒有。")).to_be_visible()


def test_what_the_watch_found_rings_and_leads_there(contexts: list[BrowserContext], desk_app: Desk) -> None:
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    page = contexts[0].new_page()
    page.goto("/desk/watch")  # looks at once; the app does so each minute
    page.goto("/desk/bell")
    with leaving(page):
        page.get_by_role("link", name="今天處理：對話引擎（Rasa）沒有回應").click()
    expect(page.get_by_role("heading", name="對話引擎（Rasa）沒有回應")).to_be_visible()
    assert serious(page) == []


def test_sound_is_off_until_turned_on_and_is_remembered(clerk: Page) -> None:
    clerk.goto("/desk/bell")
    sound = clerk.get_by_label("響一聲")
    expect(sound).not_to_be_checked()
    sound.press("Space")
    clerk.reload()
    expect(sound).to_be_checked()
    sound.uncheck()
    clerk.reload()
    expect(sound).not_to_be_checked()
    assert serious(clerk) == []


def test_the_browser_asks_for_notifications_only_after_a_press(clerk: Page) -> None:
    clerk.add_init_script(
        "window.asked = 0;"
        "Object.defineProperty(Notification, 'permission', {get: () => window.asked ? 'granted' : 'default'});"
        "Notification.requestPermission = async () => { window.asked += 1; return 'granted'; };"
    )
    clerk.goto("/desk/inbox")
    with leaving(clerk):
        clerk.get_by_role("link", name="通知").click()
    button = clerk.get_by_role("button", name="開啟瀏覽器通知")
    expect(button).to_be_visible()
    assert clerk.evaluate("window.asked") == 0
    button.press("Enter")
    expect(clerk.get_by_text("瀏覽器通知已開啟")).to_be_visible()
    assert clerk.evaluate("window.asked") == 1


def test_a_waiting_time_moves_by_itself(clerk: Page, contexts: list[BrowserContext]) -> None:
    clerk.clock.install()
    visitor = contexts[1].new_page()
    mark = ask_for_a_person(visitor)
    clerk.goto("/desk/inbox")
    waits = clerk.locator(".talk", has_text=mark).locator(".talk__wait")
    expect(waits).to_have_text(re.compile(r"^等了 \d 分鐘$"))
    for _ in range(5):  # the list may be fetched anew meanwhile, and counts from there
        clerk.clock.run_for(10 * 60_000 + 15_000)
        if "久候" in waits.inner_text():
            break
    expect(waits).to_have_text(re.compile(r"^等了 [1-9]\d 分鐘（久候）$"))


def test_a_curator_hears_of_what_is_due_in_the_knowledge_base(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.CURATOR)
    page = contexts[0].new_page()
    page.goto("/desk/curation/open-items")
    expect(page.get_by_role("heading", name="待確認")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+ 項，\d+ 項沒有期限$"))).to_be_visible()
    assert serious(page) == []
    assert overflow(page) == 0
