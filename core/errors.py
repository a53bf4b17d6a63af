"""Errors that a client may see, as RFC 9457 problem details."""

from collections.abc import Mapping
from http import HTTPStatus


class Problem(Exception):
    """Base of the errors that are told to the client: a status and a sentence on what to do."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(
        self, detail: str, status: HTTPStatus | None = None, fields: Mapping[str, str] | None = None
    ) -> None:
        """``fields`` says what is wrong with each field of the input."""
        super().__init__(detail)
        self.detail = detail
        self.fields = dict(fields or {})
        self.headers: dict[str, str] = {}
        self.status = status or type(self).status


class NotFound(Problem):
    """What was asked for does not exist."""

    status = HTTPStatus.NOT_FOUND


class BadLink(Problem):
    """A signed link that was not made here, or is too old."""

    status = HTTPStatus.NOT_FOUND


class Unavailable(Problem):
    """Something that the answer needs is away for the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class Unauthorized(Problem):
    """The caller did not show the right token."""

    status = HTTPStatus.UNAUTHORIZED


class BadSession(Problem):
    """The chat session token was not issued here."""

    status = HTTPStatus.BAD_REQUEST
