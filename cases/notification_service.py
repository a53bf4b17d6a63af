"""Everything that keeps citizens and staff informed, put together and kept running."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases.citizen_reminders.service import Deadlines
from cases.messaging import Ways
from cases.notices.service import Notices
from cases.notices.staff_fallback import told_by_staff
from cases.policy import CasePolicy
from cases.quiet_hours import QuietHours
from cases.staff_reminders import repository as tasks
from cases.staff_reminders.service import PlainDirectory, Reminders, StaffDirectory
from cases.subscriptions.announcement_service import Announcements
from cases.subscriptions.service import Subscriptions
from cases.survey.service import Surveys
from core.database import Database
from core.encryption import Vault
from core.settings import Settings

_COPIES_AT_ONCE = 50


@dataclass(frozen=True)
class Notifications:
    """The parts; `work` goes through what they have to send."""

    database: Database
    ways: Ways
    notices: Notices
    surveys: Surveys
    subscriptions: Subscriptions
    announcements: Announcements
    reminders: Reminders
    deadlines: Deadlines

    @classmethod
    def build(
        cls,
        settings: Settings,
        database: Database,
        vault: Vault,
        ways: Ways,
        directory: StaffDirectory | None = None,
    ) -> "Notifications":
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
            Notices(database, vault, ways, surveys, url, quiet, CasePolicy.of(settings)),
            surveys,
            Subscriptions(database, vault, ways, key, url),
            Announcements(database, vault, ways, key, url, quiet),
            Reminders(database, ways, staff, url),
            Deadlines(database, vault, ways, url, quiet),
        )

    async def work(self, now: datetime) -> None:
        """Note what arrived, and hand over what is due; announcements let notices pass."""
        await self.ways.refresh(now)
        await self.notices.follow_up(now)
        while await self.notices.send_next(now):
            pass
        while await self.deadlines.send_next(now):
            pass
        await self.announcements.follow_up(now)
        for _ in range(_COPIES_AT_ONCE):
            if not await self.announcements.send_next(now):
                break

    async def finish_task(self, session: AsyncSession, task_id: int, who: str, now: datetime) -> bool:
        """A person has done a task; False when it was done already. Who was phoned has been told."""
        key = await tasks.finish(session, task_id, who, now)
        kind, _, number = (key or "").partition(":")
        if kind == "notice":
            await told_by_staff(session, int(number), now)
        return key is not None
