"""Fetching a file from a platform: never more than a case takes, never from anywhere else."""

import httpx
import structlog

from cases.attachments import SIZE_LIMIT

log = structlog.get_logger()


async def download(http: httpx.AsyncClient, url: str, headers: dict[str, str] | None = None) -> bytes | None:
    """The content at ``url``, None when it cannot be had or is over `SIZE_LIMIT` bytes.

    Redirects are not followed: they could lead to another host.
    """
    content = bytearray()
    try:
        async with http.stream("GET", url, headers=headers, follow_redirects=False) as response:
            if response.status_code != httpx.codes.OK:
                log.info("file_not_fetched", status=response.status_code)
                return None
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > SIZE_LIMIT:
                    return None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.info("file_not_fetched", reason=type(error).__name__)
        return None
    return bytes(content)
