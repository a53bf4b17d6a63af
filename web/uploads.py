"""Forms with files, read so that typed texts survive files that are too large."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from cases.attachments import COUNT_LIMIT, MEGABYTE, SIZE_LIMIT
from cases.schemas import Upload
from core.errors import Problem
from web.staging import NoRoom

READ_LIMIT = COUNT_LIMIT * SIZE_LIMIT + MEGABYTE
# A browser shows an answer only after it has sent everything: what is too large is read and dropped.
DRAIN_LIMIT = 8 * READ_LIMIT
TOO_LARGE = (
    f"附件合計超過 {READ_LIMIT // MEGABYTE} MB，沒有收到。您寫的內容還在："
    f"每個檔案最多 {SIZE_LIMIT // MEGABYTE} MB、最多 {COUNT_LIMIT} 個，請換檔案後再送一次。"
)

# So many forms have their files in memory at once; those of others wait on the disk, where they were
# spooled as they came.
_ROOM = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class PostedForm:
    """Texts by field name (the last one counts) and files; ``dropped`` says why files were not kept."""

    texts: dict[str, str]
    files: tuple[UploadFile, ...]
    dropped: Problem | None = None

    @asynccontextmanager
    async def uploads(self) -> AsyncIterator[tuple[Upload, ...]]:
        """The files with their contents, as long as they are needed; then they are gone from the disk."""
        if not self.files:
            yield ()
            return
        async with _ROOM:
            try:
                yield tuple([Upload(file.filename or "", await file.read()) for file in self.files])
            finally:
                for file in self.files:
                    await file.close()


async def read_form(request: Request) -> PostedForm:
    """A posted form of either encoding; text fields stand before the files in our pages.

    Raises:
        Problem: it is no form.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await request.form()
        return PostedForm({name: str(value) for name, value in form.items()}, ())
    received, dropped = 0, None

    async def within_limit() -> AsyncGenerator[bytes, None]:
        nonlocal received, dropped
        try:
            async for chunk in request.stream():
                received += len(chunk)
                if received <= READ_LIMIT:
                    yield chunk
                else:
                    dropped = Problem(TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)
        except NoRoom as full:
            dropped = Problem(full.detail, HTTPStatus.SERVICE_UNAVAILABLE)
            async for _ in request.stream():
                pass

    parser = MultiPartParser(request.headers, within_limit(), max_files=100, max_fields=100)
    try:
        await parser.parse()
    except MultiPartException:
        if dropped is None:
            raise Problem("表單的內容不完整，請回上一頁再送一次。") from None
    texts = {name: value for name, value in parser.items if isinstance(value, str)}
    if any("\0" in text for text in texts.values()):
        raise Problem("內容裡有 NUL 字元，無法處理：請刪掉後再送一次。")
    # Without a chosen file a browser sends an empty one without a name.
    files = tuple(file for _, file in parser.items if isinstance(file, UploadFile) and file.filename)
    return PostedForm(texts, () if dropped else files, dropped)
