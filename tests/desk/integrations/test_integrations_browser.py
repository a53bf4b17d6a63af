"""The pages of the other systems as an administrator uses them, in Chromium at the running desk."""

import re

from playwright.sync_api import BrowserContext, expect

from desk.auth.permissions import Role
from tests.desk.browsers import chromium, contexts
from tests.staff import Desk

__all__ = ["chromium", "contexts"]


def test_a_key_is_made_shown_once_and_revoked_after_a_question(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.ADMIN)
    page = contexts[0].new_page()
    page.goto("/desk/integrations")
    form = page.get_by_role("region", name="新的金鑰")
    form.get_by_label("哪個系統").fill("市府入口")
    form.get_by_label("查案件進度").check()
    form.get_by_role("button", name="建立金鑰").click()
    expect(page.locator(".done")).to_contain_text(re.compile(r"ldk_[\w-]{43}"))
    page.goto("/desk/integrations")
    expect(page.get_by_role("row", name="市府入口")).to_contain_text("查案件進度")
    expect(page.locator("main")).not_to_contain_text(re.compile(r"ldk_[\w-]{43}"))
    page.get_by_role("button", name="撤銷 市府入口 的金鑰").click()
    page.get_by_role("button", name="確定撤銷").click()
    expect(page.get_by_role("row", name="市府入口")).to_contain_text("已撤銷")


def test_an_address_is_registered_tried_and_its_log_shows_the_message(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.ADMIN)
    page = contexts[0].new_page()
    page.goto("/desk/integrations")
    form = page.get_by_role("region", name="新的網址")
    form.get_by_label("哪個系統").fill("案管系統")
    form.get_by_label("網址（https）").fill("https://127.0.0.1/hook")
    form.get_by_role("button", name="登記網址").click()
    expect(page.get_by_role("alert")).to_contain_text("內部網路")
    # The settings of the tests allow this one; nobody answers there.
    form.get_by_label("網址（https）").fill("http://127.0.0.1:9/hook")
    form.get_by_label("案件結案").check()
    form.get_by_role("button", name="登記網址").click()
    expect(page.locator(".done")).to_contain_text("whsec_")
    page.get_by_role("link", name="案管系統").click()
    page.get_by_role("button", name="送一則測試").click()
    expect(page.get_by_role("row", name="測試")).to_be_visible()
    page.get_by_text("換簽章密鑰").click()
    page.get_by_role("button", name="換密鑰", exact=True).click()
    expect(page.locator(".done")).to_contain_text("whsec_")
    expect(page.get_by_text("每則有新、舊兩個簽章")).to_be_visible()
    page.get_by_role("button", name="停用", exact=True).click()
    expect(page.get_by_role("button", name="恢復")).to_be_visible()
    page.get_by_role("button", name="刪除").click()
    page.get_by_role("button", name="確定刪除").click()
    expect(page.get_by_role("link", name="案管系統")).to_have_count(0)
