"""So many sockets and no more, each told why; one address cannot take the chat from the others."""

import asyncio
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from structlog.testing import capture_logs

from connectors.webchat import socket_routes
from connectors.webchat.admission import Admission, TooFast
from connectors.webchat.socket_limits import TRY_AGAIN, Crowded, SocketLimits
from core.dependencies import provide

CITIZEN, OTHER, PROXY = "8.8.8.8", "1.1.1.1", "172.17.0.1"


def test_sockets_are_counted_by_address_and_in_all_and_leave_their_places() -> None:
    sockets = SocketLimits(most=3, most_of_an_address=2)
    with sockets.place(CITIZEN), sockets.place(CITIZEN):
        with pytest.raises(Crowded, match="您的網路"), sockets.place(CITIZEN):
            pass
        with sockets.place(OTHER), pytest.raises(Crowded, match="太多人"), sockets.place(PROXY):
            pass
        with sockets.place(OTHER):
            pass
    with sockets.place(CITIZEN):
        pass


def test_behind_a_proxy_that_hides_who_asks_only_the_sum_counts() -> None:
    sockets = SocketLimits(most=3, most_of_an_address=1)
    with sockets.place(PROXY), sockets.place(PROXY), sockets.place(PROXY), pytest.raises(Crowded):
        sockets.place(PROXY).__enter__()


@dataclass
class _Full:
    """No place for one more."""

    admission: Admission
    sockets: SocketLimits


def test_a_refused_socket_is_told_why_with_a_close_code_and_logged() -> None:
    app = Starlette(routes=list(socket_routes.router.routes))
    provide(app, _Full(Admission((), "9/minute", "9/minute"), SocketLimits(0, 1)))
    with (
        capture_logs() as lines,
        TestClient(app).websocket_connect("/ws/chat") as refused,
        pytest.raises(WebSocketDisconnect) as caught,
    ):
        refused.receive_json()
    assert caught.value.code == TRY_AGAIN and "太多人" in caught.value.reason
    assert len(caught.value.reason.encode()) <= 123
    assert [line["event"] for line in lines] == ["socket_refused"]


def _from(address: str) -> Request:
    return Request({"type": "http", "headers": [], "client": (address, 1)})


async def test_one_address_is_answered_a_few_at_a_time_while_others_go_first() -> None:
    admission, order, free = Admission((), "9/minute", "9/minute"), [], asyncio.Event()

    async def talk(address: str) -> None:
        async with admission.turn(_from(address)):
            order.append(address)
            if address == CITIZEN:
                await free.wait()

    flood = [asyncio.create_task(talk(CITIZEN)) for _ in range(40)]
    await asyncio.sleep(0)
    await asyncio.wait_for(talk(OTHER), 1)
    assert order.count(CITIZEN) < 10 and order[-1] == OTHER
    free.set()
    await asyncio.gather(*flood)
    assert order.count(CITIZEN) == 40


async def test_what_would_queue_too_long_is_told_to_come_back() -> None:
    admission, free = Admission((), "9/minute", "9/minute"), asyncio.Event()

    async def talk() -> None:
        async with admission.turn(_from(CITIZEN)):
            await free.wait()

    flood = [asyncio.create_task(talk()) for _ in range(200)]
    await asyncio.sleep(0.01)
    free.set()
    outcomes = await asyncio.gather(*flood, return_exceptions=True)
    assert any(isinstance(outcome, TooFast) for outcome in outcomes)
    async with admission.turn(_from(CITIZEN)):
        pass
