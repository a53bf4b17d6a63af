"""What can go wrong between a draft and what citizens read."""

from http import HTTPStatus

from core.errors import Problem


class PublicationError(Exception):
    """Base of the errors of this room that are no answer to a form."""


class PublishedMeanwhile(PublicationError):
    """Another publish finished first: look at the gate again."""


class NotNow(Problem):
    """Another publication is under way, or this one is not in the state for it."""

    status = HTTPStatus.CONFLICT
