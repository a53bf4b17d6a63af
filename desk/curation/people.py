"""Staff as the knowledge base records them."""

from desk.auth.permissions import Staff
from publication.schemas import Person


def person(staff: Staff) -> Person:
    """Who did it, for revisions and drafts."""
    return Person(staff.id, staff.name)
