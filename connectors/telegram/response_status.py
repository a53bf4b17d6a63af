"""Telegram's answers by their status: the library reads 5xx, 429 and an unknown 4xx as one kind of error."""

from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError, RetryAfter
from telegram.request import HTTPXRequest

# A 429 without a time (a proxy's) is a clear no as well.
_WAIT_SECONDS = 5


class Broken(NetworkError):
    """A 5xx: the message may have been taken before it; the text is the status alone."""


class AnsweredRequest(HTTPXRequest):
    """Requests whose 5xx and 429 are told apart, whatever their bodies hold."""

    async def do_request(self, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        """Status and body of one request.

        Raises:
            Broken: a 5xx. RetryAfter: a 429 that does not say how long to wait.
        """
        status, body = await super().do_request(*arguments, **named)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Broken(f"HTTP {status}")
        if status == HTTPStatus.TOO_MANY_REQUESTS and b"retry_after" not in body:
            raise RetryAfter(_WAIT_SECONDS)
        return status, body
