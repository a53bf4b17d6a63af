"""Forms with files, read so that typed texts survive files that are too large."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from cases.attachments import COUNT_LIMIT, MEGABYTE, SIZE_LIMIT
from cases.schemas import Upload
from core.errors import Problem

READ_LIMIT = COUNT_LIMIT * SIZE_LIMIT + MEGABYTE
# A browser shows an answer only after it has sent everything: what is too large is read and dropped.
DRAIN_LIMIT = 8 * READ_LIMIT


@dataclass(frozen=True, slots=True)
class PostedForm:
    """Texts by field name (the last one counts) and files; ``too_large`` when files were dropped unread."""

    texts: dict[str, str]
    uploads: tuple[Upload, ...]
    too_large: bool


async def read_form(request: Request) -> PostedForm:
    """A posted form of either encoding; text fields stand before the files in our pages.

    Raises:
        Problem: it is no form.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await request.form()
        return PostedForm({name: str(value) for name, value in form.items()}, (), False)
    received = 0

    async def within_limit() -> AsyncGenerator[bytes, None]:
        nonlocal received
        async for chunk in request.stream():
            received += len(chunk)
            if received <= READ_LIMIT:
                yield chunk

    parser = MultiPartParser(request.headers, within_limit(), max_files=100, max_fields=100)
    try:
        await parser.parse()
    except MultiPartException:
        if received <= READ_LIMIT:
            raise Problem("表單的內容不完整，請回上一頁再送一次。") from None
    too_large = received > READ_LIMIT
    texts = {name: value for name, value in parser.items if isinstance(value, str)}
    return PostedForm(texts, () if too_large else await _uploads(parser), too_large)


async def _uploads(parser: MultiPartParser) -> tuple[Upload, ...]:
    found = []
    for _, file in parser.items:
        if isinstance(file, UploadFile):
            # Without a chosen file a browser sends an empty one without a name.
            if file.filename:
                found.append(Upload(file.filename, await file.read()))
            await file.close()
    return tuple(found)
