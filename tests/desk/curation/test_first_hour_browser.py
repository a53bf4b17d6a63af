"""The first hour in a real Chromium, at the installation with a mail server and a channel of its own."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from desk.auth.permissions import Role
from tests.browsing import DESKTOP, leaving, overflow, serious
from tests.platforms.smtp import MailFault, SmtpPlatform
from tests.platforms.telegram import TelegramPlatform
from tests.staff import Desk
from tests.web.test_browser import chromium

__all__ = ["chromium"]
pytestmark = pytest.mark.browser


@pytest.fixture
def admin(chromium: Browser, publishing_desk: Desk) -> Iterator[Page]:
    """A page of an administrator who is signed in."""
    context = chromium.new_context(base_url=publishing_desk.address, locale="zh-TW", viewport=DESKTOP)
    publishing_desk.sign_in(context, Role.ADMIN)
    yield context.new_page()
    context.close()


def _item(page: Page, title: str) -> Locator:
    page.goto("/desk/first")
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


def test_a_test_mail_is_refused_then_taken_and_the_checklist_knows(
    admin: Page, office_mail: SmtpPlatform
) -> None:
    office_mail.faults.append(MailFault.NO_SUCH_USER)
    with leaving(admin):
        _item(admin, "寄信").get_by_role("link", name="寄一封測試信").click()
    for told in ("550 no such user", "250 OK"):
        admin.get_by_label("寄到哪裡").fill("first-hour@labor.example")
        with leaving(admin):
            admin.get_by_role("button", name="寄測試信").click()
        expect(admin.locator("code", has_text=told)).to_be_visible()
        assert serious(admin) == [] and overflow(admin) == 0
    assert "first-hour@labor.example" in office_mail.recipients
    expect(_item(admin, "寄信").get_by_text("做好了")).to_be_visible()


def test_a_signed_event_of_a_channel_is_seen_and_one_with_a_wrong_signature_is_told(
    admin: Page, publishing_desk: Desk, office_telegram: tuple[TelegramPlatform, str]
) -> None:
    platform, _ = office_telegram
    row = admin.get_by_role("row").filter(has=admin.get_by_role("rowheader", name="Telegram"))
    admin.goto("/desk/first/channels")
    expect(row).to_contain_text("還沒有收到")
    assert serious(admin) == [] and overflow(admin) == 0
    for signed, status in ((True, httpx.codes.OK), (False, httpx.codes.UNAUTHORIZED)):
        content, headers = platform.webhook(platform.text_event("3001", "您好"), signed=signed)
        address = f"{publishing_desk.address}/webhooks/telegram"
        assert httpx.post(address, content=content, headers=headers).status_code == status
        with leaving(admin):
            admin.get_by_role("link", name="重新整理").click()
        expect(row).to_contain_text("最近一則")
    expect(row).to_contain_text("請核對密鑰")
    expect(_item(admin, "Telegram").get_by_text("做好了")).to_be_visible()
