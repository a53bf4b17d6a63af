"""Inbox and cases in a real Chromium: main tasks by keyboard, two at once, the citizen sees it live, axe."""

import re
import uuid

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from desk.auth.permissions import Role
from desk.inbox.stream_limits import MOST
from tests.browsing import (
    DESKTOP,
    PHONE,
    leaving,
    overflow,
    press,
    serious,
    set_up_second_factor,
    tab_to,
    type_into,
)
from tests.desk.browsers import ORAL, chromium, contexts
from tests.staff import LOGINS, PASSWORD, Desk, csrf_of

__all__ = ["chromium", "contexts"]

pytestmark = pytest.mark.browser

UNIT = "勞動條件科"
PAGES = [
    (Role.CLERK, "/desk/inbox"),
    (Role.CLERK, "/desk/cases?tab=open"),
    (Role.CLERK, "{case}"),
    (Role.SUPERVISOR, "{case}"),
    (Role.SUPERVISOR, "/desk/cases"),
    (Role.SUPERVISOR, "/desk/cases/tasks"),
    (Role.CLERK, "/desk/cases/new"),
    (Role.CLERK, "/desk/cases/new?route=violation"),
    (Role.SUPERVISOR, "/desk/calendar"),
    (Role.SUPERVISOR, "/desk/announcements"),
]


@pytest.fixture
def page(contexts: list[BrowserContext]) -> Page:
    return contexts[0].new_page()


