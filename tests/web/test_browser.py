"""Pages and chat component in a real Chromium: keyboard, narrow screens, axe, bad networks."""

import json
import re
import statistics
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Route,
    WebSocketRoute,
    expect,
)

from desk.auth.permissions import Role
from tests.browsing import chromium_browser, leaving, serious
from tests.staff import Desk
from tests.web import desk_latency

pytestmark = pytest.mark.browser

ENTRY = "mediation-apply"
QUESTION = "勞資爭議調解要怎麼申請？"
PAGES = (
    "/",
    "/faq",
    "/faq?q=資遣費",
    "/faq?q=zzqq",
    "/faq?category=勞資爭議",
    f"/faq/{ENTRY}",
    "/faq/no-such-entry",
    "/chat",
    "/cases/new",
    "/cases/new?route=emergency",
    "/cases/new?route=violation",
    "/cases/status",
    "/cases/survey?token=no-such",
    "/subscriptions",
    "/desk",
    f"/desk?q=調解&id={ENTRY}",
    f"/desk/print/{ENTRY}",
)
SIZES = ({"width": 320, "height": 640}, {"width": 1366, "height": 768})
NO_SOCKET = """window.WebSocket = class {
  constructor() { setTimeout(() => this.onclose?.({}), 0); }
  send() {}
};"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, desk_app: Desk, live_server: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=live_server, locale="zh-TW", viewport=SIZES[1])
    context.set_default_timeout(10_000)
    desk_app.sign_in(context, Role.CLERK)
    yield context.new_page()
    context.close()


def chat_box(page: Page) -> Locator:
    """The text box of the chat, or of the form that it replaces; by role, since that is still in the page."""
    name = "輸入您的問題"
    return page.get_by_role("combobox", name=name).or_(page.get_by_role("textbox", name=name))


def ask(page: Page, text: str) -> None:
    chat_box(page).fill(text)
    page.get_by_role("button", name="送出").click()


def answer(socket: WebSocketRoute, frame: dict[str, Any], *messages: dict[str, Any]) -> None:
    """Acknowledge ``frame`` and answer it as the server does."""
    socket.send(json.dumps({"type": "ack", "id": frame["id"]}))
    reply = {"session": "token-1", "messages": messages, "state": {}, "id": frame["id"]}
    socket.send(json.dumps(reply))


def turns_of(frame: dict[str, Any], told: str) -> list[dict[str, Any]]:
    """A message and its answer as the history holds them."""
    asked = {"role": "user", "text": frame["text"], "id": frame["id"]}
    return [asked, {"role": "bot", "messages": [text_block(told)]}]


def serve(page: Page, receive: Callable[[WebSocketRoute, dict[str, Any]], object]) -> None:
    """Let ``receive`` answer every frame of the chat instead of the server."""
    page.route_web_socket(
        "**/ws/chat",
        lambda socket: socket.on_message(lambda raw: receive(socket, json.loads(raw))),
    )


def send_history(socket: WebSocketRoute, frame: dict[str, Any], turns: list[dict[str, Any]]) -> None:
    """Answer a wish to resume."""
    socket.send(json.dumps({"type": "history", "session": frame["session"], "turns": turns}))


def until(page: Page, happened: Callable[[], bool]) -> None:
    """Let the page go on until something of it has reached this test."""
    for _ in range(400):
        if happened():
            return
        page.wait_for_timeout(50)
    raise AssertionError("the page did not do it")


def text_block(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


# Pages


@pytest.mark.parametrize(
    ("size", "scheme"), [(SIZES[0], "light"), (SIZES[1], "dark")], ids=["phone-light", "desktop-dark"]
)
@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_serious_axe_violation(
    page: Page, path: str, size: dict[str, int], scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert serious(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_320_pixels(page: Page, path: str) -> None:
    page.set_viewport_size(SIZES[0])
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", [path for path in PAGES if "no-such" not in path])
def test_page_writes_no_error_to_the_console(page: Page, path: str) -> None:
    errors: list[str] = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert errors == []


# Chat with the server


def test_chat_answers_with_a_card_and_shows_delivery(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    expect(page.get_by_text("已送達")).to_be_visible()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.get_by_text("要帶的文件", exact=True).click()
    expect(page.locator(".card li", has_text="身分證").first).to_be_visible()
    assert serious(page) == []


def test_feedback_is_given_once(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    helpful = page.get_by_role("button", name="有幫助", exact=True)
    helpful.click()
    expect(page.locator(".turn.bot")).to_have_count(3)
    expect(helpful).to_have_attribute("aria-disabled", "true")
    helpful.click(force=True)
    expect(page.locator(".turn.user")).to_have_count(2)


def test_conversation_is_resumed_after_a_reload(page: Page) -> None:
    page.goto("/")
    ask(page, QUESTION)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.locator(".turn.user")).to_have_count(1)


def test_floating_chat_works_with_the_keyboard_alone(page: Page) -> None:
    page.set_viewport_size(SIZES[0])
    page.goto("/faq")
    launcher = page.get_by_role("button", name="問勞工局")
    expect(launcher).to_be_visible()
    while not launcher.evaluate("node => node.matches(':focus')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(chat_box(page)).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name=QUESTION)
    expect(heading).to_be_visible()
    assert serious(page) == []
    helpful = page.get_by_role("button", name="有幫助", exact=True)
    while not helpful.evaluate("node => node.matches(':focus')"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.user")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def test_chat_works_without_javascript(chromium: Browser, desk_app: Desk, live_server: str) -> None:
    context = chromium.new_context(base_url=live_server, java_script_enabled=False)
    desk_app.sign_in(context, Role.CLERK)
    page = context.new_page()
    page.goto("/")
    chat_box(page).fill(QUESTION)
    with leaving(page):
        page.get_by_role("button", name="送出").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    with leaving(page):
        page.get_by_role("button", name="有幫助", exact=True).click()
    expect(page.locator(".turn--user")).to_have_text([re.compile(QUESTION), re.compile("有幫助")])
    page.goto(f"/desk?q={QUESTION}")
    page.locator(f"a[href$='id={ENTRY}#detail']").click()
    expect(page.get_by_role("heading", name="唸給民眾聽")).to_be_visible()
    context.close()


# Chat against a scripted server


def test_targets_are_large_enough_for_fingers(page: Page) -> None:
    options = [{"label": f"選項{n}", "value": str(n)} for n in (1, 2)]
    choices = {"type": "choices", "text": "哪一項？", "options": options}
    serve(page, lambda socket, frame: answer(socket, frame, choices))
    page.goto("/")
    ask(page, "加班")
    expect(page.get_by_role("button", name="1. 選項1")).to_be_visible()
    for button in page.locator(".panel button:visible").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44


def test_choosing_says_the_value_and_shows_the_label(page: Page) -> None:
    said: list[str] = []

    def receive(socket: WebSocketRoute, frame: dict[str, Any]) -> None:
        said.append(frame["text"])
        option = {"label": "資遣費怎麼算", "value": "1"}
        answer(socket, frame, {"type": "choices", "text": "哪一項？", "options": [option]})

    serve(page, receive)
    page.goto("/")
    ask(page, "資遣")
    choice = page.get_by_role("button", name="1. 資遣費怎麼算")
    choice.click()
    expect(page.locator(".turn.user").last).to_contain_text("資遣費怎麼算")
    expect(choice.first).to_have_attribute("aria-disabled", "true")
    assert said == ["資遣", "1"]


def test_text_never_becomes_markup_and_unknown_blocks_are_ignored(page: Page) -> None:
    evil = "<img src=x onerror=alert(1)><b>粗</b>"
    blocks = (
        text_block(evil),
        {"type": "link", "label": "壞連結", "url": "javascript:alert(1)"},
        {"type": "hologram", "data": 1},
    )
    serve(page, lambda socket, frame: answer(socket, frame, *blocks))
    page.goto("/")
    ask(page, evil)
    expect(page.locator(".turn.bot").last).to_contain_text("<b>粗</b>")
    assert page.locator("labordesk-chat img").count() == 0
    assert page.get_by_role("link", name="壞連結").count() == 0


def test_message_is_sent_again_with_its_id_after_a_broken_connection(page: Page) -> None:
    frames: list[dict[str, Any]] = []

    def receive(socket: WebSocketRoute, frame: dict[str, Any]) -> None:
        frames.append(frame)
        if len(frames) == 1:
            socket.close()
        else:
            answer(socket, frame, text_block("收到了"))

    serve(page, receive)
    page.goto("/")
    ask(page, "我被資遣了")
    expect(page.get_by_text("收到了")).to_be_visible()
    expect(page.get_by_text("已送達")).to_be_visible()
    assert len(frames) == 2 and frames[0]["id"] == frames[1]["id"]
    expect(page.locator(".turn.user")).to_have_count(1)


def test_answer_that_a_broken_connection_lost_comes_with_the_history(page: Page) -> None:
    chats: list[dict[str, Any]] = []

    def receive(socket: WebSocketRoute, frame: dict[str, Any]) -> None:
        if frame.get("type") == "resume":
            recorded = zip(chats, ("第一答", "第二答"), strict=True)
            turns = [turn for chat, told in recorded for turn in turns_of(chat, told)]
            send_history(socket, frame, turns)
            return
        chats.append(frame)
        if len(chats) == 1:
            answer(socket, frame, text_block("第一答"))
        else:  # recorded, but neither the ack nor the answer arrives
            socket.close()

    serve(page, receive)
    page.goto("/")
    ask(page, "第一句")
    expect(page.get_by_text("第一答")).to_be_visible()
    ask(page, "第二句")
    expect(page.get_by_text("第二答")).to_be_visible()
    expect(page.locator(".turn.user")).to_have_count(2)
    assert [chat["text"] for chat in chats] == ["第一句", "第二句"]


def test_what_was_acknowledged_but_not_recorded_is_sent_again(page: Page) -> None:
    chats: list[dict[str, Any]] = []

    def receive(socket: WebSocketRoute, frame: dict[str, Any]) -> None:
        if frame.get("type") == "resume":
            others = [{"role": "staff", "messages": [text_block("我是同仁")]}]
            turns = [*turns_of(chats[0], "第一答"), *others]
            send_history(socket, frame, turns)
            return
        chats.append(frame)
        if len(chats) == 2:  # the process dies after it has acknowledged
            socket.send(json.dumps({"type": "ack", "id": frame["id"]}))
            socket.close()
        else:
            answer(socket, frame, text_block("第一答" if len(chats) == 1 else "第二答"))

    serve(page, receive)
    page.goto("/")
    ask(page, "第一句")
    expect(page.get_by_text("第一答")).to_be_visible()
    ask(page, "第二句")
    expect(page.get_by_text("第二答")).to_be_visible()
    expect(page.get_by_text("我是同仁")).to_be_visible()
    expect(page.locator(".turn.user")).to_have_count(2)
    assert [chat["text"] for chat in chats] == ["第一句", "第二句", "第二句"]
    assert chats[1]["id"] == chats[2]["id"]


def test_second_message_waits_for_the_token_of_the_first(page: Page) -> None:
    frames: list[tuple[WebSocketRoute, dict[str, Any]]] = []
    serve(page, lambda socket, frame: frames.append((socket, frame)))
    page.goto("/")
    ask(page, "第一句")
    ask(page, "第二句")
    page.wait_for_timeout(300)
    assert [frame["session"] for _, frame in frames] == [None]
    answer(*frames[0], text_block("第一答"))
    expect(page.get_by_text("第一答")).to_be_visible()
    until(page, lambda: len(frames) == 2)
    assert [frame["session"] for _, frame in frames] == [None, "token-1"]


def test_expired_session_starts_a_new_conversation(page: Page) -> None:
    def receive(socket: WebSocketRoute, frame: dict[str, Any]) -> None:
        if frame.get("type") == "resume":
            error = {"type": "error", "title": "對話已過期", "detail": "請重新提問。"}
            socket.send(json.dumps(error))
        else:
            answer(socket, frame, text_block(f"session={frame['session']}"))

    page.add_init_script("sessionStorage.setItem('labordesk-session', 'old')")
    serve(page, receive)
    page.goto("/")
    expect(page.get_by_text("對話已過期")).to_be_visible()
    ask(page, "你好")
    expect(page.get_by_text("session=None")).to_be_visible()


def test_the_title_of_an_error_is_in_the_language_of_the_person(page: Page) -> None:
    error = {"type": "error", "reason": "expired", "title": "對話已過期", "detail": ""}

    def receive(socket: WebSocketRoute, frame: dict[str, Any]) -> None:
        socket.send(json.dumps(error))

    page.add_init_script("sessionStorage.setItem('labordesk-session', 'old')")
    page.add_init_script("localStorage.setItem('labordesk-look', '{\"language\": \"id\"}')")
    serve(page, receive)
    page.goto("/")
    expect(page.get_by_text("Percakapan sudah kedaluwarsa")).to_be_visible()


def test_plain_http_is_used_when_no_socket_opens(page: Page) -> None:
    page.add_init_script(NO_SOCKET)
    page.goto("/")
    ask(page, QUESTION)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_text("已送達")).to_be_visible()


def test_failed_message_says_so_and_can_be_sent_again(page: Page) -> None:
    page.add_init_script(NO_SOCKET)

    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/api/v1/chat", refuse)
    page.goto("/")
    ask(page, QUESTION)
    again = page.get_by_role("button", name="傳送失敗，點此重送")
    expect(again).to_be_visible()
    page.unroute("**/api/v1/chat", refuse)
    again.click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.locator(".turn.user")).to_have_count(1)


@pytest.mark.parametrize("socket", [True, False], ids=["socket", "http"])
def test_what_is_too_long_comes_back_into_the_box_whole(page: Page, socket: bool) -> None:
    if not socket:
        page.add_init_script(NO_SOCKET)
    page.goto("/")
    for length, limit in ((1500, "1,000"), (6000, "5,000")):
        text = "長" * length
        ask(page, text)
        expect(page.locator(".turn.notice").last).to_contain_text(f"最多 {limit} 字，您寫了 {length:,} 字")
        expect(chat_box(page)).to_have_value(text)
        expect(page.locator(".turn.user")).to_have_count(0)


def test_enter_of_an_input_method_does_not_send(page: Page) -> None:
    page.goto("/")
    box = chat_box(page)
    box.fill("ㄐㄧㄚ")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(page.locator(".turn.user")).to_have_count(0)
    expect(box).to_have_value("ㄐㄧㄚ")


def test_chat_works_where_storage_is_blocked(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})"
    )
    page.goto("/")
    ask(page, QUESTION)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()


def test_one_script_adds_the_chat_to_a_strict_foreign_page(page: Page, live_server: str) -> None:
    errors: list[str] = []
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    policy = f"default-src 'none'; script-src {live_server}; style-src {live_server}; connect-src ws:"
    script = f'<script src="{live_server}/widget.js" defer></script>'
    html = f'<!doctype html><html lang="zh-Hant-TW"><title>里辦公處</title>{script}<h1>里辦公處</h1>'
    page.route(
        "http://localhost:8099/",
        lambda route: route.fulfill(
            body=html,
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy},
        ),
    )
    serve(page, lambda socket, frame: answer(socket, frame, text_block("您好")))
    page.goto("http://localhost:8099/")
    page.get_by_role("button", name="問勞工局").click()
    ask(page, "你好")
    expect(page.get_by_text("您好", exact=True)).to_be_visible()
    assert errors == []


# Desk


def test_desk_lists_as_you_type_within_150_ms(page: Page) -> None:
    medians = []
    for text in ("調解申請費", "資遣費怎麼算", "加班費少給"):  # the best: other programs share the machine
        page.goto("/desk")
        expect(page.get_by_role("searchbox")).to_be_focused()
        medians.append(statistics.median(desk_latency.key_to_list(page, text)))
    assert min(medians) <= 150


def test_desk_works_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/desk")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.insert_text(QUESTION)
    first = page.locator("#results a").first
    expect(first).to_contain_text(QUESTION)
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="唸給民眾聽")).to_be_visible()
    expect(page.locator("#detail h2")).to_be_focused()
    assert f"id={ENTRY}" in page.url
    assert serious(page) == []
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.insert_text("工資")
    expect(page.locator("#results a").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#detail h2")).to_be_focused()


def test_desk_browses_categories(page: Page) -> None:
    page.goto("/desk")
    page.locator("[data-category='勞資爭議']").click()
    expect(page.locator(f"#results a[data-entry='{ENTRY}']")).to_be_visible()


def test_facts_are_chips_to_correct_and_to_take_back(page: Page) -> None:
    page.goto("/chat")
    ask(page, "做了三年兩個月，月薪四萬")
    known = page.get_by_role("region", name="您的情況")
    known.get_by_role("button", name="月薪 40,000 元", exact=True).click()
    expect(chat_box(page)).to_have_value("月薪改成 ")
    chat_box(page).press_sequentially("45000")
    page.get_by_role("button", name="送出").click()
    expect(known.get_by_role("button", name="月薪 45,000 元", exact=True)).to_be_visible()
    known.get_by_role("button", name="不要記 月薪 45,000 元").click()
    expect(known.get_by_role("button", name="月薪 45,000 元", exact=True)).to_have_count(0)
    expect(known.get_by_role("button", name="年資 3 年 2 個月", exact=True)).to_be_visible()
    assert serious(page) == []


def test_without_javascript_a_fact_is_taken_back_by_a_button(chromium: Browser, live_server: str) -> None:
    context = chromium.new_context(base_url=live_server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/chat")
    page.get_by_role("textbox").fill("月薪四萬，住鳳山")
    with leaving(page):
        page.get_by_role("button", name="送出").click()
    with leaving(page):
        page.get_by_role("button", name="不要記：月薪 40,000 元").click()
    expect(page.get_by_role("listitem").filter(has_text="地區 鳳山區").first).to_be_visible()
    expect(page.get_by_text("月薪 40,000 元", exact=True)).to_have_count(0)
    context.close()
