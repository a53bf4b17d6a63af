"""Reminds staff of due dates by e-mail and by tasks, each reminder once, one level higher each time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository as cases
from cases.enums import TaskKind
from cases.messaging import Ways
from cases.models import CaseRow
from cases.staff_reminders import repository
from cases.staff_reminders.timing import Reminder, reminder, told
from core.calendar_service import read_calendar
from core.clock import TAIPEI
from core.database import Database
from core.mail import is_address

_FROM = time(8)
# The longest threshold, and room for a long holiday before it.
_AHEAD = timedelta(days=30)
log = structlog.get_logger()


class StaffDirectory(Protocol):
    """Who reads which mailbox; the staff accounts are another room's."""

    async def addresses(self, session: AsyncSession, names: Sequence[str]) -> Mapping[str, str]:
        """E-mail addresses by name as cases name their people; unknown ones are left out."""

    async def supervisors(self, session: AsyncSession, unit: str) -> Sequence[str]:
        """The mailboxes above ``unit``."""


class PlainDirectory:
    """People who are named by their address, and one mailbox for everything else."""

    def __init__(self, mailbox: str | None) -> None:
        self._mailbox = mailbox

    async def addresses(self, session: AsyncSession, names: Sequence[str]) -> Mapping[str, str]:
        """See `StaffDirectory.addresses`."""
        return {name: name for name in names if is_address(name)}

    async def supervisors(self, session: AsyncSession, unit: str) -> Sequence[str]:
        """See `StaffDirectory.supervisors`."""
        return [self._mailbox] if self._mailbox else []


class Reminders:
    """Several processes may work at it: the key of its task lets one reminder through once."""

    def __init__(self, database: Database, ways: Ways, directory: StaffDirectory, public_url: str) -> None:
        """Links in e-mails lead to the desk under ``public_url``."""
        self._database = database
        self._ways = ways
        self._directory = directory
        self._public_url = public_url

    async def remind(self, now: datetime) -> int:
        """Send what is due today, from eight in the morning on; returns how many reminders were new."""
        local = now.astimezone(TAIPEI)
        if local.time() < _FROM:
            return 0
        async with self._database.transaction() as session:
            calendar = await read_calendar(session)
            if calendar.is_closed(local.date()):
                return 0
            current: set[str] = set()
            sent = 0
            for case in await cases.due_by(session, local.date() + _AHEAD):
                due = reminder(case.due_on, local.date(), calendar.is_closed)
                if due is None:
                    continue
                current.add(f"due:{case.id}:{due.key}")
                sent += await self._send(session, case, due, now)
            await repository.finish_reminders(session, current, "系統", now)
        return sent

    async def _send(self, session: AsyncSession, case: CaseRow, due: Reminder, now: datetime) -> bool:
        text = _text(case, due)
        is_new = await repository.add_task(
            session,
            f"due:{case.id}:{due.key}",
            TaskKind.DUE,
            text,
            now,
            case_id=case.id,
            unit=case.unit,
            subject=case.number,
            due_on=case.due_on,
        )
        if is_new:
            for address in await self._recipients(session, case, due.level):
                body = f"{text}\n\n{self._public_url}/desk\n高雄市政府勞工局案件系統"
                await self._ways.mail(session, address, _subject(case, due), body, now)
            log.info("case_reminder", case=case.number, days=due.days, level=due.level)
        return is_new

    async def _recipients(self, session: AsyncSession, case: CaseRow, level: int) -> tuple[str, ...]:
        """Addresses for a level; somebody without one is stood in for by the supervisors."""
        above = tuple(await self._directory.supervisors(session, case.unit))
        names = told(level, case.person, case.deputies, above)
        known = dict(await self._directory.addresses(session, names)) | {
            mailbox: mailbox for mailbox in above
        }
        found = [known[name] for name in names if name in known]
        is_complete = bool(names) and len(found) == len(names)
        return tuple(dict.fromkeys((*found, *(() if is_complete else above))))


def _subject(case: CaseRow, due: Reminder) -> str:
    if due.days < 0:
        return f"【逾期】案件 {case.number} 已逾回覆期限 {-due.days} 個工作天"
    return f"案件 {case.number} 的回覆期限是 {due.due.isoformat()}"


def _text(case: CaseRow, due: Reminder) -> str:
    state = f"已逾回覆期限 {-due.days} 個工作天" if due.days < 0 else f"回覆期限在 {due.days} 天內"
    unit = f"，承辦單位：{case.unit}" if case.unit else "，還沒有分派承辦單位"
    return (
        f"案件 {case.number} {state}（{due.due.isoformat()}）{unit}。請回覆，或在期限前報准延長並通知民眾。"
    )
