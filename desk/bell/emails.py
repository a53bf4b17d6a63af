"""An e-mail where something waits and nobody who could do it is signed in: once, not again within an hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.handover import HandoverService
from bot.handover.schemas import HandoverState
from cases.messaging import Ways
from cases.service import CaseService
from core.clock import TAIPEI
from core.database import Database, insert_into
from core.mail import is_address
from desk.auth import session_service
from desk.auth.permissions import Permission, Staff
from desk.bell.models import BellLetterRow
from desk.duty import repository as duty
from desk.people import Colleague, people_in
from desk.watch.service import Standing
from publication import draft_service, withdrawal_records
from publication.schemas import DraftState

PAUSE = timedelta(hours=1)
# Whoever was away for longer finds it in the list of their cases.
RECENT = timedelta(days=7)
OWN = "/desk/cases?tab=mine"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that waits for anybody with ``permission``, or for the person ``to`` alone.

    The ``newest`` of it waits since then (UTC).
    """

    kind: str
    permission: Permission
    what: str
    link: str
    newest: datetime
    to: str = ""

    def is_seen_by(self, staff: Staff) -> bool:
        """Whether somebody who is there does it."""
        return staff.id == self.to if self.to else staff.may(self.permission)


@dataclass(frozen=True, slots=True)
class BellEmails:
    """Any number of processes may work at it: the row of a kind lets one letter through."""

    database: Database
    handover: HandoverService
    cases: CaseService
    ways: Ways
    mailbox: str | None
    public_url: str
    urgent: Callable[[], Sequence[Standing]]

    async def work(self, now: datetime) -> None:
        """Write about what waits, where nobody is there to see it."""
        for alarm in (*await self._alarms(), *await self._own(now)):
            async with self.database.transaction() as session:
                here = await session_service.here(session, now)
                is_seen = any(map(alarm.is_seen_by, here))
                if (is_seen and not alarm.to) or not await _claim(session, alarm, now) or is_seen:
                    continue  # what its person has seen is not written to them when they have left
                for address in await self._recipients(session, alarm, now):
                    await self.ways.mail(session, address, f"【服務台】{alarm.what}", self._text(alarm), now)
                log.info("bell_letter", kind=alarm.kind)

    async def _alarms(self) -> list[Alarm]:
        talks = await self.handover.waiting()
        off = await withdrawal_records.listed(self.database, [withdrawal_records.WithdrawalState.WAITING])
        reviewed = await draft_service.listed(self.database, [DraftState.IN_REVIEW])
        proposed = await self.cases.proposals()
        return [
            Alarm(kind, permission, what.format(len(moments)), link, max(moments))
            for kind, permission, what, link, moments in (
                (
                    "waiting",
                    Permission.ANSWER,
                    "{} 位民眾在等真人",
                    "/desk/inbox",
                    [talk.requested_at for talk in talks if talk.state == HandoverState.WAITING],
                ),
                (
                    "withdrawal",
                    Permission.TAKE_OFF,
                    "{} 題緊急下架等另一位同仁確認",
                    "/desk/withdrawals",
                    [item.asked_at for item in off],
                ),
                (
                    "approval",
                    Permission.APPROVE_CASES,
                    "{} 件等主管核准",
                    "/desk/cases",
                    [asked.asked_at for asked in proposed if asked.is_pending],
                ),
                (
                    "review",
                    Permission.PUBLISH,
                    "{} 份題庫草稿等審核",
                    "/desk/curation/drafts",
                    [draft.updated_at for draft in reviewed],
                ),
                (
                    "trouble",
                    Permission.READ_REPORTS,
                    "現況有 {} 件要馬上處理",
                    "/desk/watch",
                    [one.since for one in self.urgent()],
                ),
            )
            if moments
        ]

    async def _own(self, now: datetime) -> list[Alarm]:
        """What came to one person's cases from others."""
        return [
            Alarm(
                f"own {person}", Permission.HANDLE_CASES, f"{count} 件您的案件有新的事", OWN, newest, person
            )
            for person, (count, newest) in (await self.cases.news(now - RECENT)).items()
        ]

    async def _recipients(self, session: AsyncSession, alarm: Alarm, now: datetime) -> Sequence[str]:
        """The person it is for; or those who may do it and are on the roster of today, else all who may.

        The mailbox of the bureau where there is no address of any of them.
        """
        today = now.astimezone(TAIPEI).date()
        on_duty = {
            name
            for row in await duty.roster_between(session, today, today)
            for name in (row.person, row.deputy)
        }
        able = [person for person in await people_in(session) if _is_able(person, alarm)]
        chosen = [person for person in able if person.staff.name in on_duty] or able
        return [person.login for person in chosen] or ([self.mailbox] if self.mailbox else [])

    def _text(self, alarm: Alarm) -> str:
        return (
            f"{alarm.what}{'' if alarm.to else '，現在沒有可以處理的同仁登入服務台'}。\n\n"
            f"請登入後處理：\n{self.public_url}{alarm.link}\n\n"
            "同一件事一小時內不會再寄。\n高雄市政府勞工局服務台"
        )


def _is_able(person: Colleague, alarm: Alarm) -> bool:
    return person.active and is_address(person.login) and alarm.is_seen_by(person.staff)


async def _claim(session: AsyncSession, alarm: Alarm, now: datetime) -> bool:
    """Whether this is news, an hour or more after the last letter; then nobody else sends it."""
    insert = insert_into(session, BellLetterRow).values(kind=alarm.kind, sent_at=now)
    claim = insert.on_conflict_do_update(
        index_elements=["kind"],
        set_={"sent_at": now},
        where=(BellLetterRow.sent_at < alarm.newest) & (BellLetterRow.sent_at <= now - PAUSE),
    ).returning(BellLetterRow.kind)
    return (await session.execute(claim)).first() is not None
