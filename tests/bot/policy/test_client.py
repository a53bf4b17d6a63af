"""Asking several Rasas: all at once, past the dead ones, and back when they are back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.policy import client as module
from bot.policy.client import RasaClient, RasaUnavailable
from tests.conftest import free_port

BODY = b'{"actions": ["action_greet"]}'


@dataclass
class Rasa:
    """A server that answers every request the same, or never; it counts them."""

    port: int
    asked: int = 0
    silent: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
                self.asked += 1
                await asyncio.sleep(30 if self.silent else 0.02)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def _running(silent: bool = False, port: int = 0) -> AsyncIterator[Rasa]:
    rasa = Rasa(port or free_port(), silent=silent)
    server = await asyncio.start_server(rasa.serve, "127.0.0.1", rasa.port)
    try:
        yield rasa
    finally:
        server.close()


@pytest.fixture
async def client() -> AsyncIterator[Callable[..., RasaClient]]:
    made: list[RasaClient] = []

    def make(*addresses: str, timeout: float = 2.0) -> RasaClient:
        made.append(RasaClient(addresses, "token", timeout))
        return made[-1]

    yield make
    for one in made:
        await one.close()


def _ask(client: RasaClient) -> Awaitable[tuple[str, ...]]:
    return client.next_actions("greet", {"topic": False})


async def test_many_messages_at_once_are_all_decided_by_rasa(client: Callable[..., RasaClient]) -> None:
    async with _running() as rasa:
        asking = client(rasa.address)
        found = await asyncio.gather(*(_ask(asking) for _ in range(16)))
        assert found == [("action_greet",)] * 16


async def test_several_are_asked_in_turns(client: Callable[..., RasaClient]) -> None:
    async with _running() as one, _running() as other:
        asking = client(one.address, other.address)
        for _ in range(6):
            await _ask(asking)
        assert (one.asked, other.asked) == (3, 3)


async def test_a_dead_one_is_passed_over(client: Callable[..., RasaClient]) -> None:
    async with _running() as rasa:
        asking = client(f"http://127.0.0.1:{free_port()}", rasa.address)
        assert [await _ask(asking) for _ in range(4)] == [("action_greet",)] * 4


async def test_a_silent_one_costs_its_share_of_the_time_once(client: Callable[..., RasaClient]) -> None:
    async with _running(silent=True) as silent, _running() as rasa:
        asking = client(silent.address, rasa.address, timeout=0.6)
        assert [await _ask(asking) for _ in range(4)] == [("action_greet",)] * 4
        assert silent.asked == 1


async def test_when_none_answers_it_is_said_and_a_later_message_finds_the_one_that_is_back(
    client: Callable[..., RasaClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REST_SECONDS", 0.1)
    port = free_port()
    asking = client(f"http://127.0.0.1:{port}")
    with pytest.raises(RasaUnavailable):
        await _ask(asking)
    async with _running(port=port):
        with pytest.raises(RasaUnavailable):
            await _ask(asking)
        await asyncio.sleep(0.15)
        assert await _ask(asking) == ("action_greet",)
