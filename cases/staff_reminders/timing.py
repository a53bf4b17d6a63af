"""Which reminder a case owes its people today; pure.

Seven days before the due date the person in charge is told, three days before the first deputy too,
one day before the second, and on every working day after it one level more, up to the supervisor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BEFORE = (7, 3, 1)
IsClosed = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Reminder:
    """``days`` before the due date, or working days after it (negative); ``level`` people are told."""

    due: date
    days: int
    level: int

    @property
    def key(self) -> str:
        """The same for the same reminder, so that it is sent once; a new due date brings new ones."""
        return f"{self.due.isoformat()}:{self.days}"


def reminder(due: date, today: date, is_closed: IsClosed) -> Reminder | None:
    """The most urgent reminder whose day has come; None on closed days and while there is time.

    A threshold on a closed day is reached on the working day before it, so that nobody is told later
    than ``days`` before. What was missed is not made up for: only the newest state counts.
    """
    if is_closed(today):
        return None
    if today > due:
        overdue = sum(not is_closed(due + timedelta(days=n)) for n in range(1, (today - due).days + 1))
        return Reminder(due, -overdue, len(BEFORE) + overdue)
    reached = [days for days in BEFORE if today >= working_day_before(due - timedelta(days=days), is_closed)]
    if not reached:
        return None
    nearest = min(reached)
    return Reminder(due, nearest, BEFORE.index(nearest) + 1)


def working_day_before(day: date, is_closed: IsClosed) -> date:
    """``day``, or the last working day before it."""
    while is_closed(day):
        day -= timedelta(days=1)
    return day


def told(level: int, person: str, deputies: Sequence[str], supervisors: Sequence[str]) -> tuple[str, ...]:
    """Who is told at ``level``: the person, then a deputy more each level, at last the supervisors.

    With nobody in charge, or when the deputies are used up, it is the supervisors' turn.
    """
    chain = [name for name in (person, *deputies) if name]
    if level > len(chain):
        return tuple(dict.fromkeys((*chain, *supervisors)))
    return tuple(dict.fromkeys(chain[:level]))
