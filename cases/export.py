"""A case on paper or as data: the whole file for the case team, and what may go to the employer's side."""

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from cases import form_answers
from cases.action_questions import GROUNDS
from cases.questions import BY_NAME
from cases.schemas import CaseEvent, CaseView, Statement, Viewer
from cases.views import DETAIL_NAMES
from cases.visibility import shown_to
from core.clock import local_time
from core.questions.wording import shown


class Export(StrEnum):
    """What is exported."""

    TEXT = "text"
    JSON = "json"
    EMPLOYER = "employer"


_REVIEW = "※ 本件陳情人要求保密。送出前請承辦人再讀一次：從時間、地點、職務也可能看得出是誰。"
_TO_EMPLOYER = ("when", "where", "employer", "what", "wish")


def case_file(case: CaseView) -> str:
    """Everything of a case as text, for the case team."""
    statement = case.statement
    told = (
        form_answers.read_back(form_answers.to_draft(statement, case.origin.channel))
        if statement
        else "（個資已刪除）"
    )
    parts = (
        f"案號：{case.number}　狀態：{case.state.label}",
        f"收件：{local_time(case.filed_at)}　期限：{case.due.date}",
        *(f"　・{reason}" for reason in case.due.reasons),
        f"承辦：{case.unit or '未分派'} {case.person}　代理：{'、'.join(case.deputies) or '無'}",
        "【陳述內容】",
        told,
        "【附件】",
        *(
            f"{file.name}（{file.kind}，{file.size} 位元組，SHA-256 {file.digest}）"
            for file in case.attachments
        ),
        "【經過】",
        *map(_event_line, case.events),
    )
    return "\n".join(parts)


def _event_line(event: CaseEvent) -> str:
    details = "；".join(
        f"{DETAIL_NAMES.get(name, name)}：{GROUNDS.get(text, text) if name == 'ground' else text}"
        for name, text in event.details.items()
    )
    return f"{local_time(event.at)} {event.action.label}（{event.actor.name}）{details}".rstrip()


def case_data(case: CaseView) -> str:
    """Everything of a case as JSON, for the case team."""
    return json.dumps(asdict(case), ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def employer_side(number: str, statement: Statement) -> str:
    """What the employer may be shown of a statement: never contacts, and no confidential complainant.

    The complainant is named only where the citizen said that the company may know.
    """
    visible = shown_to(statement, Viewer.EMPLOYER)
    lines = [f"案號：{number}", f"類別：{statement.category}"]
    lines += [
        f"{field.label}\n{shown(field, getattr(visible, field.name))}"
        for field in map(BY_NAME.__getitem__, _TO_EMPLOYER)
    ]
    lines.append(_REVIEW if statement.confidential else f"申訴人：{visible.name}")
    return "\n".join(lines)
