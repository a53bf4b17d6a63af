"""Frames of the web chat: each is answered or the socket closed with a word, and the next one is answered."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.attacks import nasty
from tests.attacks.conftest import Besieged

_SECONDS = 20
_GENUINE = (
    {"text": "加班費怎麼算", "id": "a"},
    {"type": "resume", "session": "x.y"},
    {"text": "你好", "session": None},
)


@pytest.fixture
def address(besieged: Besieged) -> Iterator[str]:
    yield f"{besieged.address.replace('http', 'ws', 1)}/ws/chat"
    assert not besieged.faults()


def _is_alive(socket: ClientConnection) -> bool:
    socket.send(json.dumps({"text": "你好", "id": "alive"}))
    while True:
        frame = json.loads(socket.recv(_SECONDS))
        if frame.get("id") == "alive" and ("messages" in frame or frame.get("type") == "error"):
            return True


@pytest.mark.parametrize("place", range(len(nasty.RAW)))
def test_a_frame_that_is_no_message_leaves_the_socket_open_or_closes_it_in_order(
    address: str, place: int
) -> None:
    raw = nasty.RAW[place]
    for frame in (raw, raw.decode("utf-8", "replace")):  # a binary frame and a text one
        with connect(address, max_size=None) as socket:
            socket.send(frame)
            try:
                assert _is_alive(socket)
            except ConnectionClosed as closed:
                assert closed.rcvd and closed.rcvd.code in (1003, 1007, 1009), raw[:40]


def test_frames_of_any_shape(address: str) -> None:
    with connect(address, max_size=None) as socket:

        @nasty.BOUNDED
        @given(st.sampled_from(_GENUINE), nasty.JSON, st.integers(0, 6))
        def attack(frame: dict[str, Any], value: Any, place: int) -> None:
            socket.send(nasty.encoded(nasty.changed(frame, value, place)).decode())

        attack()
        assert _is_alive(socket)


def test_a_frame_with_a_key_twice_is_answered(address: str) -> None:
    with connect(address, max_size=None) as socket:
        socket.send('{"text": "你好", "text": ["x"], "id": "a", "id": "b"}')
        assert _is_alive(socket)
