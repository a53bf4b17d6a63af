"""Files that are still coming have a limit of their own on the disk, and nobody takes all of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from web.body_limits import BodyLimit
from web.staging import SHARE, NoRoom, Staging
from web.uploads import read_form

HERE, THERE, PROXY = "1.2.3.4", "1.2.3.5", "10.0.0.1"
EDGE = b"--edge"
MOST, LIMIT = 40_000, 1_000_000


def test_all_together_have_the_room_and_give_it_back() -> None:
    staging = Staging(100)
    with staging.place(PROXY) as first, staging.place(PROXY) as second:
        first(60)
        with pytest.raises(NoRoom):
            second(50)
        assert staging.taken == 60
    assert staging.taken == 0


def test_one_address_has_a_part_and_leaves_the_rest_to_others() -> None:
    staging = Staging(100)
    with staging.place(HERE) as greedy, staging.place(HERE) as again, staging.place(THERE) as other:
        greedy(100 // SHARE)
        with pytest.raises(NoRoom):
            again(1)
        other(100 // SHARE)


def test_what_comes_after_it_was_full_takes_no_room() -> None:
    staging = Staging(100)
    with staging.place(PROXY) as take:
        with pytest.raises(NoRoom):
            take(101)
        take(50)
        assert staging.taken == 0


def _scope(path: str) -> dict[str, Any]:
    kind = [(b"content-type", b"multipart/form-data; boundary=edge")]
    return {"type": "http", "method": "POST", "path": path, "headers": kind, "client": (PROXY, 1)}


class _Browser:
    """Sends a form with a text and a file of ``size`` bytes in pieces, and reads the answer."""

    def __init__(self, size: int) -> None:
        self._pieces = self._form(size)
        self.status, self.body, self.sent_all = 0, b"", False

    @staticmethod
    def _form(size: int) -> Iterator[bytes]:
        head = EDGE + b'\r\nContent-Disposition: form-data; name="'
        yield head + b'what"\r\n\r\n' + "老闆沒給加班費".encode() + b"\r\n"
        yield head + b'files"; filename="a.pdf"\r\n\r\n'
        for _ in range(size // 1000):
            yield bytes(1000)
        yield b"\r\n" + EDGE + b"--\r\n"

    async def receive(self) -> dict[str, Any]:
        piece = next(self._pieces, None)
        self.sent_all = piece is None
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")


async def _told(scope: Scope, receive: Receive, send: Send) -> None:
    form = await read_form(Request(scope, receive))
    told = form.dropped.detail if form.dropped else "收到"
    await PlainTextResponse(f"{form.texts['what']} {len(form.files)} {told}")(scope, receive, send)


@pytest.mark.parametrize(("size", "files", "told"), [(30_000, 1, "收到"), (50_000, 0, "請過一分鐘再送一次")])
async def test_a_form_for_which_there_is_no_room_keeps_its_words_and_says_so(
    size: int, files: int, told: str
) -> None:
    staging, browser = Staging(MOST), _Browser(size)
    app = BodyLimit(_told, {"/cases/new/send": LIMIT}, staging=staging, staged={"/cases/new/send"})
    await app(_scope("/cases/new/send"), browser.receive, browser.send)
    said = browser.body.decode()
    assert said.startswith(f"老闆沒給加班費 {files}") and told in said
    # A browser shows an answer only after it has sent everything.
    assert browser.sent_all and staging.taken == 0


async def test_what_is_kept_in_memory_takes_no_room_on_the_disk() -> None:
    staging, browser = Staging(MOST), _Browser(50_000)
    app = BodyLimit(_told, {"/webhooks/line": LIMIT}, staging=staging, staged={"/cases/new/send"})
    await app(_scope("/webhooks/line"), browser.receive, browser.send)
    assert browser.body.decode().startswith("老闆沒給加班費 1")
