"""The inbox in three columns: all at once on a desktop, one at a time on a phone; / puts texts in."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browsing import PHONE, overflow, serious
from tests.desk.working_day.conftest import ask_for_a_person, serve

pytestmark = pytest.mark.browser


def test_queue_conversation_and_reply_stand_beside_each_other_and_on_a_phone_one_is_shown(
    clerk: Page, contexts: list[BrowserContext]
) -> None:
    serve(clerk, contexts[1].new_page())
    columns = [clerk.locator(f"[data-column={name}]") for name in ("queue", "talk", "reply")]
    for column in columns:
        expect(column).to_be_in_viewport()
    assert serious(clerk) == [] and overflow(clerk) == 0
    clerk.set_viewport_size(PHONE)  # type: ignore[arg-type]
    queue, talk, reply = columns
    expect(talk).to_be_visible()
    expect(reply).to_be_hidden()
    clerk.get_by_role("button", name="回覆", exact=True).click()
    expect(reply).to_be_visible()
    expect(talk).to_be_hidden()
    expect(queue).to_be_hidden()
    assert serious(clerk) == [] and overflow(clerk) == 0


def test_slash_puts_an_own_phrase_into_the_reply_by_the_keyboard(
    clerk: Page, contexts: list[BrowserContext]
) -> None:
    clerk.goto("/desk/phrases")
    clerk.get_by_label("名稱").first.fill("問候")
    clerk.get_by_label("內容").first.fill("您好，我是{同仁}。")
    clerk.get_by_role("button", name="存用語").click()
    expect(clerk.get_by_text("問候", exact=True)).to_be_visible()
    assert serious(clerk) == []
    serve(clerk, contexts[1].new_page())
    reply = clerk.get_by_label("回覆民眾")
    reply.press_sequentially("/問")
    expect(clerk.get_by_role("option", name=re.compile("問候"))).to_be_visible()
    assert serious(clerk) == []
    reply.press("Enter")
    expect(reply).to_have_value("您好，我是陳承辦。")
    reply.press_sequentially("11/30")
    expect(clerk.get_by_role("listbox", name="可以放進來的")).to_have_count(0)


def test_an_update_of_the_list_leaves_the_focus_with_the_same_person(
    clerk: Page, contexts: list[BrowserContext]
) -> None:
    clerk.goto("/desk/inbox")
    first, second = contexts[1].new_page(), contexts[2].new_page()
    mark = ask_for_a_person(first)
    mine = clerk.locator(".talk", has_text=mark).get_by_role("button", name="接手")
    mine.focus()
    other = ask_for_a_person(second)
    expect(clerk.locator(".talk", has_text=other)).to_be_visible()
    expect(mine).to_be_focused()
    first.get_by_role("combobox", name="輸入您的問題").fill("取消")
    first.get_by_role("button", name="送出").click()
    expect(clerk.locator(".talk", has_text=mark)).to_have_count(0)
    expect(clerk.get_by_role("heading", name="等候中")).to_be_focused()
