"""Signed webhooks that come in small pieces, with a length that is wrong, or one byte at a time."""

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.attacks.conftest import Besieged
from tests.platforms import PLATFORMS, Platform

_USER = "9301"


@pytest.fixture(params=PLATFORMS, ids=lambda platform: platform.name)
def platform(request: pytest.FixtureRequest) -> Platform:
    """Only its webhooks; it is not running."""
    made: Platform = request.param()
    return made


def _pieces(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.mark.parametrize(("signed", "status"), [(True, 200), (False, 401)])
def test_a_webhook_in_pieces_is_the_same_webhook(
    besieged: Besieged, platform: Platform, signed: bool, status: int
) -> None:
    body, headers = platform.webhook(platform.text_event(_USER, "加班費怎麼算"), signed=signed)
    url = f"{besieged.address}/webhooks/{platform.name}"
    whole = httpx.post(url, content=body, headers=headers)
    pieces = httpx.post(url, content=_pieces(body, 3), headers=headers)
    assert "transfer-encoding" in pieces.request.headers
    assert whole.status_code == pieces.status_code == status
    assert not besieged.faults()


def test_a_webhook_that_comes_slowly_holds_up_no_other(besieged: Besieged, platform: Platform) -> None:
    body, headers = platform.webhook(platform.text_event(_USER, "您好"))
    host = urlsplit(besieged.address)
    lines = [
        f"POST /webhooks/{platform.name} HTTP/1.1",
        f"Host: {host.netloc}",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    with socket.create_connection((host.hostname, host.port), timeout=20) as slow:
        slow.sendall("\r\n".join([*lines, "", ""]).encode())
        for piece in _pieces(body, -(-len(body) // 5)):
            slow.sendall(piece)
            time.sleep(0.05)
            other, signs = platform.webhook(platform.text_event(_USER + "1", "您好"))
            url = f"{besieged.address}/webhooks/{platform.name}"
            assert httpx.post(url, content=other, headers=signs).is_success
        assert slow.recv(1024).startswith(b"HTTP/1.1 200")
    assert not besieged.faults()


def test_a_webhook_whose_body_never_ends_as_promised_is_not_stored(
    besieged: Besieged, platform: Platform
) -> None:
    body, headers = platform.webhook(platform.text_event(_USER, "您好"))
    host = urlsplit(besieged.address)
    lines = [f"POST /webhooks/{platform.name} HTTP/1.1", f"Host: {host.netloc}", "Content-Length: 100000"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection((host.hostname, host.port), timeout=20) as cut:
        cut.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        cut.shutdown(socket.SHUT_WR)
        answer = cut.recv(1024)
    assert not answer.startswith(b"HTTP/1.1 2")
    assert not besieged.faults()
