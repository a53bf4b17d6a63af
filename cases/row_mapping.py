"""Rows of the cases as the dataclasses that flow, sealed and opened by the vault."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from cases.models import AttachmentRow, CaseAuditRow, CaseRow, EventRow, NoticeRow
from cases.schemas import (
    Action,
    Actor,
    ActorKind,
    Attachment,
    AuditEntry,
    CaseEvent,
    CaseState,
    CaseSummary,
    Notice,
    Origin,
    Route,
    Statement,
)
from core.encryption import Vault

_STATEMENT = TypeAdapter(Statement)
_ACTOR = TypeAdapter(Actor)
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything of one case, opened; ``statement`` is None once the person was erased."""

    row: CaseRow
    statement: Statement | None
    events: tuple[CaseEvent, ...]
    attachments: tuple[Attachment, ...]

    @property
    def origin(self) -> Origin:
        """Where it came from."""
        return Origin(self.row.channel, self.row.conversation_id)


def as_json(actor: Actor) -> dict[str, object]:
    """An actor as it is stored; a citizen is named nowhere."""
    return asdict(actor)


def summary(row: CaseRow) -> CaseSummary:
    """A row of a list."""
    return CaseSummary(
        id=row.id,
        number=row.number,
        route=Route(row.route),
        category=row.category,
        state=CaseState(row.state),
        unit=row.unit,
        person=row.person,
        deputies=tuple(row.deputies),
        filed_at=row.filed_at,
        due=row.due_on,
        paused=row.paused,
        extended=row.extended,
        danger=row.danger,
    )


def actor_of(stored: dict[str, Any]) -> Actor:
    """A stored actor."""
    return _ACTOR.validate_python(stored)


def audit_entry(row: CaseAuditRow) -> AuditEntry:
    """A stored line of the audit."""
    return AuditEntry(row.at, actor_of(row.actor), row.what, row.reason)


def audit_row(case_id: str | None, actor: Actor, what: str, now: datetime, reason: str = "") -> CaseAuditRow:
    """One line of the audit."""
    return CaseAuditRow(case_id=case_id, at=now, actor=as_json(actor), what=what, reason=reason)


class Records:
    """Seals what is written and opens what is read."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal_statement(self, statement: Statement) -> str:
        """A statement as it is stored."""
        return self._vault.seal(_STATEMENT.dump_json(statement).decode())

    def event_row(self, case_id: str, event: CaseEvent) -> EventRow:
        """An event as it is stored."""
        return EventRow(
            case_id=case_id,
            action=event.action.value,
            at=event.at,
            actor=as_json(event.actor),
            details=self.seal_mapping(event.details),
        )

    def notice_row(self, case_id: str, event_id: int, notice: Notice, now: datetime) -> NoticeRow:
        """A notice that waits to be sent."""
        return NoticeRow(
            case_id=case_id,
            event_id=event_id,
            kind=notice.kind.value,
            facts=self.seal_mapping(notice.facts),
            state=PENDING,
            created_at=now,
        )

    def open_mapping(self, sealed: str | None) -> dict[str, str]:
        """Details of an event or facts of a notice; empty once the person was erased."""
        return json.loads(self._vault.open(sealed)) if sealed else {}

    def event(self, row: EventRow) -> CaseEvent:
        """A stored event."""
        return CaseEvent(Action(row.action), row.at, actor_of(row.actor), self.open_mapping(row.details))

    def attachment(self, row: AttachmentRow) -> Attachment:
        """A stored attachment, without its bytes."""
        name, by = self._vault.open(row.name), ActorKind(row.added_by)
        return Attachment(row.id, name, row.kind, row.size, row.digest, row.added_at, by)

    def attachment_row(self, case_id: str, attachment: Attachment) -> AttachmentRow:
        """An attachment as it is stored."""
        return AttachmentRow(
            id=attachment.id,
            case_id=case_id,
            name=self._vault.seal(attachment.name),
            kind=attachment.kind,
            size=attachment.size,
            digest=attachment.digest,
            added_at=attachment.added_at,
            added_by=attachment.added_by.value,
        )

    def case_file(
        self, row: CaseRow, events: Sequence[EventRow], attachments: Sequence[AttachmentRow]
    ) -> CaseFile:
        """A case with its events and attachments, all in order."""
        statement = _STATEMENT.validate_json(self._vault.open(row.statement)) if row.statement else None
        return CaseFile(
            row, statement, tuple(map(self.event, events)), tuple(map(self.attachment, attachments))
        )

    def seal_mapping(self, mapping: Mapping[str, str]) -> str | None:
        """Details or facts as they are stored."""
        return self._vault.seal(json.dumps(dict(mapping), ensure_ascii=False)) if mapping else None
