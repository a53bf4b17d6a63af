"""Reminders of last days: on the chat or by e-mail, seven days and one day before, for who asked for them.

What is kept of a reminder is sealed, and gone once it was handed over, stopped or erased.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from cases.citizen_reminders import repository
from cases.citizen_reminders.calendar import DAYS_BEFORE
from cases.citizen_reminders.models import DeadlineReminderRow
from cases.messaging import Purpose, Ways, Words
from cases.quiet_hours import QuietHours
from core.clock import TAIPEI
from core.database import Database
from core.encryption import Vault, WrongKey
from core.errors import Problem

# At this hour, local time, people are reminded.
_HOUR = time(9)
# So many reminders of one conversation may wait.
MOST = 20
STOP = "取消提醒"
log = structlog.get_logger()


class BadDeadlineLink(Problem):
    """A link to a calendar entry or to stop reminders that was not made here."""


@dataclass(frozen=True, slots=True)
class LastDay:
    """What must be done, and until when; ``is_awaited`` where somebody else does it."""

    label: str
    day: date
    is_awaited: bool = False

    def as_json(self) -> str:
        """The form in which it is sealed."""
        held = {"label": self.label, "day": self.day.isoformat(), "is_awaited": self.is_awaited}
        return json.dumps(held, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Kept:
    label: str
    day: str
    days_before: int
    email: str


class Deadlines:
    """Methods with ``session`` run in the caller's transaction; several processes may send."""

    def __init__(
        self, database: Database, vault: Vault, ways: Ways, public_url: str, quiet: QuietHours
    ) -> None:
        """Links of e-mails lead to ``public_url``."""
        self._database = database
        self._vault = vault
        self._ways = ways
        self._public_url = public_url
        self._quiet = quiet

    def lasts(self, conversation_id: str) -> bool:
        """Whether a conversation can be written to when the day comes near."""
        return self._ways.lasts(conversation_id)

    def mails(self, address: str) -> bool:
        """Whether an e-mail can be sent to ``address``."""
        return self._ways.reach_by_mail(address).ok

    async def remind(
        self, session: AsyncSession, conversation_id: str, last: LastDay, now: datetime, email: str = ""
    ) -> tuple[date, ...]:
        """Remind who consented: in the conversation, or by ``email``; the days on which that will be.

        Days that have passed are left out, and nothing is added where too many wait.
        """
        days = []
        for before in DAYS_BEFORE:
            day = last.day - timedelta(days=before)
            due = datetime.combine(day, _HOUR, TAIPEI)
            if due <= now or await repository.count(session, conversation_id) >= MOST:
                continue
            kept = _Kept(last.label, last.day.isoformat(), before, email)
            sealed = self._vault.seal(json.dumps(asdict(kept), ensure_ascii=False))
            row = DeadlineReminderRow(
                conversation_id=conversation_id, sealed=sealed, due_at=due, created_at=now
            )
            session.add(row)
            await session.flush()
            days.append(day)
        return tuple(days)

    async def stop(self, session: AsyncSession, conversation_id: str) -> bool:
        """No more reminders for a conversation; False when there were none."""
        return await repository.forget(session, conversation_id) > 0

    async def send_next(self, now: datetime) -> bool:
        """Hand over the next reminder that is due; False when there is none."""
        held: int | None = None
        try:
            async with self._database.transaction() as session:
                row = await repository.next_due(session, now)
                held = row.id if row else None
                if row is not None and self._quiet.contain(now):
                    row.due_at = self._quiet.next_open(now)
                elif row is not None and await repository.take(session, row.id):
                    await self._hand_over(session, row, now)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:
            # A reminder that we stumble over must not hold up the others.
            if held is None:
                raise
            log.error("deadline_reminder_failed", reminder=held, kind=type(error).__name__)
            async with self._database.transaction() as session:
                await repository.take(session, held)
        return held is not None

    async def _hand_over(self, session: AsyncSession, row: DeadlineReminderRow, now: datetime) -> None:
        try:
            kept = _Kept(**json.loads(self._vault.open(row.sealed)))
        except WrongKey:
            log.error("deadline_reminder_without_key", reminder=row.id)
            return
        day = date.fromisoformat(kept.day)
        left = (day - now.astimezone(TAIPEI).date()).days
        text = f"提醒您：{_when(left)}（{kept.day}）是最後一天：{kept.label}。請提早辦理。"
        if kept.email:
            link = f"{self._public_url}/deadlines/stop?token={self.stop_token(row.conversation_id)}"
            body = f"您好：\n{text}\n\n不想再收到提醒，請打開這個網頁：\n{link}\n高雄市政府勞工局"
            ids = await self._ways.mail(session, kept.email, f"最後一天的提醒：{kept.label}", body, now)
        else:
            words = Words(f"{text}\n\n不想再收到：回覆「{STOP}」。")
            ids = await self._ways.tell(session, row.conversation_id, words, now, Purpose.CASE)
        if not ids:
            log.warning("deadline_reminder_unreachable", reminder=row.id)

    def calendar_token(self, last: LastDay) -> str:
        """What stands for a last day in an address: nobody reads it from a log."""
        return self._vault.seal(last.as_json())

    def last_day_of(self, token: str) -> LastDay:
        """The last day that a token stands for.

        Raises:
            BadDeadlineLink: it was not made here.
        """
        data = self._opened(token)
        return LastDay(data["label"], date.fromisoformat(data["day"]), bool(data.get("is_awaited")))

    def stop_token(self, conversation_id: str) -> str:
        """What stands for the reminders of a conversation in an address."""
        return self._vault.seal(json.dumps({"stop": conversation_id}))

    async def stop_by_link(self, token: str) -> bool:
        """No more reminders, as the link in an e-mail says; see `stop`.

        Raises:
            BadDeadlineLink: it was not made here.
        """
        conversation_id: str = self._opened(token, "stop")["stop"]
        async with self._database.transaction() as session:
            return await self.stop(session, conversation_id)

    def _opened(self, token: str, name: str = "day") -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(self._vault.open(token))
        except (WrongKey, ValueError):
            data = {}
        if name not in data:
            raise BadDeadlineLink("這個連結不正確或已經過期，請回到對話再按一次。")
        return data


def _when(days: int) -> str:
    return "今天" if days <= 0 else "明天" if days == 1 else f"{days} 天後"
