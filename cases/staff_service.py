"""The staff's side of the cases: act, view, list, files; every view and change audited.

Every method takes ``session``, the caller's transaction; without it, it opens one of its own.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases import attachments as files
from cases import repository
from cases.base import CaseBase
from cases.clock import due
from cases.errors import ActionNotAllowed, NoSuchCase
from cases.export import Export, case_data, case_file, employer_side
from cases.models import CaseRow
from cases.row_mapping import audit_entry, summary
from cases.schemas import (
    IDENTITY_LIMIT,
    Action,
    Actor,
    Attachment,
    AuditEntry,
    CaseSummary,
    CaseView,
    Filters,
    Upload,
    Viewer,
)
from cases.staff_reminders import repository as tasks
from cases.staff_reminders.tasks import StaffTask
from cases.views import case_view
from core.calendar import Calendar
from core.calendar_service import read_calendar
from core.masking import mask

_IDENTITY_LEAST = 4
# What the event loop reads in one go: a long list would hold up everybody else.
_AT_ONCE = 250


class StaffCases(CaseBase):
    """What staff can do; the desk has checked their permission."""

    async def act(
        self,
        case_id: str,
        action: Action,
        actor: Actor,
        now: datetime,
        *,
        session: AsyncSession | None = None,
        hold: timedelta = timedelta(),
        **details: str,
    ) -> CaseView:
        """Do ``action`` with the details that `cases.states.RULES` lists; its notice is due after ``hold``.

        Staff outside the case team may act only while no unit has the case.

        Raises:
            NoSuchCase, ActionNotAllowed.
        """
        async with self._within(session) as joined:
            row = await self._row(joined, case_id, lock=True)
            await self._act(joined, row, action, actor, now, details, hold)
            return await self._view(joined, row, actor)

    async def view(
        self,
        case_id: str,
        actor: Actor,
        now: datetime,
        reason: str = "",
        *,
        what: str = "view",
        session: AsyncSession | None = None,
    ) -> CaseView:
        """The case as ``actor`` may see it, audited with the ``reason`` to look, if there is one.

        Raises:
            NoSuchCase.
        """
        async with self._within(session) as joined:
            row = await self._row(joined, case_id)
            self._store.audit(joined, row.id, actor, what, now, reason)
            return await self._view(joined, row, actor)

    async def summary(self, case_id: str, *, session: AsyncSession | None = None) -> CaseSummary:
        """The case as a list shows it: nothing of the person, not audited.

        Raises:
            NoSuchCase.
        """
        async with self._within(session) as joined:
            return summary(await self._row(joined, case_id))

    async def list(self, filters: Filters, *, session: AsyncSession | None = None) -> tuple[CaseSummary, ...]:
        """Cases, the nearest due date first."""
        found: dict[str, CaseSummary] = {}  # one that moved meanwhile comes once
        async with self._within(session) as joined:
            for start in range(0, filters.limit, _AT_ONCE):  # everybody else has a turn between the parts
                limit = min(_AT_ONCE, filters.limit - start)
                part = replace(filters, offset=filters.offset + start, limit=limit)
                rows = await repository.listed(joined, part)
                found |= {row.id: summary(row) for row in rows}
                if len(rows) < limit:
                    break
        return tuple(found.values())

    async def supplemented(
        self, person: str, *, session: AsyncSession | None = None
    ) -> tuple[CaseSummary, ...]:
        """The open cases of ``person`` to which the citizen added something, nothing has been done since."""
        async with self._within(session) as joined:
            return tuple(map(summary, await repository.supplemented(joined, person)))

    async def news(
        self, since: datetime, *, session: AsyncSession | None = None
    ) -> Mapping[str, tuple[int, datetime]]:
        """By person: how many of their cases others assigned or supplemented, and when that was last."""
        found: dict[str, tuple[int, datetime]] = {}
        async with self._within(session) as joined:
            for person, at, by in await repository.news_since(joined, since):
                if by != person:
                    count, newest = found.get(person, (0, at))
                    found[person] = (count + 1, max(newest, at))
        return found

    async def tasks(
        self, units: Sequence[str], limit: int, *, session: AsyncSession | None = None
    ) -> tuple[StaffTask, ...]:
        """What is to be done, the nearest due date first; ``units`` empty = of all units."""
        async with self._within(session) as joined:
            return tuple(map(StaffTask.of, await tasks.open_tasks(joined, units, limit)))

    async def tasks_of(self, case_id: str, *, session: AsyncSession | None = None) -> tuple[StaffTask, ...]:
        """The tasks of a case, open ones first."""
        async with self._within(session) as joined:
            return tuple(map(StaffTask.of, await tasks.of_case(joined, case_id)))

    async def count(self, filters: Filters, *, session: AsyncSession | None = None) -> int:
        """How many cases fit, whatever the limit and offset."""
        async with self._within(session) as joined:
            return await repository.counted(joined, filters)

    async def audit(self, case_id: str, *, session: AsyncSession | None = None) -> tuple[AuditEntry, ...]:
        """Who saw or changed a case, oldest first."""
        async with self._within(session) as joined:
            return tuple(map(audit_entry, await repository.audit_of(joined, case_id)))

    async def add_attachment(
        self,
        case_id: str,
        upload: Upload,
        actor: Actor,
        now: datetime,
        *,
        session: AsyncSession | None = None,
    ) -> Attachment:
        """Add a file to a case; who is not of its team may while no unit has it.

        Raises:
            NoSuchCase, BadAttachment, ActionNotAllowed.
        """
        async with self._within(session) as joined:
            row = await self._row(joined, case_id, lock=True)
            if row.unit:
                self._require_team(await self._store.load(joined, row), actor, "加附件")
            checked = await asyncio.to_thread(
                files.check, [upload], len(await repository.attachments_of(joined, row.id))
            )
            (kept,) = await self._store.attach(joined, row.id, checked, actor.kind, now)
            self._store.audit(joined, row.id, actor, "attach", now)
            return kept

    async def attachment(
        self,
        case_id: str,
        attachment_id: str,
        actor: Actor,
        now: datetime,
        *,
        what: str = "download",
        session: AsyncSession | None = None,
    ) -> tuple[Attachment, bytes]:
        """A file with its bytes, for the case team only; audited.

        Raises:
            NoSuchCase: or no such file. ActionNotAllowed: the actor is not of the case team.
        """
        async with self._within(session) as joined:
            case = await self._store.load(joined, await self._row(joined, case_id))
            self._require_team(case, actor, "看附件")
            found = next((a for a in case.attachments if a.id == attachment_id), None)
            if found is None:
                raise NoSuchCase
            self._store.audit(joined, case_id, actor, what, now)
        return found, await asyncio.to_thread(self._store.files.read, found.id)

    async def new_code(
        self, case_id: str, actor: Actor, now: datetime, identity: str, *, session: AsyncSession | None = None
    ) -> str:
        """A new look-up code for a citizen who lost theirs; the old one is void.

        ``identity`` is how the citizen showed who they are; it is kept in the audit, masked.

        Raises:
            NoSuchCase: or its person was erased. ActionNotAllowed: the actor is not of the case team, or does
                not say how the citizen showed who they are.
        """
        checked = mask(identity.strip())
        if not _IDENTITY_LEAST <= len(checked) <= IDENTITY_LIMIT:
            raise ActionNotAllowed(
                f"請寫怎麼確認是本人（{_IDENTITY_LEAST} 到 {IDENTITY_LIMIT} 字），例如：核對身分證正本。"
            )
        async with self._within(session) as joined:
            row = await self._row(joined, case_id, lock=True)
            if row.erased_at is not None:
                raise NoSuchCase
            self._require_team(await self._store.load(joined, row), actor, "換發查詢碼")
            row.code_version += 1
            self._store.audit(joined, case_id, actor, "new code", now, checked)
            return self._codes.code(row)

    async def export(
        self, case_id: str, how: Export, actor: Actor, now: datetime, *, session: AsyncSession | None = None
    ) -> str:
        """The case as text, as JSON, or the part for the employer's side; case team only, audited.

        Raises:
            NoSuchCase: or its person was erased. ActionNotAllowed: the actor is not of the case team.
        """
        async with self._within(session) as joined:
            case = await self._view(joined, await self._row(joined, case_id), actor)
            if case.viewer is not Viewer.TEAM:
                raise ActionNotAllowed("只有承辦這個案件的同仁可以匯出。")
            self._store.audit(joined, case_id, actor, f"export {how}", now)
        if how is Export.TEXT:
            return case_file(case)
        if how is Export.JSON:
            return case_data(case)
        if case.statement is None:
            raise NoSuchCase
        return employer_side(case.number, case.statement)

    async def moved_by(
        self, calendar: Calendar, *, session: AsyncSession | None = None
    ) -> tuple[tuple[CaseSummary, date], ...]:
        """The open cases whose due date ``calendar`` would move, each with its new day."""
        moved = []
        async with self._within(session) as joined:
            for row in await repository.opened(joined):
                events = (await self._store.load(joined, row)).events
                then = due(events, calendar, self._policy.rule_for(row.route, row.category)).date
                if then != row.due_on:
                    moved.append((summary(row), then))
        return tuple(moved)

    async def recompute_due(self, *, session: AsyncSession | None = None) -> None:
        """Bring the due dates of open cases up to date with the calendar, e.g. after a typhoon closure."""
        async with self._within(session) as joined:
            calendar = await read_calendar(joined)
            ids = await repository.open_ids(joined)
        for case_id in ids:  # one short transaction each: nobody waits for all of them
            async with self._within(session) as joined:
                row = await self._row(joined, case_id, lock=True)
                self._store.follow(row, (await self._store.load(joined, row)).events, calendar)

    async def _view(self, session: AsyncSession, row: CaseRow, actor: Actor) -> CaseView:
        case = await self._store.load(session, row)
        return case_view(
            case, actor, await read_calendar(session), self._policy.rule_for(row.route, row.category)
        )
