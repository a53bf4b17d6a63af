"""Everything that keeps citizens and staff informed, put together and kept running."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.notices.by_staff import told_by_staff
from cases.notices.service import Notices
from cases.policy import Policy
from cases.quiet import QuietHours
from cases.reminders import repository as tasks
from cases.reminders.service import PlainDirectory, Reminders, StaffDirectory
from cases.subscriptions import topics
from cases.subscriptions.announcements import Announcements
from cases.subscriptions.service import Subscriptions
from cases.survey.service import Surveys
from cases.ways import Ways
from core.clock import utc_now
from core.database import Database
from core.encryption import Vault
from core.settings import Settings

_IDLE_SECONDS = 1.0
_REMIND_EVERY = timedelta(minutes=5)
_COPIES_AT_ONCE = 50
log = structlog.get_logger()


@dataclass(frozen=True)
class Informing:
    """The parts; `run` works through what they have to send."""

    database: Database
    ways: Ways
    notices: Notices
    surveys: Surveys
    subscriptions: Subscriptions
    announcements: Announcements
    reminders: Reminders

    @classmethod
    def build(
        cls,
        settings: Settings,
        database: Database,
        vault: Vault,
        ways: Ways,
        directory: StaffDirectory | None = None,
    ) -> "Informing":
        """The parts for these settings.

        Raises:
            ValueError: quiet hours that cannot be read.
        """
        quiet, key, url = QuietHours.read(settings.quiet_hours), settings.signing_key, settings.public_base
        surveys = Surveys(database, key)
        staff = directory or PlainDirectory(settings.staff_email)
        return cls(
            database,
            ways,
            Notices(database, vault, ways, surveys, url, quiet, Policy.of(settings).rule),
            surveys,
            Subscriptions(database, vault, ways, key, url),
            Announcements(database, vault, ways, key, url, quiet),
            Reminders(database, ways, staff, url),
        )

    async def run(self) -> None:
        """Send notices, announcements and reminders until cancelled; a lost database is waited for."""
        reminded: datetime | None = None
        seeded = False
        while True:
            try:
                if not seeded:
                    await topics.seed(self.database)
                    seeded = True
                now = utc_now()
                await self.work(now)
                if reminded is None or now - reminded >= _REMIND_EVERY:
                    await self.reminders.remind(now)
                    reminded = now
            except (SQLAlchemyError, OSError) as error:
                log.warning("informing_without_database", kind=type(error).__name__)
            except Exception as error:
                # Whatever one part stumbles over: what citizens wait for goes on.
                log.error("informing_failed", kind=type(error).__name__)
            await asyncio.sleep(_IDLE_SECONDS)

    async def work(self, now: datetime) -> None:
        """Note what arrived, and hand over what is due; announcements let notices pass."""
        await self.ways.refresh(now)
        await self.notices.follow_up(now)
        while await self.notices.send_next(now):
            pass
        await self.announcements.follow_up(now)
        for _ in range(_COPIES_AT_ONCE):
            if not await self.announcements.send_next(now):
                break

    async def finish_task(self, db: AsyncSession, task_id: int, who: str, now: datetime) -> bool:
        """A person has done a task; False when it was done already. Who was phoned has been told."""
        key = await tasks.finish(db, task_id, who, now)
        kind, _, number = (key or "").partition(":")
        if kind == "notice":
            await told_by_staff(db, int(number), now)
        return key is not None
