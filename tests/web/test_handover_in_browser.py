"""A person answers in the web chat: in a real browser with and without scripts, over plain HTTP, on a socket."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect
from websockets.sync.client import connect

from bot.handover import Agent, HandoverService
from core.calendar_service import CalendarService
from core.clock import local_now, utc_now
from core.database import Database
from core.encryption import vault_of
from core.opening_hours import OpeningHours
from core.settings import Settings
from tests.browsing import leaving, serious
from tests.web.test_browser import NO_SOCKET, ask, chat_box, chromium

__all__ = ["chromium"]
pytestmark = pytest.mark.browser
ANNA = Agent("anna", "林小姐")
_LATE = 30  # seconds: what is busy is late, not wrong
HELLO = "您好，我是值班同仁，請說。"
Do = Callable[[HandoverService], Coroutine[Any, Any, object]]


@pytest.fixture
def staff(live_server: str, live_folder: Path) -> Iterator[Callable[[Do], object]]:
    """Does something as staff on the database of the running app; today is a working day."""
    settings = Settings(_env_file=None, data_dir=live_folder)

    async def act(do: Do) -> object:
        database = Database(settings.database)
        handover = HandoverService(database, vault_of(settings), OpeningHours.parse("mon-sun 00:00-23:59"))
        try:
            for day in (local_now().date(), local_now().date() + timedelta(days=1)):
                await CalendarService(database).open_day(day, "補班", "chief", utc_now())
            await handover.heartbeat(ANNA, utc_now())
            return await do(handover)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as thread:  # the browser has a loop of its own in this one
        yield lambda do: thread.submit(asyncio.run, act(do)).result(30)


async def _be_there(handover: HandoverService) -> None:
    """The heartbeat is all."""


async def _greet(handover: HandoverService) -> None:
    # Others of this server may wait from before: whoever asked last is the one of this test.
    newest = [one for one in await handover.waiting() if one.staff is None][-1]
    taken = await handover.take(ANNA, utc_now(), newest.conversation_id)
    assert taken
    await handover.say(ANNA, taken, HELLO, utc_now())


async def _hand_back(handover: HandoverService) -> None:
    for waiting in await handover.waiting():
        if waiting.staff == ANNA.id:
            await handover.hand_back(ANNA, waiting.conversation_id, utc_now())


def test_the_widget_shows_what_a_person_says_without_being_asked(
    chromium: Browser, live_server: str, staff: Callable[[Do], object]
) -> None:
    staff(_be_there)
    page = chromium.new_context(base_url=live_server, locale="zh-TW").new_page()
    page.goto("/chat")
    ask(page, "我要找真人")
    expect(page.locator(".turn.bot").last).to_contain_text("已為您轉給真人服務")
    staff(_greet)
    said = page.locator(".turn.staff")
    expect(said).to_contain_text(HELLO)
    expect(said).to_contain_text("真人服務")
    assert page.locator("[role=log][aria-live=polite]").count() == 1
    assert serious(page) == []
    ask(page, "我想問資遣費")
    expect(page.locator(".turn.user").last).to_contain_text("已送達")
    staff(_hand_back)
    # Who writes just while being handed back gets an answer as well, below it.
    expect(page.locator(".turn.bot", has_text="自動回覆繼續")).to_be_visible()
    page.reload()
    expect(page.locator(".turn.staff")).to_contain_text(HELLO)
    page.context.close()


def test_without_a_socket_the_widget_asks_for_news(
    chromium: Browser, live_server: str, staff: Callable[[Do], object]
) -> None:
    staff(_be_there)
    context = chromium.new_context(base_url=live_server, locale="zh-TW")
    context.add_init_script(NO_SOCKET)
    page = context.new_page()
    page.goto("/chat")
    ask(page, "我要找真人")
    expect(page.locator(".turn.bot").last).to_contain_text("已為您轉給真人服務")
    staff(_greet)
    expect(page.locator(".turn.staff")).to_contain_text(HELLO)
    staff(_hand_back)
    context.close()


def test_without_javascript_new_messages_are_looked_for(
    chromium: Browser, live_server: str, staff: Callable[[Do], object]
) -> None:
    staff(_be_there)
    context = chromium.new_context(base_url=live_server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/chat")
    chat_box(page).fill("我要找真人")
    with leaving(page):
        page.get_by_role("button", name="送出").click()
    staff(_greet)
    with leaving(page):
        page.get_by_role("button", name="看新訊息").click()
    expect(page.locator(".turn--staff")).to_contain_text(HELLO)
    expect(page.locator(".turn--user")).to_have_count(1)
    staff(_hand_back)
    context.close()


def test_a_socket_is_told_at_once_and_polling_tells_the_same(
    live_server: str, staff: Callable[[Do], object]
) -> None:
    staff(_be_there)
    with connect(live_server.replace("http", "ws") + "/ws/chat") as socket:
        socket.send(json.dumps({"text": "我要找真人"}))
        reply = json.loads(socket.recv(_LATE))
        assert reply["state"]["owner"] == "queue"
        staff(_greet)
        pushed: list[str] = []
        while HELLO not in pushed:
            frame = json.loads(socket.recv(_LATE))
            assert frame["type"] == "said"
            pushed += [message["text"] for turn in frame["turns"] for message in turn["messages"]]
    asked = {"session": reply["session"], "after": reply["turn"]}
    news = httpx.post(f"{live_server}/api/v1/chat/poll", json=asked).json()
    assert [m["text"] for turn in news["turns"] for m in turn["messages"]] == pushed
    assert news["owner"] == "human"
    later = httpx.post(f"{live_server}/api/v1/chat/poll", json=asked | {"after": news["turn"]}).json()
    assert later["turns"] == []
    staff(_hand_back)


def test_polling_with_a_forged_session_is_refused(live_server: str) -> None:
    body = {"session": "forged", "after": 0}
    assert httpx.post(f"{live_server}/api/v1/chat/poll", json=body).status_code == 400
