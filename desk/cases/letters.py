"""What the citizen was told of an event of a case, as a letter on paper (pure)."""

from datetime import date

from cases.notices.texts import day, subject
from cases.schemas import CaseEvent, CaseView
from cases.states import RULES
from cases.views import told_details


def is_letter(event: CaseEvent) -> bool:
    """Whether the citizen is told of it."""
    return RULES[event.action].notice is not None


def letter(view: CaseView, event: CaseEvent, today: date, status: str) -> tuple[str, list[str]]:
    """Title and lines of the letter; ``status`` is the address where the case is looked up."""
    kind = RULES[event.action].notice
    assert kind is not None  # `is_letter` has said so
    to = f"{view.statement.name} 您好：" if view.statement else "您好："
    roc = f"中華民國 {today.year - 1911} 年 {today.month} 月 {today.day} 日"
    return subject(kind, view.number), [
        f"高雄市政府勞工局　{view.unit}",
        f"日期：{roc}",
        f"案件編號：{view.number}",
        "",
        to,
        "",
        told_details(event.details) or event.action.label,
        "",
        *([f"回覆期限：{day(view.due.date)}"] if view.state.is_open else []),
        f"查詢進度（要用案件編號與查詢碼）：{status}",
        "有疑問請撥 1999 轉勞工局，說案件編號就可以。",
    ]
