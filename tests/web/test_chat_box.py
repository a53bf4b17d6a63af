"""The one box of the chat in a real Chromium: first screen, suggestions, voice, looks, languages, foreign pages, paper."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import DESKTOP, PHONE, leaving, overflow, serious, start_chromium
from tests.web.test_browser import answer, ask, chat_box, chromium, serve, text_block

__all__ = ["chromium"]
pytestmark = pytest.mark.browser

QUESTION = "勞資爭議調解要怎麼申請？"
LANGUAGES = {
    "zh-Hant": "輸入您的問題",
    "en": "Type your question",
    "vi": "Nhập câu hỏi của bạn",
    "id": "Ketik pertanyaan Anda",
    "th": "พิมพ์คำถามของคุณ",
    "fil": "I-type ang iyong tanong",
}
# Speech of the platform: what was asked of it is noted, and what it would hear or say is played.
HEARS = """window.heard = [];
window.SpeechRecognition = window.webkitSpeechRecognition = class {
  start() { heard.push(this.lang); setTimeout(() => { this.onresult({ results: [[{ transcript: "老闆欠薪" }]] }); this.onend(); }, 0); }
  stop() { this.onend(); }
};"""
DEAF = "delete window.webkitSpeechRecognition; delete window.SpeechRecognition;"
SPEAKS = """window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [], cancel: () => spoken.push("stop"), speak: (words) => spoken.push([words.lang, words.text]),
} });"""


@pytest.fixture
def opened(chromium: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """Opens the page of somebody new; closed afterwards."""
    contexts: list[BrowserContext] = []

    def new(path: str = "/", script: str = "", **options: Any) -> Page:
        options = {"locale": "zh-TW", "viewport": DESKTOP} | options
        context = chromium.new_context(base_url=live_server, **options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(path)
        return page

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def large_letters(chromium: Browser) -> Iterator[Browser]:
    """A Chromium of somebody who has set letters of twice the usual size."""
    browser = start_chromium(chromium.browser_type, "--blink-settings=defaultFontSize=32")
    yield browser
    browser.close()


def _is_on_first_screen(page: Page) -> bool:
    box, window = chat_box(page).bounding_box(), page.viewport_size
    assert box is not None and window is not None
    inside = box["y"] >= 0 and box["x"] >= 0 and box["x"] + box["width"] <= window["width"]
    return inside and box["y"] + box["height"] <= window["height"]


def _suggested(page: Page) -> list[str]:
    return page.get_by_role("listbox").get_by_role("option").all_inner_texts()


def _choose_language(page: Page, tag: str) -> None:
    page.get_by_role("combobox", name="語言").select_option(tag)
    expect(page.get_by_role("combobox", name=LANGUAGES[tag])).to_be_visible()


# The first screen


@pytest.mark.parametrize("path", ["/", "/chat"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_box_is_on_the_first_screen(opened: Callable[..., Page], path: str, size: dict[str, int]) -> None:
    page = opened(path, viewport=size)
    expect(chat_box(page)).to_be_visible()
    assert _is_on_first_screen(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_box_is_on_the_first_screen_with_letters_of_200_percent(
    large_letters: Browser, live_server: str, size: dict[str, int]
) -> None:
    page = large_letters.new_page(base_url=live_server, locale="zh-TW", viewport=size)  # type: ignore[arg-type]
    page.goto("/")
    expect(chat_box(page)).to_be_visible()
    letters = chat_box(page).evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert letters >= 32
    assert _is_on_first_screen(page)
    assert overflow(page) == 0
    page.close()


def test_on_a_phone_the_chat_reaches_from_edge_to_edge_and_to_the_bottom(opened: Callable[..., Page]) -> None:
    page = opened(viewport=PHONE)
    expect(chat_box(page)).to_be_visible()
    box = page.get_by_role("region", name="勞工局線上詢問").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert abs(box["y"] + box["height"] - PHONE["height"]) <= 1


def test_there_is_one_box_and_without_scripts_it_searches(opened: Callable[..., Page]) -> None:
    page = opened()
    expect(chat_box(page)).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page = opened(java_script_enabled=False)
    chat_box(page).fill("資遣費怎麼算")
    with leaving(page):
        chat_box(page).press("Enter")
    expect(page.get_by_role("heading", name="「資遣費怎麼算」的查詢結果")).to_be_visible()


# Suggestions


def test_headlines_are_offered_as_a_combobox(opened: Callable[..., Page]) -> None:
    page = opened()
    box = chat_box(page)
    box.press_sequentially("調解")
    expect(page.get_by_role("listbox", name="您是不是要問")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert QUESTION in _suggested(page)
    assert serious(page) == []
    box.press("ArrowUp")
    last = page.get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", last.get_attribute("id") or "")
    box.press("ArrowDown")  # from the last one back into the box
    expect(box).not_to_have_attribute("aria-activedescendant", "suggestion-0")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_value("調解")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_the_chosen_headline_is_asked(opened: Callable[..., Page]) -> None:
    page = opened()
    chat_box(page).press_sequentially("調解要怎麼申請")
    expect(page.get_by_role("option", name=QUESTION)).to_be_visible()
    chat_box(page).press("ArrowDown")
    chat_box(page).press("Enter")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(chat_box(page)).to_have_value("")
    chat_box(page).press_sequentially("特休")
    page.get_by_role("option", name="特休假有幾天？").click()
    expect(page.get_by_role("heading", name="特休假有幾天？")).to_be_visible()
    expect(chat_box(page)).to_be_focused()


def test_enter_without_a_choice_sends_what_was_typed(opened: Callable[..., Page]) -> None:
    page = opened()
    chat_box(page).press_sequentially("調解要怎麼申請")
    expect(page.get_by_role("listbox")).to_be_visible()
    chat_box(page).press("Enter")
    expect(page.locator(".turn.user")).to_contain_text("調解要怎麼申請")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_nothing_typed_leaves_the_browser_before_it_is_sent(opened: Callable[..., Page]) -> None:
    page = opened("/faq")
    travelled: list[str] = []
    page.on("request", lambda request: travelled.append(unquote(request.url) + (request.post_data or "")))

    def receive(socket: Any, frame: dict[str, Any]) -> None:
        travelled.append(json.dumps(frame, ensure_ascii=False))

    serve(page, receive)
    page.get_by_role("button", name="問勞工局").click()
    chat_box(page).press_sequentially("我叫王小明，老闆積欠薪水")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert any("headlines/zh-Hant.js" in sent for sent in travelled)
    assert not any("王" in sent or "薪" in sent for sent in travelled)


def test_a_long_story_gets_no_suggestions(opened: Callable[..., Page]) -> None:
    page = opened()
    chat_box(page).fill("調解")
    expect(page.get_by_role("listbox")).to_be_visible()
    chat_box(page).fill("我想申請勞資爭議調解" * 8)
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_suggestions_speak_the_language_of_the_chat_also_without_marks(opened: Callable[..., Page]) -> None:
    page = opened()
    _choose_language(page, "vi")
    page.get_by_role("combobox", name=LANGUAGES["vi"]).press_sequentially("tra luong")
    expect(page.get_by_role("listbox", name="Có phải bạn muốn hỏi")).to_be_visible()
    assert any("lương" in headline for headline in _suggested(page))


# Chips


def test_what_may_be_asked_next_stands_below_an_answer(opened: Callable[..., Page]) -> None:
    page = opened()
    ask(page, "公司不給加班費")
    for name in ("帶什麼", "去哪裡", "表格", "期限", "登記", "真人"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="加班費試算")).to_be_visible()
    page.get_by_role("button", name="去哪裡", exact=True).click()
    page.get_by_role("button", name="算算看").click()
    expect(page.locator(".turn.user").last).to_contain_text("算算看")


# The microphone


def test_where_the_browser_cannot_listen_there_is_no_microphone(opened: Callable[..., Page]) -> None:
    page = opened(script=DEAF)
    expect(chat_box(page)).to_be_visible()
    expect(page.get_by_role("button", name="用說的")).to_have_count(0)


def test_the_microphone_first_says_where_the_sound_goes(opened: Callable[..., Page]) -> None:
    page = opened(script=HEARS)
    microphone = page.get_by_role("button", name="用說的")
    microphone.click()
    expect(page.get_by_role("status").filter(has_text="勞工局收不到聲音")).to_be_visible()
    assert page.evaluate("heard") == []
    assert serious(page) == []
    microphone.click()
    expect(chat_box(page)).to_have_value("老闆欠薪")  # to be read and sent by hand
    assert page.evaluate("heard") == ["zh-TW"]
    expect(page.locator(".turn.user")).to_have_count(0)
    _choose_language(page, "th")
    page.get_by_role("button", name="พูด", exact=True).click()
    page.wait_for_function("heard.length === 2")
    assert page.evaluate("heard") == ["zh-TW", "th-TH"]


def test_our_pages_allow_the_microphone_to_themselves_alone(live_server: str) -> None:
    policy = httpx.get(f"{live_server}/").headers["permissions-policy"]
    assert "microphone=(self)" in policy and "camera=()" in policy


# Reading aloud


def test_an_answer_is_read_aloud_without_its_buttons_and_folded_parts(opened: Callable[..., Page]) -> None:
    page = opened(script=SPEAKS)
    ask(page, QUESTION)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    button = page.get_by_role("button", name="唸出來").last
    button.click()
    spoken = page.evaluate("spoken")
    assert ["zh-TW", QUESTION] in spoken
    assert not any("要帶的文件" in text or "有幫助" in text for _, text in spoken)
    stop = page.get_by_role("button", name="停止唸")
    expect(stop).to_be_visible()
    stop.click()
    assert page.evaluate("spoken.at(-1)") == "stop"
    expect(page.get_by_role("button", name="停止唸")).to_have_count(0)


def test_an_answer_in_two_languages_is_read_by_two_voices(opened: Callable[..., Page]) -> None:
    page = opened(script=SPEAKS)
    serve(page, lambda socket, frame: answer(socket, frame, text_block("Xin chào, bạn.\n\n您好。")))
    _choose_language(page, "vi")
    page.get_by_role("combobox", name=LANGUAGES["vi"]).fill("chao")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".turn.bot").last).to_contain_text("您好")
    page.get_by_role("button", name="Đọc to").last.click()
    assert page.evaluate("spoken") == [["vi-VN", "Xin chào, bạn."], ["zh-TW", "您好。"]]


# Looks


# The other pages are looked at in the dark by tests/web/test_browser.py.
@pytest.mark.parametrize("path", ["/faq/mediation-apply?lang=vi", "/tools/severance"])
def test_dark_pages_have_no_serious_axe_violation(opened: Callable[..., Page], path: str) -> None:
    page = opened(path, color_scheme="dark")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert serious(page) == []


def test_a_dark_answer_has_no_serious_axe_violation(opened: Callable[..., Page]) -> None:
    page = opened(color_scheme="dark", viewport=PHONE)
    ask(page, "公司不給加班費，月薪四萬")
    expect(page.locator("article.card")).to_be_visible()
    for folded in page.locator("article.card summary").all():
        folded.click()
    assert serious(page) == []


def test_dark_and_large_are_remembered_and_beat_the_system(opened: Callable[..., Page]) -> None:
    page = opened(color_scheme="light")
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    usual = chat_box(page).evaluate(size)
    for name in ("深色", "大字"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    assert chat_box(page).evaluate(size) >= 1.25 * usual
    page.goto("/faq")
    assert page.evaluate("({...document.documentElement.dataset})") == {"theme": "dark", "text": "large"}
    page.get_by_role("button", name="問勞工局").click()
    page.get_by_role("button", name="深色").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert overflow(page) == 0


def test_looks_work_where_storage_is_blocked(opened: Callable[..., Page]) -> None:
    blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    page = opened(script=blocked)
    page.get_by_role("button", name="深色").click()
    expect(page.get_by_role("button", name="深色")).to_have_attribute("aria-pressed", "true")


# Languages


@pytest.mark.parametrize("tag", list(LANGUAGES))
def test_the_chat_speaks_every_language(opened: Callable[..., Page], tag: str) -> None:
    page = opened("/chat", viewport=PHONE)
    _choose_language(page, tag)
    assert page.locator(".view").get_attribute("lang") == tag
    assert overflow(page) == 0
    assert serious(page) == []
    page.reload()
    expect(page.get_by_role("combobox", name=LANGUAGES[tag])).to_be_visible()
    expect(page.locator(".turn.user")).to_have_count(0)  # nothing was said by choosing


def test_every_language_has_the_same_words(opened: Callable[..., Page], live_server: str) -> None:
    page = opened()
    shapes = page.evaluate(
        """async (tags) => {
          const shape = (node) => Array.isArray(node) ? [typeof node[0], node.length]
            : typeof node === "object" ? Object.fromEntries(Object.entries(node).map(([key, value]) => [key, shape(value)]))
            : typeof node;
          const loaded = tags.map((tag) => import(`/widget/any/texts/${tag}.js`));
          return (await Promise.all(loaded)).map((module) => shape(module.default));
        }""",
        list(LANGUAGES),
    )
    assert all(shape == shapes[0] for shape in shapes)


def test_a_browser_in_vietnamese_begins_in_it(opened: Callable[..., Page]) -> None:
    page = opened(locale="vi-VN")
    expect(page.get_by_role("combobox", name=LANGUAGES["vi"])).to_be_visible()


def test_a_language_chosen_in_a_conversation_is_that_of_the_answers(opened: Callable[..., Page]) -> None:
    page = opened()
    ask(page, QUESTION)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    _choose_language(page, "id")
    expect(page.locator(".turn.user").last).to_contain_text("Bahasa Indonesia")
    expect(page.locator(".turn.bot").last).to_contain_text("Anda bisa menulis")


def test_who_writes_in_another_language_is_followed(opened: Callable[..., Page]) -> None:
    page = opened()
    ask(page, "Can I change my employer?")
    expect(page.locator("article.card")).to_be_visible()
    expect(page.get_by_role("combobox", name=LANGUAGES["en"])).to_be_visible()


# Pages of other sites


def _foreign(page: Page, server: str, style: str) -> None:
    """Open a page of another site with ``style`` and the chat."""
    html = f"<!doctype html><html lang='zh-Hant-TW'><title>里辦公處</title><style>{style}</style><h1>里辦公處</h1>"
    script = f"<script src='{server}/widget.js' defer></script>"
    page.route(
        "http://localhost:8099/",
        lambda route: route.fulfill(body=html + script, content_type="text/html; charset=utf-8"),
    )
    page.goto("http://localhost:8099/")


HOSTILE = """html { font-size: 62.5% !important; }
* { color: red !important; font: italic 9px cursive !important; letter-spacing: 4px !important; line-height: 3 !important;
    text-transform: uppercase !important; border: 3px solid lime !important; margin: 7px !important; visibility: hidden; }
