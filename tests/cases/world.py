"""What stands around the notifications of citizens: a mail server, a chat platform, the lanes that deliver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.models import NoticeRow
from cases.notices import repository as notices
from cases.notices.models import NoticeStepRow
from cases.notification_service import Notifications
from cases.schemas import NoticeKind
from cases.staff_reminders.models import StaffTaskRow
from tests.connectors.conftest import Desk
from tests.platforms.smtp import SmtpPlatform
from tests.platforms.telegram import TelegramPlatform

USER = "1001"
CHAT = f"telegram:{USER}"
STAFF = "chief@labor.example"


@dataclass
class World:
    """``desk`` is the app's side of the chat, ``smtp`` takes the letters."""

    desk: Desk
    smtp: SmtpPlatform
    notifications: Notifications

    @property
    def telegram(self) -> TelegramPlatform:
        """The chat platform."""
        assert isinstance(self.desk.platform, TelegramPlatform)
        return self.desk.platform

    async def citizen_writes(self) -> None:
        """The citizen has written in the chat, and got an answer that is of no interest."""
        await self.desk.post(self.telegram.text_event(USER, "你好"))
        await self.desk.settle()
        self.telegram.sent.clear()

    async def work(self, now: datetime, rounds: int = 4) -> None:
        """Hand over what is due, deliver it, note what became of it, until nothing is left to do."""
        for _ in range(rounds):
            await self.notifications.work(now)
            self.desk.lanes.wake()
            await self.desk.settle()

    def chats(self) -> list[str]:
        """What the citizen got in the chat."""
        return self.telegram.texts_to(USER)

    def subjects(self) -> list[str]:
        """What the letters were about."""
        return [str(message["subject"]) for message in self.smtp.taken]

    async def notice(self, kind: NoticeKind) -> tuple[NoticeRow, list[NoticeStepRow]]:
        """The newest notice of a kind, and its ways."""
        async with self.desk.database.transaction() as session:
            query = select(NoticeRow).where(NoticeRow.kind == kind).order_by(NoticeRow.id.desc()).limit(1)
            row = (await session.scalars(query)).one()
            return row, await notices.steps(session, row.id)

    async def states(self) -> list[str]:
        """The states of all notices."""
        async with self.desk.database.transaction() as session:
            return list(await session.scalars(select(NoticeRow.state).order_by(NoticeRow.id)))

    async def tasks(self) -> Sequence[StaffTaskRow]:
        """What staff have to do."""
        async with self.desk.database.transaction() as session:
            return list(await session.scalars(select(StaffTaskRow).order_by(StaffTaskRow.id)))


def ways(steps: Sequence[NoticeStepRow]) -> list[tuple[str, str]]:
    """Way and state of each step, in order."""
    return [(step.way, step.state) for step in steps]
