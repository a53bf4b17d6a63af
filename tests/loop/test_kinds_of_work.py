"""Lists, reports, searches, turns and messages hold the event loop for no more than 50 ms at a time.

What is timed is the processor time of the loop's thread (see `tests.loop.steps`), so that a busy machine
fails nothing; what is too long in each of three tries is work, not chance.
"""

import asyncio
import json
import uuid

import pytest
from sqlalchemy import func, select
from websockets.sync.client import connect

from connectors.models import EventState, InboxRow
from core.database import Database
from desk.auth.permissions import Role
from tests.loop.conftest import Served


@pytest.mark.parametrize(
    "place",
    [
        "/faq?q=加班費怎麼算",
        "/desk/cases?tab=open",
        "/desk/cases?tab=done",
        "/desk/search?q=加班費",
        "/desk/reports",
        "/desk/reports/export?form=xlsx",
        "/desk/audit/list.csv",
        "/desk/learning/export.csv",
    ],
)
def test_lists_reports_and_exports_over_years(served: Served, place: str) -> None:
    served.nothing_too_long(lambda: served.page(place))


@pytest.mark.parametrize("words", ["加班費", "0912-345-678", "不曾說過"])
def test_searching_all_rooms_and_what_was_said(served: Served, words: str) -> None:
    served.nothing_too_long(lambda: served.send(Role.SUPERVISOR, "/desk/find", q=words))
    served.nothing_too_long(lambda: served.send(Role.SUPERVISOR, "/desk/inbox/past", words=words))
    served.nothing_too_long(lambda: served.citizen.post("/api/v1/search", json={"query": words}))


@pytest.mark.parametrize("text", ["加班費怎麼算", "你好", "我要陳情"])
def test_a_turn_of_the_chat_through_the_api_and_the_socket(served: Served, text: str) -> None:
    def in_the_socket() -> None:
        with connect(f"{served.address.replace('http', 'ws', 1)}/ws/chat", max_size=None) as socket:
            socket.send(json.dumps({"text": text, "id": uuid.uuid4().hex}))
            while "messages" not in json.loads(socket.recv(30)):
                pass

    served.nothing_too_long(lambda: served.citizen.post("/api/v1/chat", json={"text": text}))
    served.nothing_too_long(in_the_socket)


@pytest.mark.parametrize("channel", ["line", "facebook", "telegram"])
def test_a_message_of_each_platform_until_it_is_answered(served: Served, channel: str) -> None:
    platform = served.platforms[channel]

    def asked() -> None:
        user = str(uuid.uuid4().int % 10**12)
        body, headers = platform.webhook(platform.text_event(user, "加班費怎麼算"))
        assert served.citizen.post(f"/webhooks/{channel}", content=body, headers=headers).is_success
        _wait_until_handled(served)

    served.nothing_too_long(asked)


def _wait_until_handled(served: Served) -> None:
    async def waiting(database: Database) -> int:
        for _ in range(600):
            async with database.transaction() as session:
                rows = select(func.count()).where(InboxRow.state == EventState.PENDING)
                if not (left := int(await session.scalar(rows) or 0)):
                    break
            await asyncio.sleep(0.1)
        return left

    assert served.ask(waiting) == 0