def send(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    token = csrf_of(client.get("/desk/account").text)
    return client.post(path, data={"csrf": token, **fields}, follow_redirects=True)


@pytest.fixture
def case(desk_app: Desk) -> str:
    """The address of a new case that nobody has."""
    with desk_app.client(Role.CLERK) as client:
        done = send(client, "/desk/cases/new/send", what=f"沒領到薪水 {uuid.uuid4().hex}", **ORAL)
        number = re.search(r"number=([\d-]+)", done.text)
        assert number is not None
        listed = client.get(f"/desk/cases?number={number[1]}").text
    found = re.search(r"/desk/cases/[0-9a-f]{32}", listed)
    assert found is not None
    return found[0]


def clerk_id(client: httpx.Client, case: str) -> str:
    """The id under which the clerk can be given a case."""
    found = re.search(r'value="(staff-\d+)"[^>]*>陳承辦', client.get(case).text)
    assert found is not None
    return found[1]


def ask_for_a_person(page: Page) -> str:
    """A visitor of the web chat waits for a person; gives words that name the visitor in the inbox."""
    page.goto("/chat")
    box = page.get_by_role("combobox", name="輸入您的問題")
    mark = f"我是訪客{uuid.uuid4().hex[:6]}"
    for text, answer in (("找真人", "已為您轉給真人服務"), (mark, mark)):
        box.fill(text)
        page.get_by_role("button", name="送出").click()
        expect(page.get_by_text(answer).first).to_be_visible()
    return mark


def choose(page: Page, box: Locator, start: str) -> None:
    """Go to a select by the keyboard, and down to the option that begins with ``start``."""
    tab_to(page, box)
    for _ in range(box.locator("option").count()):
        if str(box.evaluate("box => box.selectedOptions[0].text")).startswith(start):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no option begins with {start}")


def sign_in(page: Page, desk_app: Desk, role: Role) -> None:
    """Sign in with account and password, and set up the second factor."""
    desk_app.forget_second_factor(role)
    page.goto("/desk")
    type_into(page, "帳號", LOGINS[role])
    type_into(page, "密碼", PASSWORD)
    with leaving(page):
        page.keyboard.press("Enter")
    set_up_second_factor(page)
    expect(page.get_by_role("navigation", name="服務台選單")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("role", "path"), PAGES)
def test_page_is_accessible_and_fits(
    contexts: list[BrowserContext],
    page: Page,
    desk_app: Desk,
    case: str,
    role: Role,
    path: str,
    size: dict[str, int],
) -> None:
    desk_app.sign_in(contexts[0], role)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(path.replace("{case}", case))
    page.get_by_role("main").wait_for()
    assert serious(page) == []
    assert overflow(page) == 0


def test_clerk_answers_a_visitor_by_keyboard_and_the_visitor_sees_it_live(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.cookie(Role.CLERK)  # the account is there
    desk, visitor = contexts[0].new_page(), contexts[1].new_page()
    sign_in(desk, desk_app, Role.CLERK)
    tab_to(desk, desk.get_by_role("link", name="收件匣"))
    with leaving(desk):
        desk.keyboard.press("Enter")
    mark = ask_for_a_person(visitor)
    row = desk.locator(".talk", has_text=mark)
    expect(row).to_be_visible()  # without a reload
    tab_to(desk, row.get_by_role("button", name="接手"))
    with leaving(desk):
        desk.keyboard.press("Enter")
    expect(visitor.get_by_text("陳承辦已經接手這段對話")).to_be_visible()
    type_into(desk, "找答案", "資遣費")
    desk.keyboard.press("Enter")
    tab_to(desk, desk.get_by_role("button", name="放進回覆").first)
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("回覆民眾")).to_have_value(re.compile("〔題庫 "))
    desk.get_by_label("回覆民眾").fill("您好，我是承辦，馬上查。")
    assert serious(desk) == []
    with leaving(desk):
        desk.get_by_label("回覆民眾").press("Control+Enter")
    expect(visitor.get_by_text("您好，我是承辦，馬上查。")).to_be_visible()
    expect(desk.get_by_text("已寫進網頁對話")).to_be_visible()
    desk.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert serious(desk) == [] and overflow(desk) == 0
    press(desk, "回覆")
    type_into(desk, "最後一句話（可以不寫）", "祝您順利")
    press(desk, "交還給自動回覆")
    expect(visitor.get_by_text("祝您順利")).to_be_visible()
    expect(visitor.get_by_text("真人服務已經結束")).to_be_visible()


def test_of_two_browsers_that_take_one_conversation_one_gets_it(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.CLERK)
    desk_app.sign_in(contexts[1], Role.SUPERVISOR)
    pages = [context.new_page() for context in contexts[:2]]
    for desk in pages:
        desk.goto("/desk/inbox")
    mark = ask_for_a_person(contexts[2].new_page())
    buttons = [desk.locator(".talk", has_text=mark).get_by_role("button", name="接手") for desk in pages]
    for button in buttons:
        button.wait_for()
    for button in buttons:
        button.evaluate("button => button.form.requestSubmit()")
    for desk in pages:
        desk.wait_for_url(re.compile(r"/desk/inbox(/|\?lost=taken)"))
    won = ["lost=taken" not in desk.url for desk in pages]
    assert sorted(won) == [False, True]
    winner, loser = (pages[won.index(True)], pages[won.index(False)])
    expect(loser.get_by_text("別的同仁接走")).to_be_visible()
    loser.goto(winner.url)
    expect(loser.get_by_text(re.compile("接手，您只能看"))).to_be_visible()
    expect(winner.get_by_text("也開著這段對話")).to_be_visible()
    with leaving(winner):
        press(winner, "交還給自動回覆")


def test_of_too_many_open_pages_the_oldest_says_that_it_stands_still(
    contexts: list[BrowserContext], desk_app: Desk
) -> None:
    desk_app.sign_in(contexts[0], Role.CLERK)
    pages = [contexts[0].new_page() for _ in range(MOST + 1)]
    for desk in pages:
        desk.goto("/desk/inbox")
    expect(pages[0].get_by_text("這一頁不再自動更新")).to_be_visible()
    assert serious(pages[0]) == []
    mark = ask_for_a_person(contexts[1].new_page())
    expect(pages[-1].locator(".talk", has_text=mark)).to_be_visible()
    expect(pages[-1].get_by_text("這一頁不再自動更新")).to_be_hidden()


def test_clerk_takes_a_case_from_receipt_to_close_by_keyboard(page: Page, desk_app: Desk, case: str) -> None:
    sign_in(page, desk_app, Role.CLERK)
    page.goto(case)

    def open_form(action: str) -> None:
        tab_to(page, page.locator(f"#do-{action} > summary"))
        page.keyboard.press("Enter")

    def go(button: str) -> None:
        with leaving(page):
            press(page, button)

    open_form("accept")
    go("受理：先看通知")
    go("送出")
    open_form("assign")
    for label, start in (("承辦單位", UNIT), ("承辦人", "陳承辦")):
        choose(page, page.locator("#do-assign").get_by_label(label, exact=True), start)
    go("分派承辦")
    expect(page.locator(".state")).to_have_text("承辦中")
    assert "李大華" not in page.content()
    go("打開全文（會留下紀錄）")
    expect(page.get_by_text("李大華")).to_be_visible()
    open_form("answer")
    tab_to(page, page.locator("#do-answer").get_by_label("內容"))
    page.keyboard.insert_text("查有違反，已裁罰。")
    go("回覆：先看通知")
    go("送出")
    open_form("close")
    go("結案：先看通知")
    go("送出")
    expect(page.locator(".state")).to_have_text("已結案")


def test_supervisor_approves_an_extension_that_a_clerk_asked_for(
    contexts: list[BrowserContext], page: Page, desk_app: Desk, case: str
) -> None:
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/act/accept")
        send(client, f"{case}/act/assign", unit=UNIT, person=clerk_id(client, case))
        assert send(client, f"{case}/act/extend", days="10", reason="要會同勞檢").status_code == 200
    desk_app.sign_in(contexts[0], Role.SUPERVISOR)
    page.goto(case)
    before = page.get_by_role("heading", name="期限 ").inner_text()
    with leaving(page):
        press(page, "核准")
    expect(page.get_by_text("王督導 核准延長 10")).to_be_visible()
    assert page.get_by_role("heading", name="期限 ").first.inner_text() != before
