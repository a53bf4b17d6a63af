"""One case read and written whole, in the caller's transaction: events append, the row follows.

Here alone an event of a case becomes a happening that other systems are told.
"""

import asyncio
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository
from cases.attachments import AttachmentStore, Checked
from cases.clock import due
from cases.enums import Action
from cases.external_view import outward
from cases.messaging import Ways
from cases.models import CaseRow
from cases.notices.repository import letters_of
from cases.policy import CasePolicy
from cases.row_mapping import CaseFile, Records, audit_row
from cases.schemas import Actor, ActorKind, Attachment, CaseEvent, Notice, Statement
from cases.states import notices, progress
from cases.views import settled_at
from core.calendar import Calendar
from core.calendar_service import read_calendar
from core.encryption import Vault
from core.system_events import SystemEvent, happened, unhappened

ERASED = "〔已刪除〕"
# A note is for colleagues only.
_HAPPENINGS = {
    Action.FILE: SystemEvent.CASE_RECEIVED,
    Action.ASK_SUPPLEMENT: SystemEvent.CASE_SUPPLEMENT_REQUESTED,
    Action.SUPPLEMENT: SystemEvent.CASE_SUPPLEMENTED,
    Action.ACCEPT: SystemEvent.CASE_ACCEPTED,
    Action.ASSIGN: SystemEvent.CASE_ASSIGNED,
    Action.TRANSFER: SystemEvent.CASE_TRANSFERRED,
    Action.REFUSE: SystemEvent.CASE_REFUSED,
    Action.ANSWER: SystemEvent.CASE_REPLIED,
    Action.EXTEND: SystemEvent.CASE_EXTENDED,
    Action.CLOSE: SystemEvent.CASE_CLOSED,
    Action.REOPEN: SystemEvent.CASE_REOPENED,
    Action.WITHDRAW: SystemEvent.CASE_WITHDRAWN,
}
# What remains of an event once the person is gone: the bureau's own decisions.
_KEPT_DETAILS = frozenset({"unit", "person", "deputies", "days", "approver", "ground", "until"}) | {
    "into",
    "part",
    "due",
    "state",
}


class CaseStore:
    """Loads, changes and audits cases; decides nothing."""

    def __init__(self, vault: Vault, policy: CasePolicy, ways: Ways | None = None) -> None:
        """Through ``ways`` letters about an erased case are taken back."""
        self.records = Records(vault)
        self._ways = ways
        self.files = AttachmentStore(policy.folder, vault)
        self._policy = policy

    async def load(self, session: AsyncSession, row: CaseRow) -> CaseFile:
        """The case of ``row``, opened."""
        events = await repository.events_of(session, row.id)
        return self.records.case_file(row, events, await repository.attachments_with_parts(session, row.id))

    async def append(
        self,
        session: AsyncSession,
        row: CaseRow,
        earlier: tuple[CaseEvent, ...],
        event: CaseEvent,
        hold: timedelta = timedelta(),
    ) -> None:
        """Add ``event`` after the ``earlier`` ones; the row follows.

        The notices that it demands go out after ``hold`` at the earliest.
        """
        stored = self.records.event_row(row.id, event)
        session.add(stored)
        await session.flush()
        self.follow(row, (*earlier, event), await read_calendar(session))
        row.updated_at = event.at
        for notice in notices(event.action, event.details):
            facts = {**notice.facts, "due": row.due_on.isoformat()}
            waiting = self.records.notice_row(row.id, stored.id, Notice(notice.kind, facts), event.at)
            waiting.due_at = event.at + hold if hold else None
            session.add(waiting)
        if event.action in _HAPPENINGS:
            happened(session, _HAPPENINGS[event.action], row.number, _outward(row), event.at, hold)

    async def undone(self, session: AsyncSession, row: CaseRow, event: CaseEvent, now: datetime) -> None:
        """Nobody is told of ``event`` any more; who has been told hears that it was taken back."""
        if event.action in _HAPPENINGS and not await unhappened(session, row.number, event.at):
            happened(session, SystemEvent.CASE_TAKEN_BACK, row.number, _outward(row), now)

    def follow(self, row: CaseRow, events: tuple[CaseEvent, ...], calendar: Calendar) -> None:
        """Let the row say what ``events`` say."""
        at, deadline = progress(events), due(events, calendar, self._policy.rule_for(row.route, row.category))
        row.state, row.unit, row.person, row.deputies = at.state.value, at.unit, at.person, list(at.deputies)
        row.due_on, row.due_reasons = deadline.date, list(deadline.reasons)
        row.paused, row.extended = deadline.paused, deadline.extended
        row.settled_at = settled_at(events)

    async def attach(
        self, session: AsyncSession, case_id: str, checked: Iterable[Checked], by: ActorKind, now: datetime
    ) -> tuple[Attachment, ...]:
        """Keep files: sealed on disk first, then in the table; a rolled back one is swept away later."""
        kept = []
        for file in checked:
            attachment = Attachment(
                uuid.uuid4().hex, file.name, file.kind, len(file.content), file.digest, now, by
            )
            await asyncio.to_thread(self.files.write, attachment.id, file.content)
            session.add(self.records.attachment_row(case_id, attachment))
            kept.append(attachment)
        await session.flush()
        return tuple(kept)

    async def erase(self, session: AsyncSession, row: CaseRow, actor: Actor, now: datetime) -> None:
        """The person goes: statement, words, files and every link to them; the anonymous case stays.

        So it does from the cases that are part of it.
        """
        for part in await repository.parts_of(session, row.id):
            await self.erase(session, part, actor, now)
        for event in await repository.events_of(session, row.id):
            details = self.records.open_mapping(event.details)
            kept = {name: text if name in _KEPT_DETAILS else ERASED for name, text in details.items()}
            event.details = self.records.seal_mapping(kept)
        for notice in await repository.notices_of(session, row.id):
            notice.facts = None
        if self._ways is not None:
            await self._ways.withdraw(session, await letters_of(session, row.id), now)
        await repository.remove_attachments(session, row.id)
        await repository.forget_proposals(session, row.id)
        await repository.forget_terms(session, row.id)
        row.statement = row.conversation_id = row.key = row.fingerprint = None
        row.danger = ""
        row.code_version = 0
        row.erased_at = now
        self.audit(session, row.id, actor, "erase", now)

    def seal(self, statement: Statement) -> str:
        """A statement as a row keeps it."""
        return self.records.seal_statement(statement)

    def audit(
        self,
        session: AsyncSession,
        case_id: str | None,
        actor: Actor,
        what: str,
        now: datetime,
        reason: str = "",
    ) -> None:
        """Record who saw or changed a case, and why where that is asked."""
        session.add(audit_row(case_id, actor, what, now, reason))


def _outward(row: CaseRow) -> dict[str, object]:
    return outward(row.number, row.route, row.state, row.unit, row.filed_at, row.due_on)
