"""Half a request ends, a slow one may finish, and too many connections are refused, on a real socket."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from tests.conftest import free_port
from web.connection_limits import BoundedHttp

GRACE = 0.6


async def _length(request: Request) -> PlainTextResponse:
    try:
        return PlainTextResponse(str(len(await request.body())))
    except ClientDisconnect:
        return PlainTextResponse("gone")


class Quick(BoundedHttp):
    """The same limits, for people in a hurry."""

    grace = GRACE
    most = 20


Connect = Callable[[], Any]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Opens connections to a server with those limits."""
    port = free_port()
    app = Starlette(routes=[Route("/", _length, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=port, http=Quick, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  it has no event to wait for
        await asyncio.sleep(0.02)
    opened: list[asyncio.StreamWriter] = []

    async def new() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        opened.append(writer)
        return reader, writer

    yield new
    for writer in opened:
        writer.close()
    server.should_exit = True
    await serving


HALF = {
    "nothing": b"",
    "half a head": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le",
    "half a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
    "half a chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
}


@pytest.mark.parametrize("sent", HALF.values(), ids=HALF)
async def test_half_a_request_ends_and_leaves_a_line_of_log(connect: Connect, sent: bytes) -> None:
    reader, writer = await connect()
    begun = time.monotonic()
    with capture_logs() as lines:
        writer.write(sent)
        answer = await asyncio.wait_for(reader.read(), 10)
    assert answer.startswith(b"HTTP/1.1 408") and GRACE * 0.9 < time.monotonic() - begun < 9
    assert [line["event"] for line in lines if line["event"] == "request_too_slow"] == ["request_too_slow"]


async def test_a_drop_now_and_then_does_not_hold_a_connection_for_ever(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
    ended = asyncio.create_task(reader.read())
    begun = time.monotonic()
    while not ended.done() and time.monotonic() - begun < 8:
        writer.write(b"x")
        await asyncio.sleep(0.1)
    assert ended.done() and (await ended).startswith(b"HTTP/1.1 408")


async def test_a_slow_line_that_goes_on_is_waited_for(connect: Connect) -> None:
    reader, writer = await connect()
    writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\nConnection: close\r\n\r\n")
    for _ in range(20):
        writer.write(b"x" * 200)
        await asyncio.sleep(2 * GRACE / 20)
    assert (await asyncio.wait_for(reader.read(), 10)).endswith(b"4000")


async def test_one_connection_may_ask_again_and_again(connect: Connect) -> None:
    reader, writer = await connect()
    for _ in range(3):
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(1) == b"3"
        await asyncio.sleep(GRACE)


async def test_too_many_are_refused_with_a_line_of_log_and_there_is_room_again(connect: Connect) -> None:
    with capture_logs() as lines:
        holding = [await connect() for _ in range(Quick.most)]
        await asyncio.sleep(0.1)
        reader, _ = await connect()
        assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 503")
    assert "connection_refused" in [line["event"] for line in lines]
    for _, writer in holding:
        writer.close()
    await asyncio.sleep(0.2)
    reader, writer = await connect()
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (await asyncio.wait_for(reader.read(), 5)).endswith(b"0")
