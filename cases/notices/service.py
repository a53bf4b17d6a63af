"""Sends the notices that the transitions of a case demand: each once a way, the next way when one fails.

The plan is written first; a message enters the outbox in the transaction that marks its way as taken,
so that a process that is killed leaves either nothing or all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository as cases
from cases.clock import Rule, due
from cases.models import CaseRow, NoticeRow
from cases.notices import repository
from cases.notices.by_staff import task_key
from cases.notices.models import NoticeState, NoticeStepRow
from cases.notices.reachability import Contacts, Plan, Way, plan, sending_time
from cases.notices.texts import FACTS, Letter, day, letter, rating, subject
from cases.quiet import QuietHours
from cases.records import Records
from cases.reminders import repository as tasks
from cases.reminders.models import TaskKind
from cases.schemas import NoticeKind, State
from cases.survey.service import Surveys, question
from cases.ways import Fate, Passage, Purpose, Reach, Ways, Words, joined
from core.clock import TAIPEI
from core.database import Database
from core.encryption import Vault
from core.service import read_calendar

_FOLLOWED_AT_ONCE = 500
_PAUSE = timedelta(minutes=10)
_SETTLED = {Fate.FAILED: Passage.FAILED, Fate.UNKNOWN: Passage.UNKNOWN}
_ENDS = {Fate.FAILED: "平台拒收或送不出去", Fate.UNKNOWN: "送出後斷線，不確定是否送達"}
_NOTICES = Counter("labordesk_notices_total", "Notices to citizens", ["kind", "way"])
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Open:
    """One notice in hand."""

    notice: NoticeRow
    case: CaseRow
    contacts: Contacts
    facts: Mapping[str, str]
    language: str

    @property
    def kind(self) -> NoticeKind:
        return NoticeKind(self.notice.kind)


class Notices:
    """Several processes may work at it; a notice is held by one of them at a time."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        ways: Ways,
        surveys: Surveys,
        public_url: str,
        quiet: QuietHours,
        rule: Rule,
    ) -> None:
        """``rule`` is how the reply deadline is counted; pages are under ``public_url``."""
        self._database = database
        self._records = Records(vault)
        self._ways = ways
        self._surveys = surveys
        self._public_url = public_url
        self._quiet = quiet
        self._rule = rule

    async def send_next(self, now: datetime) -> bool:
        """Plan the next notice that is due, or hand it to its next way; False when there is none."""
        held: int | None = None
        try:
            async with self._database.transaction() as db:
                notice = await repository.next_notice(db, now)
                if notice is not None:
                    held = notice.id
                    await self._work(db, notice, now)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:
            # A notice that we stumble over must not hold up the others for ever.
            if held is None:
                raise
            log.error("notice_failed", notice=held, kind=type(error).__name__)
            async with self._database.transaction() as db:
                await repository.postpone(db, held, now + _PAUSE)
        return held is not None

    async def _work(self, db: AsyncSession, notice: NoticeRow, now: datetime) -> None:
        held = await self._open(db, notice)
        if held is None:
            notice.state, notice.timing = NoticeState.VOID, "民眾的個資已刪除，沒有可以通知的人"
            return
        known = await repository.steps(db, notice.id)
        if all(step.state != Passage.WAITING for step in known):  # new, or to be tried once more
            planned = await self._plan(db, held, now)
            taken = {step.way for step in known}
            repository.add_steps(db, notice.id, [step for step in planned.steps if step.way not in taken])
            notice.due_at, notice.timing = planned.at, planned.timing
            await db.flush()
            if planned.at > now:
                return
        await self._take(db, held, now)

    async def follow_up(self, now: datetime) -> None:
        """Note what became of the ways that were taken; when one failed the next one is due."""
        async with self._database.transaction() as db:
            rows = await repository.handed(db, _FOLLOWED_AT_ONCE)
            fates = await self._ways.fates(db, {number for row in rows for number in row.outbox_ids})
            for row in rows:
                fate = joined([fates.get(number, Fate.FAILED) for number in row.outbox_ids])
                if fate is not Fate.OPEN:
                    await self._settle(db, row, fate, now)

    async def _open(self, db: AsyncSession, notice: NoticeRow) -> _Open | None:
        case = await db.get_one(CaseRow, notice.case_id)
        statement = self._records.case_file(case, (), ()).statement
        if statement is None:
            return None
        second = statement.second_contact if "@" in statement.second_contact else ""
        contacts = Contacts(
            case.conversation_id,
            statement.email,
            second if second.lower() != statement.email.lower() else "",
            statement.phone or ("" if second else statement.second_contact),
            bool(statement.consented_at),
        )
        facts = self._records.open_mapping(notice.facts)
        return _Open(notice, case, contacts, facts, statement.language)

    async def _plan(self, db: AsyncSession, held: _Open, now: datetime) -> Plan:
        contacts = held.contacts
        reaches: dict[Way, Reach] = {}
        if contacts.conversation_id:
            reaches[Way.CHAT] = await self._ways.reach(db, contacts.conversation_id, now, Purpose.CASE)
        for way, address in ((Way.EMAIL, contacts.email), (Way.SECOND_EMAIL, contacts.second_email)):
            if address:
                reaches[way] = self._ways.reach_by_mail(address)
        return plan(held.kind, contacts, reaches, self._quiet, now, await self._deadline(db, held))

    async def _deadline(self, db: AsyncSession, held: _Open) -> datetime:
        """The end of the day by which it must have gone out: for an extension the day it replaces."""
        last = held.case.due_on
        if held.kind is NoticeKind.EXTENDED:
            rows = await cases.events_of(db, held.case.id)
            before = [self._records.event(row) for row in rows if row.id < held.notice.event_id]
            last = due(before, await read_calendar(db), self._rule).date
        return datetime.combine(last + timedelta(days=1), time(), TAIPEI)

    async def _take(self, db: AsyncSession, held: _Open, now: datetime) -> None:
        """Hand the notice to the first way that takes it."""
        for row in await repository.steps(db, held.notice.id):
            if row.state != Passage.WAITING:
                continue
            way = Way(row.way)
            _NOTICES.labels(held.kind, way).inc()
            if way is Way.RECEIPT:
                row.state, row.settled_at = Passage.ARRIVED, now
                held.notice.state = NoticeState.TOLD
                return
            if way is Way.STAFF:
                await self._leave_to_staff(db, held, row, now)
                return
            row.outbox_ids = list(await self._hand_over(db, held, way, now))
            if row.outbox_ids:
                row.state, held.notice.state = Passage.HANDED, NoticeState.HANDED
                return
            row.state, row.settled_at, row.reason = (
                Passage.FAILED,
                now,
                await self._closed(db, held, way, now),
            )

    async def _hand_over(self, db: AsyncSession, held: _Open, way: Way, now: datetime) -> tuple[int, ...]:
        contacts, words = held.contacts, await self._words(db, held, now)
        if way is Way.CHAT:
            if not contacts.conversation_id:
                return ()
            said = Words(words.text)
            if held.kind is NoticeKind.CLOSED:
                asked = question(*rating(held.case.number, held.language))
                said = Words(f"{words.text}\n\n{asked.text}", asked.options)
            return await self._ways.tell(db, contacts.conversation_id, said, now, Purpose.CASE)
        address = contacts.email if way is Way.EMAIL else contacts.second_email
        return await self._ways.mail(db, address, words.subject, words.mail, now) if address else ()

    async def _words(self, db: AsyncSession, held: _Open, now: datetime) -> Letter:
        case = held.case
        values = {name: text for name, text in held.facts.items() if name in FACTS}
        values |= {"number": case.number, "unit": case.unit, "status": f"{self._public_url}/cases/status"}
        if State(case.state).is_open:
            values |= {"due": day(case.due_on), "due_on": case.due_on.isoformat()}
        if held.kind is NoticeKind.CLOSED:
            token = await self._surveys.invite(db, held.notice.id, case.id, case.conversation_id, now)
            values["survey"] = f"{self._public_url}/cases/survey?token={token}"
        return letter(held.kind, values, held.language)

    async def _closed(self, db: AsyncSession, held: _Open, way: Way, now: datetime) -> str:
        if way is Way.CHAT and held.contacts.conversation_id:
            return (await self._ways.reach(db, held.contacts.conversation_id, now, Purpose.CASE)).reason
        return self._ways.reach_by_mail(held.contacts.email).reason

    async def _leave_to_staff(self, db: AsyncSession, held: _Open, row: NoticeStepRow, now: datetime) -> None:
        case = held.case
        # Of an extension the citizen must know before the day that it replaces is over.
        last = (await self._deadline(db, held) - timedelta(days=1)).date()
        text = f"{subject(held.kind, case.number)}：沒有辦法用訊息或電子郵件送達。{row.reason}。"
        await tasks.add_task(
            db,
            task_key(held.notice.id),
            TaskKind.CONTACT,
            text,
            now,
            case_id=case.id,
            unit=case.unit,
            subject=case.number,
            due_on=last if State(case.state).is_open else None,
        )
        held.notice.state = NoticeState.STAFF
        log.warning("notice_left_to_staff", notice=held.notice.id, kind=held.kind)

    async def _settle(self, db: AsyncSession, row: NoticeStepRow, fate: Fate, now: datetime) -> None:
        notice = await db.get_one(NoticeRow, row.notice_id, with_for_update=True)
        if fate is Fate.ARRIVED:
            row.state, row.settled_at, notice.state = Passage.ARRIVED, now, NoticeState.TOLD
            await tasks.finish_key(db, task_key(notice.id), "系統", now)
            return
        row.state, row.settled_at, row.reason = _SETTLED[fate], now, _ENDS[fate]
        held = await self._open(db, notice)
        notice.state = NoticeState.PENDING
        if held is not None:
            deadline = await self._deadline(db, held)
            notice.due_at, notice.timing = sending_time(held.kind, now, self._quiet, deadline)
