"""What staff have to do, as the desk shows it."""

from dataclasses import dataclass
from datetime import date

from cases.enums import TaskKind, TaskState
from cases.staff_reminders.models import StaffTaskRow


@dataclass(frozen=True, slots=True)
class StaffTask:
    """A task; ``text`` names nobody, ``subject`` what it is about (a case, an entry)."""

    id: int
    kind: TaskKind
    state: TaskState
    text: str
    subject: str
    unit: str
    case_id: str | None
    due_on: date | None

    @classmethod
    def of(cls, row: StaffTaskRow) -> "StaffTask":
        """The task that ``row`` holds."""
        return cls(
            row.id,
            TaskKind(row.kind),
            TaskState(row.state),
            row.text,
            row.subject,
            row.unit,
            row.case_id,
            row.due_on,
        )
