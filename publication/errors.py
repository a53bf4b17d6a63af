"""What can go wrong between a draft and what citizens read."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from core.errors import Problem


class PublicationError(Exception):
    """Base of the errors of this room that are no answer to a form."""


class PublishedMeanwhile(PublicationError):
    """Another publish finished first: look at the gate again."""


class NotNow(Problem):
    """Another publication is under way, or this one is not in the state for it."""

    status = HTTPStatus.CONFLICT


class Conflict(Problem):
    """Someone else was faster; ``theirs`` is the text now, ``yours`` the one that was not taken."""

    status = HTTPStatus.CONFLICT

    def __init__(self, detail: str, theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> None:
        super().__init__(detail)
        self.theirs, self.yours = theirs, yours


class NotAllowed(Problem):
    """The state of the draft, or who asks, does not allow it."""

    status = HTTPStatus.CONFLICT


class NothingChosen(Problem):
    """No question is left to settle: someone else was faster."""

    status = HTTPStatus.CONFLICT
