"""An e-mail where something waits and nobody who could do it is signed in: once, not again within an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover import HandoverService
from bot.handover.models import HandoverState
from cases.ways import Ways
from core.clock import TAIPEI
from core.database import Database, insert_into
from core.mail import is_address
from desk.auth import sessions
from desk.auth.permissions import Permission
from desk.bell.models import BellLetterRow
from desk.duty import repository as duty
from desk.people import Person, people_in
from publication import withdrawals

PAUSE = timedelta(hours=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that waits for anybody with ``permission``; the ``newest`` of it waits since then (UTC)."""

    kind: str
    permission: Permission
    what: str
    link: str
    newest: datetime


@dataclass(frozen=True, slots=True)
class BellLetters:
    """Any number of processes may work at it: the row of a kind lets one letter through."""

    database: Database
    handover: HandoverService
    ways: Ways
    mailbox: str | None
    public_url: str

    async def work(self, now: datetime) -> None:
        """Write about what waits, where nobody is there to see it."""
        for alarm in await self._alarms():
            async with self.database.transaction() as session:
                here = await sessions.here(session, now)
                if any(staff.may(alarm.permission) for staff in here) or not await _claim(
                    session, alarm, now
                ):
                    continue
                for address in await self._recipients(session, alarm.permission, now):
                    await self.ways.mail(session, address, f"【服務台】{alarm.what}", self._text(alarm), now)
                log.info("bell_letter", kind=alarm.kind)

    async def _alarms(self) -> list[Alarm]:
        found = []
        waiting = [talk for talk in await self.handover.waiting() if talk.state == HandoverState.WAITING]
        if waiting:
            newest = max(talk.requested_at for talk in waiting)
            what = f"{len(waiting)} 位民眾在等真人"
            found.append(Alarm("waiting", Permission.ANSWER, what, "/desk/inbox", newest))
        taken = await withdrawals.listed(self.database, [withdrawals.State.WAITING])
        if taken:
            newest = max(item.asked_at for item in taken)
            what = f"{len(taken)} 題緊急下架等另一位同仁確認"
            found.append(Alarm("withdrawal", Permission.TAKE_OFF, what, "/desk/withdrawals", newest))
        return found

    async def _recipients(
        self, session: AsyncSession, permission: Permission, now: datetime
    ) -> Sequence[str]:
        """Those who may do it and are on the roster of today, else all who may, else the mailbox."""
        today = now.astimezone(TAIPEI).date()
        on_duty = {
            name
            for row in await duty.roster_between(session, today, today)
            for name in (row.person, row.deputy)
        }
        able = [person for person in await people_in(session) if _is_able(person, permission)]
        chosen = [person for person in able if person.staff.name in on_duty] or able
        return [person.login for person in chosen] or ([self.mailbox] if self.mailbox else [])

    def _text(self, alarm: Alarm) -> str:
        return (
            f"{alarm.what}，現在沒有可以處理的同仁登入服務台。\n\n"
            f"請登入後處理：\n{self.public_url}{alarm.link}\n\n"
            "同一件事一小時內不會再寄。\n高雄市政府勞工局服務台"
        )


def _is_able(person: Person, permission: Permission) -> bool:
    return person.active and person.staff.may(permission) and is_address(person.login)


async def _claim(session: AsyncSession, alarm: Alarm, now: datetime) -> bool:
    """Whether this is news, an hour or more after the last letter; then nobody else sends it."""
    insert = insert_into(session, BellLetterRow).values(kind=alarm.kind, sent_at=now)
    claim = insert.on_conflict_do_update(
        index_elements=["kind"],
        set_={"sent_at": now},
        where=(BellLetterRow.sent_at < alarm.newest) & (BellLetterRow.sent_at <= now - PAUSE),
    ).returning(BellLetterRow.kind)
    return (await session.execute(claim)).first() is not None
