"""What other systems are told of a case, in an event and in an answer alike: nothing of the person."""

from datetime import date, datetime

from cases.enums import CaseState, Route


def outward(
    number: str, route: Route | str, state: CaseState | str, unit: str, filed_at: datetime, due_on: date
) -> dict[str, object]:
    """The fields of a case that every other system gets, ready for JSON; days and moments in ISO 8601."""
    return {
        "number": number,
        "kind": str(route),
        "state": str(state),
        "unit": unit,
        "filed_at": filed_at.isoformat(),
        "due_on": due_on.isoformat(),
    }
