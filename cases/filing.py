"""What becomes of a statement when it is filed: its row, its copy, and what makes two submissions one."""

import uuid
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from cases.errors import InvalidStatement
from cases.models import CaseRow
from cases.receipts import copy_of
from cases.row_mapping import CaseFile
from cases.schemas import CaseState, Origin, Route, Statement
from core.clock import local_day

_STATEMENT = TypeAdapter(Statement)


def copy(case: CaseFile) -> str:
    """The copy of what was filed; files that were added later are not part of it."""
    assert case.statement is not None
    filed = [attachment for attachment in case.attachments if attachment.added_at == case.row.filed_at]
    return copy_of(case.row.number, case.row.filed_at, case.row.channel, case.statement, filed)


def content_of(statement: Statement, origin: Origin) -> str:
    """What makes two submissions the same: everything but the moment of consent."""
    timeless = replace(statement, consented_at=datetime.min)
    return f"{origin.channel}\n{origin.conversation_id or ''}\n{_STATEMENT.dump_json(timeless).decode()}"


def require_fileable(statement: Statement) -> None:
    """Refuse what no form can help.

    Raises:
        InvalidStatement: an emergency, or nobody to answer to.
    """
    if statement.route is Route.EMERGENCY:
        raise InvalidStatement(Route.EMERGENCY.leads_to)
    if not (statement.phone or statement.email or statement.second_contact):
        sentence = "電話和電子郵件請至少留一個，不然同仁無法回覆您"
        raise InvalidStatement(sentence, fields={"phone": sentence})


def new_row(
    sealed: str,
    statement: Statement,
    origin: Origin,
    number: str,
    now: datetime,
    key: str,
    fingerprint: str,
    danger: str,
) -> CaseRow:
    """A case as it begins; `CaseStore.follow` fills in what its first event says."""
    return CaseRow(
        id=uuid.uuid4().hex,
        number=number,
        route=statement.route.value,
        category=statement.category,
        channel=origin.channel,
        conversation_id=origin.conversation_id,
        statement=sealed,
        danger=danger,
        digest="",
        key=key,
        fingerprint=fingerprint,
        code_version=1,
        filed_at=now,
        state=CaseState.RECEIVED.value,
        unit="",
        person="",
        deputies=[],
        due_on=local_day(now),
        due_reasons=[],
        paused=False,
        extended=False,
        updated_at=now,
    )
