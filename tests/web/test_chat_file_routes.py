"""Files of the web chat: a button where a form or a person takes them, the same checks as the complaint form."""

import uuid

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from desk.auth.permissions import Role
from tests import photos
from tests.browsing import DESKTOP, leaving, serious
from tests.desk.working_day.conftest import ask_for_a_person
from tests.staff import Desk
from tests.web.test_browser import ask, chat_box, chromium

__all__ = ["chromium"]
PHOTO = {"name": "薪資單.jpg", "mimeType": "image/jpeg", "buffer": photos.JPEG}
PATH = "/api/v1/chat/files"


@pytest.fixture
def visitor(live_server: str) -> httpx.Client:
    """A program that chats."""
    return httpx.Client(base_url=live_server, timeout=60)


def said(visitor: httpx.Client, text: str, session: str | None = None) -> dict[str, object]:
    answer = visitor.post("/api/v1/chat", json={"text": text, "session": session})
    assert answer.status_code == httpx.codes.OK
    return answer.json()


def in_form(visitor: httpx.Client) -> str:
    """The session of somebody who fills in a complaint."""
    before = said(visitor, "資遣費怎麼算")
    assert "files" not in before["state"]  # type: ignore[operator]
    begun = said(visitor, "我要陳情", str(before["session"]))
    assert begun["state"]["files"] is True  # type: ignore[index]
    return str(begun["session"])


def send(visitor: httpx.Client, token: str, content: bytes, **fields: str) -> httpx.Response:
    files = {"file": ("薪資單.jpg", content)}
    return visitor.post(PATH, data={"session": token, "id": uuid.uuid4().hex} | fields, files=files)


def text_of(answer: httpx.Response) -> str:
    return str([block.get("text") for block in answer.json()["messages"]])


def test_a_form_keeps_a_file_that_is_sent_twice_with_one_id_once(visitor: httpx.Client) -> None:
    session = in_form(visitor)
    first, again = (send(visitor, session, photos.JPEG, id="one") for _ in range(2))
    assert "第 1 個附件" in text_of(first) and text_of(again) == text_of(first)
    assert "第 2 個附件" in text_of(send(visitor, session, photos.JPEG))


def test_what_is_no_picture_is_not_taken_and_the_reason_is_told(visitor: httpx.Client) -> None:
    refused = send(visitor, in_form(visitor), b"MZ this is a program")
    assert "不是照片或 PDF" in text_of(refused)


def test_where_nobody_takes_files_it_is_said(visitor: httpx.Client) -> None:
    session = str(said(visitor, "資遣費怎麼算")["session"])
    answer = send(visitor, session, photos.JPEG)
    assert answer.status_code == httpx.codes.OK and "files" not in answer.json()["state"]


@pytest.mark.parametrize(
    ("fields", "content", "status"),
    [
        ({"session": ""}, photos.JPEG, httpx.codes.BAD_REQUEST),
        ({"session": "made-up"}, photos.JPEG, httpx.codes.BAD_REQUEST),
        ({}, bytes(12 * 1024 * 1024), httpx.codes.REQUEST_ENTITY_TOO_LARGE),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_read(
    visitor: httpx.Client, fields: dict[str, str], content: bytes, status: int
) -> None:
    session = str(said(visitor, "你好")["session"])
    assert send(visitor, session, content, **fields).status_code == status


def attach(page: Page) -> None:
    """Choose the photo in the window that the button opens."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="傳照片或 PDF").click()
    chooser.value.set_files(PHOTO)  # type: ignore[arg-type]


@pytest.mark.browser
def test_a_photo_sent_to_a_person_is_seen_in_the_inbox(chromium: Browser, desk_app: Desk) -> None:
    pages = [
        chromium.new_context(base_url=desk_app.address, locale="zh-TW", viewport=DESKTOP).new_page()
        for _ in range(2)
    ]
    visitor, desk = pages
    desk_app.sign_in(desk.context, Role.CLERK)
    desk.goto("/desk/inbox")
    mark = ask_for_a_person(visitor)
    expect(visitor.get_by_role("button", name="傳照片或 PDF")).to_be_hidden()
    with leaving(desk):
        desk.locator(".talk", has_text=mark).get_by_role("button", name="接手").click()
    expect(visitor.get_by_role("button", name="傳照片或 PDF")).to_be_visible()
    attach(visitor)
    expect(visitor.get_by_text("附件：薪資單.jpg")).to_be_visible()
    expect(desk.get_by_role("link", name="下載 薪資單.jpg")).to_be_visible()
    assert serious(visitor) == []
    with leaving(desk):
        desk.get_by_role("button", name="交還給自動回覆").click()
    for page in pages:
        page.context.close()


@pytest.mark.browser
def test_the_button_is_there_while_a_form_takes_files(chromium: Browser, desk_app: Desk) -> None:
    context = chromium.new_context(base_url=desk_app.address, locale="zh-TW", viewport=DESKTOP)
    page = context.new_page()
    page.goto("/chat")
    expect(chat_box(page)).to_be_visible()
    expect(page.get_by_role("button", name="傳照片或 PDF")).to_be_hidden()
    ask(page, "我要陳情")
    attach(page)
    expect(page.get_by_text("收到第 1 個附件")).to_be_visible()
    page.reload()
    chat_box(page).focus()
    expect(page.get_by_role("button", name="傳照片或 PDF")).to_be_visible()
    context.close()
