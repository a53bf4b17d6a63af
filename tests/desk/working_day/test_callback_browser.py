"""A callback that a clerk opens: due the next working day, somebody's own, and the citizen is told."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.calendar import PUBLIC
from core.clock import local_now
from tests.browsing import leaving, serious
from tests.desk.working_day.conftest import serve

pytestmark = pytest.mark.browser


def test_a_callback_is_due_the_next_working_day_has_an_owner_and_is_told(
    clerk: Page, contexts: list[BrowserContext]
) -> None:
    serve(clerk, contexts[1].new_page())
    with leaving(clerk):
        clerk.get_by_role("link", name="改開回電案件").click()
    clerk.get_by_label("民眾的姓名").fill("王小明")
    clerk.get_by_label("電話").first.fill("0912345678")
    clerk.get_by_label("要談什麼事").fill("想問資遣費")
    clerk.get_by_label("已告知上面的事項，本人同意").check()
    with leaving(clerk):
        clerk.get_by_role("button", name="開案").click()
    due = PUBLIC.open_from(local_now().date() + timedelta(days=1))
    expect(clerk.get_by_text(due.isoformat())).to_be_visible()
    expect(clerk.get_by_text("勞動條件科　陳承辦")).to_be_visible()
    assert serious(clerk) == []
    clerk.get_by_role("link", name="看案件").click()
    expect(clerk.locator(".state")).to_have_text("承辦中")
    told = clerk.locator(".told").filter(has_text="已收件")
    expect(told).to_be_visible()
    expect(told.get_by_text("收據已當場交給民眾")).to_have_count(0)
