"""The files of an incoming message, fetched from the platform within the time that an answer may wait."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from cases.schemas import Upload
from connectors.contract import ChatConnector, File

# For all files of a message: less than a lane is leased for.
_FILES_SECONDS = 12.0


async def uploads_of(chat: ChatConnector, files: Sequence[File]) -> list[Upload | None]:
    """Every file, None for one that cannot be had in time."""
    uploads: list[Upload | None] = [None] * len(files)
    with suppress(TimeoutError):
        async with asyncio.timeout(_FILES_SECONDS):
            for number, file in enumerate(files):
                if content := await chat.content(file):
                    uploads[number] = Upload(file.name, content)
    return uploads
