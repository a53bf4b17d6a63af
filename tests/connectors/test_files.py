"""Photos and documents on every channel: into the form under way, or a plain word that they cannot be used."""

import pytest

from connectors.contract import File
from connectors.facebook.connector import FacebookConnector
from tests.connectors.conftest import Desk
from tests.one_database import database  # noqa: F401

USER = "1001"


async def _say(desk: Desk, *texts: str) -> None:
    for text in texts:
        await desk.post(desk.platform.text_event(USER, text))
        await desk.settle()


async def _send_picture(desk: Desk) -> str:
    await desk.post(desk.platform.attachment_event(USER))
    await desk.settle()
    return "\n".join(desk.platform.texts_to(USER)[-4:])


async def test_a_picture_goes_with_the_form_that_is_filled_in(desk: Desk) -> None:
    await _say(desk, "我要陳情", "檢舉公司違反勞動法令", "同意")
    told = await _send_picture(desk)
    assert "收到第 1 個附件" in told
    assert "（第 3 題" in told


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"\xff\xd8\xff\xe0" + b"0" * 10_485_761])
async def test_a_file_that_cannot_be_taken_is_refused_and_the_form_goes_on(
    desk: Desk, content: bytes
) -> None:
    desk.platform.content = content
    await _say(desk, "我要陳情", "檢舉公司違反勞動法令", "同意")
    told = await _send_picture(desk)
    assert "收到第" not in told
    assert "（第 3 題" in told


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a.jpg",
        "https://scontent.fbcdn.net.evil.example/a.jpg",
        "http://scontent.fbcdn.net/a.jpg",
        "https://127.0.0.1/latest/meta-data",
        "file:///etc/passwd",
        "not a url",
        "http://[",
    ],
)
async def test_messenger_files_come_from_the_hosts_of_the_platform_only(url: str) -> None:
    connector = FacebookConnector(
        "s", "t", "https://graph.facebook.com", "v24.0", "https://labor.example", "v"
    )
    assert await connector.content(File(url, "a")) is None
    await connector.close()
