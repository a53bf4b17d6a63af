"""What can go wrong between a draft and what citizens read."""


class PublicationError(Exception):
    """Base of the errors of this room that are no answer to a form."""


class PublishedMeanwhile(PublicationError):
    """Another publish finished first: look at the gate again."""
