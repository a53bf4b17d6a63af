"""Files of a form wait on the disk until there is room for them in memory."""

import asyncio
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request

from cases.attachments import MEGABYTE
from core.errors import Problem
from web.uploads import PostedForm, read_form

EDGE = b"--edge"
STEP = 64 * 1024


def _form(content: bytes, text: str = "王小明") -> Request:
    """A form with a text and a file, as it arrives in pieces."""
    head = b'\r\nContent-Disposition: form-data; name="'

    def pieces() -> Iterator[bytes]:
        yield EDGE + head + b'name"\r\n\r\n' + text.encode() + b"\r\n" + EDGE + head
        yield b'files"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        for start in range(0, len(content), STEP):
            yield content[start : start + STEP]
        yield b"\r\n" + EDGE + b"--\r\n"

    waiting = pieces()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        piece = next(waiting, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    kind = [(b"content-type", b"multipart/form-data; boundary=edge")]
    return Request({"type": "http", "method": "POST", "headers": kind}, receive)


async def test_texts_and_files_come_as_they_were_sent() -> None:
    form = await read_form(_form(b"%PDF-1.7 x"))
    assert form.texts == {"name": "王小明"} and form.dropped is None
    async with form.uploads() as uploads:
        assert [(upload.name, upload.content) for upload in uploads] == [("a.pdf", b"%PDF-1.7 x")]


async def test_a_nul_in_a_text_is_refused_and_in_a_file_is_not() -> None:
    with pytest.raises(Problem, match="NUL"):
        await read_form(_form(b"x", "a\0b"))
    assert (await read_form(_form(b"x\0y"))).files


async def test_many_large_forms_at_once_do_not_fill_the_memory() -> None:
    size, forms = 4 * MEGABYTE, 24
    content, most_at_once, at_once = b"%PDF-1.7" + bytes(size), 0, 0

    async def send() -> PostedForm:
        nonlocal most_at_once, at_once
        form = await read_form(_form(content))
        async with form.uploads() as (upload,):
            at_once += 1
            most_at_once = max(most_at_once, at_once)
            assert len(upload.content) == len(content)
            await asyncio.sleep(0.02)
            at_once -= 1
        return form

    tracemalloc.start()
    try:
        await asyncio.gather(*(send() for _ in range(forms)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most_at_once <= 2
    # What is spooled in memory first, a megabyte each at most, and the few that are read.
    assert peak < forms * 2 * MEGABYTE + 4 * size
    assert peak < forms * size