div, dialog, button, textarea, section { display: inline !important; width: 40px !important; }
labordesk-chat { display: none !important; opacity: .1 !important; position: relative !important; }"""
_LOOK = """node => {
  const style = getComputedStyle(node);
  return [style.fontSize, style.color, style.letterSpacing, style.textTransform, style.visibility, style.borderTopWidth,
    style.fontStyle, node.getBoundingClientRect().height];
}"""


def test_the_page_around_it_does_not_touch_the_chat(opened: Callable[..., Page], live_server: str) -> None:
    looks = []
    for style in ("", HOSTILE):
        page = opened("about:blank")
        _foreign(page, live_server, style)
        launcher = page.get_by_role("button", name="問勞工局")
        look = [launcher.evaluate(_LOOK)]
        launcher.click()
        for part in (chat_box(page), page.get_by_role("dialog"), page.locator(".turn.bot p").first):
            look.append(part.evaluate(_LOOK))
        looks.append(look)
        assert page.evaluate("document.documentElement.dataset.theme") is None
    assert looks[0] == looks[1]


def test_on_a_phone_it_fills_the_screen_of_a_foreign_page(
    opened: Callable[..., Page], live_server: str
) -> None:
    page = opened("about:blank", viewport=PHONE)
    _foreign(page, live_server, "")
    page.get_by_role("button", name="問勞工局").click()
    expect(chat_box(page)).to_be_focused()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": PHONE["width"], "height": PHONE["height"]}
    assert _is_on_first_screen(page)
    assert page.get_by_role("dialog").evaluate("node => node.matches(':modal')")  # nothing behind is reached
    chat_box(page).press_sequentially("調解")
    expect(page.get_by_role("listbox")).to_be_visible()
    chat_box(page).press("Escape")  # the list first
    expect(page.get_by_role("dialog")).to_be_visible()
    chat_box(page).press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="問勞工局")).to_be_focused()


# Paper


def test_the_whole_conversation_prints(opened: Callable[..., Page]) -> None:
    page = opened(color_scheme="dark")
    for question in (QUESTION, "特休假有幾天？"):
        ask(page, question)
        expect(page.get_by_role("heading", name=question)).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    log = page.get_by_role("log")
    assert log.evaluate(
        "node => node.scrollHeight <= node.clientHeight && getComputedStyle(node).overflowY === 'visible'"
    )
    expect(page.locator(".card details li").first).to_be_visible()  # the folded papers are open
    expect(chat_box(page)).not_to_be_visible()
    expect(page.get_by_role("button", name="有幫助")).to_have_count(0)
    colour = page.locator(".turn.bot p").first.evaluate("node => getComputedStyle(node).color")
    assert colour == "rgb(0, 0, 0)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("details[open]")).to_have_count(0)
