"""How near a due date is, in a word and a class name: never by colour alone (pure)."""

from dataclasses import dataclass
from datetime import date

from cases.schemas import CaseSummary

SOON = 3


@dataclass(frozen=True, slots=True)
class Urgency:
    """``level`` is overdue, soon, waiting, calm or done; ``text`` says it in words."""

    level: str
    text: str


def urgency(case: CaseSummary, today: date) -> Urgency:
    """Where ``case`` stands on ``today`` (local date)."""
    if not case.state.is_open:
        return Urgency("done", case.state.label)
    if case.paused:
        return Urgency("waiting", "期限暫停")
    days = (case.due - today).days
    if days < 0:
        return Urgency("overdue", f"逾期 {-days} 天")
    if days == 0:
        return Urgency("soon", "今天到期")
    return Urgency("soon" if days <= SOON else "calm", f"還有 {days} 天")
