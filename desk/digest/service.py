"""Digests: made once, e-mailed once to each person, acknowledged, reminded of once.

Digest, receipts and outbox requests are written in one transaction: a process that is killed leaves
either all of them or none, and the unique key lets one process through.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.ext.asyncio import AsyncSession

from cases.messaging import Ways
from core.calendar_service import read_calendar
from core.clock import TAIPEI
from core.database import Database
from core.errors import BadLink
from core.mail import is_address
from desk.auth import repository as staff
from desk.auth.models import AccountRow
from desk.digest import emails, repository
from desk.digest.emails import ChangedRecord, DigestItem
from desk.digest.models import BulletinRow, DigestRow, ReceiptRow
from desk.duty import repository as duty
from publication import revision_service

LINK_DAYS = timedelta(days=30)
_FIRST_LOOK_BACK = timedelta(days=1)
_AT_ONCE = 50
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """Somebody who has not acknowledged a digest; ``sent_at`` and ``reminded_at`` in UTC."""

    name: str
    unit: str
    subject: str
    sent_at: datetime
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest as somebody reads it."""

    id: int
    subject: str
    content: str
    is_acknowledged: bool


class Digests:
    """Makes, sends and keeps track of the digests; any number of processes may work at it."""

    def __init__(
        self, database: Database, ways: Ways, key: str, public_url: str, hour: int, remind_hours: int
    ) -> None:
        """The daily one goes out at ``hour`` (Taipei); who is silent for ``remind_hours`` is reminded."""
        self._database = database
        self._ways = ways
        self._signer = URLSafeTimedSerializer(key, salt="digest receipt")
        self._public_url = public_url
        self._hour = hour
        self.patience = timedelta(hours=remind_hours)

    async def work(self, now: datetime) -> None:
        """Send what is due."""
        await self._urgent(now)
        local = now.astimezone(TAIPEI)
        if local.hour < self._hour:
            return
        async with self._database.transaction() as session:
            is_closed = (await read_calendar(session)).is_closed(local.date())
        if not is_closed:
            await self._daily(now)
            await self._remind(now)

    async def _urgent(self, now: datetime) -> None:
        day = now.astimezone(TAIPEI).date()
        async with self._database.transaction() as session:
            for row in await repository.untold(session, day, is_urgent=True):
                await self._make(session, f"urgent:{row.id}", day, [row], [], now, is_daily=False)

    async def _daily(self, now: datetime) -> None:
        """The digest of the day; with nothing to tell it is noted as made and sent to nobody."""
        day = now.astimezone(TAIPEI).date()
        key = f"daily:{day.isoformat()}"
        async with self._database.transaction() as session:
            if await repository.is_made(session, key):
                return
            since = await repository.last_daily(session) or now - _FIRST_LOOK_BACK
            published = await revision_service.published_between(session, since, now)
            changes = [ChangedRecord(p.title, p.author, p.reviewer, p.note, p.differences) for p in published]
            await self._make(
                session, key, day, await repository.untold(session, day), changes, now, is_daily=True
            )

    async def _make(
        self,
        session: AsyncSession,
        key: str,
        day: date,
        bulletins: Sequence[BulletinRow],
        changes: Sequence[ChangedRecord],
        now: datetime,
        is_daily: bool,
    ) -> None:
        told = [self._told(row) for row in bulletins]
        subject, content = emails.subject(day, told, is_daily), emails.content(told, changes)
        made = await repository.add_digest(session, key, subject[:160], content, now, is_daily)
        if made is None or not content:
            return
        for row in bulletins:
            row.digest_id = made
        for person in await self._recipients(session, day):
            receipt = ReceiptRow(digest_id=made, account_id=person.id, sent_at=now)
            session.add(receipt)
            await session.flush()
            await self._mail(session, person, subject, emails.letter(content, self._link(receipt)), now)
        log.info("digest_made", key=key, bulletins=len(bulletins), changes=len(changes))

    def _told(self, row: BulletinRow) -> DigestItem:
        links = tuple(f"{self._public_url}/faq/{entry}" for entry in row.entries)
        days = (row.valid_from, row.valid_to)
        return DigestItem(row.title, row.text, row.is_urgent, *days, row.author, links)

    async def _recipients(self, session: AsyncSession, day: date) -> list[AccountRow]:
        """Those on the roster of ``day`` and their deputies; where none has an account, everybody."""
        people = [row for row in await staff.accounts(session) if row.active]
        roster = await duty.roster_between(session, day, day)
        on_duty = {name for row in roster for name in (row.person, row.deputy) if name}
        return [row for row in people if row.name in on_duty] or people

    async def _mail(
        self, session: AsyncSession, person: AccountRow, subject: str, text: str, now: datetime
    ) -> None:
        """Queue the e-mail; who has no address, or where there is no e-mail, reads it at the desk."""
        if is_address(person.login):
            await self._ways.mail(session, person.login, subject, text, now)

    def _link(self, receipt: ReceiptRow) -> str:
        return f"{self._public_url}/desk/digest/link/{self._signer.dumps(receipt.id)}"

    async def _remind(self, now: datetime) -> None:
        async with self._database.transaction() as session:
            for receipt, digest, person in await repository.claim_reminders(
                session, now - self.patience, _AT_ONCE
            ):
                receipt.reminded_at = now
                text = emails.letter(digest.content, self._link(receipt), is_reminder=True)
                await self._mail(session, person, f"【提醒】{digest.subject}", text, now)

    async def by_link(self, token: str) -> Letter:
        """The digest of a link; looking at it changes nothing (mail scanners follow links).

        Raises:
            BadLink.
        """
        async with self._database.transaction() as session:
            receipt, digest = await self._of_link(session, token)
        return Letter(digest.id, digest.subject, digest.content, receipt.acknowledged_at is not None)

    async def acknowledge_by_link(self, token: str, now: datetime) -> None:
        """The person of a link has read the digest.

        Raises:
            BadLink.
        """
        async with self._database.transaction() as session:
            receipt, _ = await self._of_link(session, token)
            await self._acknowledge(session, receipt.digest_id, receipt.account_id, now)

    async def acknowledge(self, digest_id: int, account_id: int, now: datetime) -> None:
        """Somebody who is signed in has read a digest."""
        async with self._database.transaction() as session:
            await self._acknowledge(session, digest_id, account_id, now)

    async def _acknowledge(
        self, session: AsyncSession, digest_id: int, account_id: int, now: datetime
    ) -> None:
        person = await staff.account(session, account_id)
        if person is None:
            return
        await repository.acknowledge(session, digest_id, account_id, now)
        for bulletin_id in await repository.bulletins_of(session, digest_id):
            await repository.add_reading(session, bulletin_id, f"staff-{account_id}", person.name, now)

    async def _of_link(self, session: AsyncSession, token: str) -> tuple[ReceiptRow, DigestRow]:
        try:
            number = int(self._signer.loads(token, max_age=int(LINK_DAYS.total_seconds())))
        except (BadSignature, ValueError, TypeError):
            number = 0
        receipt = await repository.receipt(session, number)
        if receipt is None:
            raise BadLink("這個連結不正確或已經過期；請登入服務台，在「注意事項」確認。")
        return receipt, await repository.digest(session, receipt.digest_id)

    async def open_for(self, account_id: int) -> tuple[Letter, ...]:
        """The digests that somebody has not acknowledged."""
        async with self._database.transaction() as session:
            found = await repository.open_for(session, account_id, _AT_ONCE)
        return tuple(Letter(digest.id, digest.subject, digest.content, False) for _, digest in found)

    async def waiting(self, now: datetime) -> tuple[Unacknowledged, ...]:
        """Who has not acknowledged a digest although there was time."""
        async with self._database.transaction() as session:
            found = await repository.waiting(session, now - self.patience, _AT_ONCE)
        return tuple(
            Unacknowledged(person.name, person.unit, digest.subject, receipt.sent_at, receipt.reminded_at)
            for receipt, digest, person in found
        )
