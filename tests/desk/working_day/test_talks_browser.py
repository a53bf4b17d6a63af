"""A conversation from one colleague to the next, its files, its danger, and the talk when it is over."""

import re
import uuid

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.pdf import document
from desk.auth.permissions import Role
from tests import photos
from tests.browsing import leaving, overflow, serious
from tests.desk.working_day.conftest import ask_for_a_person, serve
from tests.staff import Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def chief(contexts: list[BrowserContext], desk_app: Desk) -> Page:
    """A page of a supervisor who is signed in."""
    desk_app.sign_in(contexts[2], Role.SUPERVISOR)
    return contexts[2].new_page()


def _say(visitor: Page, text: str) -> None:
    visitor.get_by_role("combobox", name="輸入您的問題").fill(text)
    visitor.get_by_role("button", name="送出").click()


def test_a_conversation_is_given_to_a_colleague_with_the_reason(
    clerk: Page, chief: Page, contexts: list[BrowserContext]
) -> None:
    visitor = contexts[1].new_page()
    serve(clerk, visitor)
    address = clerk.url.partition("#")[0]
    clerk.locator("#transfer > summary").click()
    to = clerk.get_by_label("轉給哪一位")
    to.select_option(to.locator("option", has_text="王督導").first.get_attribute("value"))
    clerk.get_by_label("告訴同仁（民眾看不到，可以不寫）").fill("他問的是職災補償")
    assert serious(clerk) == []
    with leaving(clerk):
        clerk.get_by_role("button", name="轉給同仁").click()
    expect(visitor.get_by_text("王督導已經接手這段對話")).to_be_visible()
    chief.goto(address)
    expect(chief.get_by_label("回覆民眾")).to_be_visible()
    expect(chief.locator("#notes").get_by_text("他問的是職災補償")).to_be_visible()
    clerk.goto(address)
    expect(clerk.get_by_text("由 王督導 接手，您只能看")).to_be_visible()
    expect(visitor.get_by_text("他問的是職災補償")).to_have_count(0)


def test_pictures_and_pdf_are_seen_in_the_conversation(clerk: Page, contexts: list[BrowserContext]) -> None:
    visitor = contexts[1].new_page()
    serve(clerk, visitor)
    expect(visitor.locator(".attach")).to_be_visible()
    visitor.locator(".attach input[type=file]").set_input_files(
        {"name": "薪資單.jpg", "mimeType": "image/jpeg", "buffer": photos.JPEG}
    )
    picture = clerk.locator("#talk-lines").get_by_alt_text("薪資單.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("async picture => { await picture.decode(); return picture.naturalWidth; }") == 2
    paper = {"name": "契約.pdf", "mimeType": "application/pdf", "buffer": document("契約", ["第一條"])}
    visitor.locator(".attach input[type=file]").set_input_files(paper)
    folded = clerk.locator("#talk-lines").get_by_text("看 契約.pdf")
    expect(folded).to_be_visible()
    with clerk.expect_response(re.compile(r"/files/\d+\?as=page$")) as shown:
        folded.click()
    assert shown.value.status == 200 and shown.value.headers["content-type"] == "application/pdf"
    expect(clerk.get_by_title("契約.pdf")).to_be_visible()
    assert serious(clerk) == [] and overflow(clerk) == 0


def test_a_talk_that_is_over_is_found_by_what_was_said(clerk: Page, contexts: list[BrowserContext]) -> None:
    visitor, word = contexts[1].new_page(), f"編號{uuid.uuid4().hex[:8]}"
    serve(clerk, visitor)
    _say(visitor, f"老闆扣我的獎金，{word}")
    expect(clerk.get_by_text(word).first).to_be_visible()
    clerk.get_by_label("最後一句話（可以不寫）").fill("祝您順利")
    with leaving(clerk):
        clerk.get_by_role("button", name="交還給自動回覆").click()
    with leaving(clerk):
        clerk.get_by_role("link", name="以前的對話").click()
    clerk.get_by_label("民眾說過的字").fill(word)
    clerk.get_by_label("什麼時候").select_option("最近 7 天")
    with leaving(clerk):
        clerk.get_by_role("button", name="找", exact=True).click()
    assert word not in clerk.url and serious(clerk) == [] and overflow(clerk) == 0
    found = clerk.get_by_role("table").get_by_role("link")
    expect(found).to_have_count(1)
    with leaving(clerk):
        found.click()
    expect(clerk.get_by_text(f"老闆扣我的獎金，{word}")).to_be_visible()
    expect(clerk.get_by_text("祝您順利").first).to_be_visible()
    assert serious(clerk) == []


def test_who_may_be_in_danger_is_marked_in_the_queue_and_in_the_conversation(
    clerk: Page, contexts: list[BrowserContext]
) -> None:
    visitor = contexts[1].new_page()
    clerk.goto("/desk/inbox")
    mark = ask_for_a_person(visitor)
    _say(visitor, f"我不想活了 {mark}")
    row = clerk.locator(".talk", has_text=mark)
    expect(row.get_by_text("可能有危險：自傷、輕生")).to_be_visible()
    with leaving(clerk):
        row.get_by_role("button", name="接手").click()
    expect(clerk.get_by_role("alert").filter(has_text="請先確認人是否安全")).to_be_visible()
    assert serious(clerk) == []
