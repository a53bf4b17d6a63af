"""Reads the state of the installation, tests the mail, and notes what was put aside."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors import statistics
from connectors.registry import Connectors
from connectors.statistics import Pulse
from core import backup_note
from core.calendar_service import read_calendar
from core.clock import TAIPEI
from core.database import Database
from core.errors import NotFound
from core.mail import Mail, Mailer, MailError, MailRefused, MailUnauthorized, MailUncertain, Server
from core.settings import Settings
from desk.auth import shift_service
from desk.auth.permissions import Staff
from desk.curation.worklist import work_list
from desk.duty import roster_service
from desk.first import repository
from desk.first.checklist import Channel, ChecklistItem, InstallationState, Key, PutAside, checklist
from desk.people import people
from retrieval.engine import Engine

CHATS = {"line": "LINE", "facebook": "Messenger", "telegram": "Telegram"}
_LOOK_BACK = timedelta(days=7)
_SUBJECT = "測試信：勞工局服務台"
_TEXT = "這是服務台「開始使用」寄出的測試信。收到就表示寄信設定好了，不必回覆。"


@dataclass(frozen=True, slots=True)
class Tested:
    """How a test of the mail went, in a sentence; ``answer`` is what the server said, for these eyes only."""

    passed: bool
    told: str
    answer: str


@dataclass(frozen=True, slots=True)
class FirstHour:
    """The checklist of this installation."""

    settings: Settings
    database: Database
    engine: Engine
    connectors: Connectors

    async def items(self, now: datetime) -> tuple[ChecklistItem, ...]:
        """The checklist as it is at ``now`` (UTC)."""
        today = now.astimezone(TAIPEI).date()
        monday = roster_service.monday_of(today)
        weeks = [await roster_service.week(self.database, monday + timedelta(days=7 * n)) for n in range(2)]
        channels = await self.channels(now)
        everybody = await people(self.database)
        opened = await shift_service.latest(self.database, 1)
        async with self.database.transaction() as session:
            calendar = await read_calendar(session)
            noted = await repository.steps(session)
        mail = noted.get(Key.MAIL)
        state = InstallationState(
            has_mail="email" in self.connectors,
            mail_tested_at=mail.tested_at if mail else None,
            mail_passed=bool(mail and mail.test_passed) and "email" in self.connectors,
            channels=channels,
            roles=tuple(person.staff.role for person in everybody if person.active),
            has_calendar=bool(calendar.closures or calendar.openings),
            has_roster=any(cell.duties for week in weeks for row in week.rows.values() for cell in row),
            has_shift=bool(opened),
            backed_up_at=backup_note.last(self.settings.data_dir),
            open_items=await work_list(self.database, self.engine.generation.base, self.settings, today),
            aside={key: PutAside(row.aside_by, row.aside_at) for key, row in noted.items() if row.aside_at},
        )
        return checklist(state, now)

    async def channels(self, now: datetime) -> tuple[Channel, ...]:
        """Every channel that brings messages, on or off."""
        async with self.database.transaction() as session:
            pulses = (await statistics.traffic(session, now - _LOOK_BACK, now)).pulses
        base = self.settings.public_base
        return tuple(
            Channel(
                name, label, name in self.connectors, f"{base}/webhooks/{name}", pulses.get(name, Pulse())
            )
            for name, label in CHATS.items()
        )

    async def put_aside(self, key: str, staff: Staff, aside: bool, now: datetime) -> None:
        """``staff`` puts an item aside, or takes it up again.

        Raises:
            NotFound: there is no such item.
        """
        if key not in list(Key):
            raise NotFound("沒有這一項。")
        by, at = (staff.name, now) if aside else ("", None)
        async with self.database.transaction() as session:
            await repository.put(session, key, aside_by=by, aside_at=at)

    async def test_mail(self, address: str, now: datetime) -> Tested:
        """Send a real e-mail to ``address`` at once, past the outbox, and tell what the server answered."""
        url, sender = self.settings.smtp_url, self.settings.mail_from
        if url is None or sender is None:
            return Tested(False, "還沒有設定寄信的主機，請資訊人員設定後重新啟動。", "")
        server = Server.read(url.get_secret_value())
        mailer = Mailer(server, sender, returns_to=self.settings.mail_bounce_address)
        try:
            answer = await mailer.send(Mail(address, _SUBJECT, _TEXT, f"test-{secrets.token_hex(8)}"), now)
            tested = Tested(True, "主機收下了。請到信箱確認收到；沒有的話看垃圾信件匣。", answer)
        except MailError as error:
            tested = Tested(False, _reason(error), error.answer or str(error))
        async with self.database.transaction() as session:
            await repository.put(session, Key.MAIL, tested_at=now, test_passed=tested.passed)
        return tested


def _reason(error: MailError) -> str:
    if isinstance(error, MailUnauthorized):
        return "主機不接受帳號或密碼，請核對 LABORDESK_SMTP_URL。"
    if isinstance(error, MailRefused):
        return "主機拒收這個收件人或寄件人，請核對地址與 LABORDESK_MAIL_FROM。"
    if isinstance(error, MailUncertain):
        return "信送到一半斷線，不知道有沒有收下。請看信箱，沒有收到就再試一次。"
    return "連不上主機，或主機現在不收。請核對主機與埠，稍後再試。"
