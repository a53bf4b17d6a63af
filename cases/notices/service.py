"""Sends the notices that the transitions of a case demand: each once a way, the next way when one fails.

The plan is written first; a message enters the outbox in the transaction that marks its way as taken,
so that a process that is killed leaves either nothing or all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository as cases
from cases.clock import due
from cases.enums import NoticeState, TaskKind
from cases.messaging import DeliveryStatus, Fate, Purpose, Reach, Ways, Words, joined
from cases.models import CaseRow, NoticeRow
from cases.notices import repository
from cases.notices.models import NoticeStepRow
from cases.notices.reachability import Contacts, Plan, Way, plan, sending_time
from cases.notices.staff_fallback import task_key
from cases.notices.texts import FACTS, NoticeText, day, letter, rating, subject
from cases.policy import CasePolicy
from cases.quiet_hours import QuietHours
from cases.row_mapping import Records
from cases.schemas import COUNTER, ActorKind, CaseState, NoticeKind
from cases.staff_reminders import repository as tasks
from cases.survey.service import Surveys, question
from cases.undo_send_service import Rehearsal
from core.calendar_service import read_calendar
from core.clock import TAIPEI
from core.database import Database
from core.encryption import Vault

_FOLLOWED_AT_ONCE = 500
_PAUSE = timedelta(minutes=10)
# What came back is looked for so far back: longer than this the service is not away.
_RETURNED_WITHIN = timedelta(days=1)
_SETTLED = {Fate.FAILED: DeliveryStatus.FAILED, Fate.UNKNOWN: DeliveryStatus.UNKNOWN}
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
        policy: CasePolicy,
    ) -> None:
        """``policy`` counts the reply deadline; pages are under ``public_url``."""
        self._database = database
        self._records = Records(vault)
        self._ways = ways
        self._surveys = surveys
        self._public_url = public_url
        self._quiet = quiet
        self._policy = policy

    async def send_next(self, now: datetime) -> bool:
        """Plan the next notice that is due, or hand it to its next way; False when there is none."""
        held: int | None = None
        try:
            async with self._database.transaction() as session:
                notice = await repository.next_notice(session, now)
                if notice is not None:
                    held = notice.id
                    await self._work(session, notice, now)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:
            # A notice that we stumble over must not hold up the others for ever.
            if held is None:
                raise
            log.error("notice_failed", notice=held, kind=type(error).__name__)
            async with self._database.transaction() as session:
                await repository.postpone(session, held, now + _PAUSE)
        return held is not None

    async def _work(self, session: AsyncSession, notice: NoticeRow, now: datetime) -> None:
        held = await self._open(session, notice)
        if held is None:
            notice.state, notice.timing = NoticeState.VOID, "民眾的個資已刪除，沒有可以通知的人"
            return
        known = await repository.steps(session, notice.id)
        if all(step.state != DeliveryStatus.WAITING for step in known):  # new, or to be tried once more
            planned = await self._plan(session, held, now)
            taken = {step.way for step in known}
            repository.add_steps(
                session, notice.id, [step for step in planned.steps if step.way not in taken]
            )
            notice.due_at, notice.timing = planned.at, planned.timing
            await session.flush()
            if planned.at > now:
                return
        await self._take(session, held, now)

    async def follow_up(self, now: datetime) -> None:
        """Note what became of the ways that were taken; when one failed the next one is due."""
        async with self._database.transaction() as session:
            rows = await repository.handed(session, _FOLLOWED_AT_ONCE)
            fates = await self._ways.fates(session, {number for row in rows for number in row.outbox_ids})
            for row in rows:
                fate = joined([fates.get(number, Fate.FAILED) for number in row.outbox_ids])
                if fate is not Fate.OPEN:
                    await self._settle(session, row, fate, now)
            for row in await repository.arrived(
                session, await self._ways.returned(session, now - _RETURNED_WITHIN)
            ):
                await self._settle(session, row, Fate.FAILED, now)

    async def _open(self, session: AsyncSession, notice: NoticeRow) -> _Open | None:
        case = await session.get_one(CaseRow, notice.case_id)
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
            await self._has_receipt(session, case),
        )
        facts = self._records.open_mapping(notice.facts)
        return _Open(notice, case, contacts, facts, statement.language)

    async def _has_receipt(self, session: AsyncSession, case: CaseRow) -> bool:
        """Who filed it themselves, or stood at the counter, has it in hand; who is to be called has not."""
        filed = self._records.event((await cases.events_of(session, case.id))[0])
        return filed.actor.kind is ActorKind.CITIZEN or case.channel == COUNTER

    async def _plan(self, session: AsyncSession, held: _Open, now: datetime) -> Plan:
        contacts = held.contacts
        reaches: dict[Way, Reach] = {}
        if contacts.conversation_id:
            reaches[Way.CHAT] = await self._ways.reach(session, contacts.conversation_id, now, Purpose.CASE)
        for way, address in ((Way.EMAIL, contacts.email), (Way.SECOND_EMAIL, contacts.second_email)):
            if address:
                reaches[way] = self._ways.reach_by_mail(address)
        return plan(held.kind, contacts, reaches, self._quiet, now, await self._deadline(session, held))

    async def _deadline(self, session: AsyncSession, held: _Open) -> datetime:
        """The end of the day by which it must have gone out: for an extension the day it replaces."""
        last = held.case.due_on
        if held.kind is NoticeKind.EXTENDED:
            rows = await cases.events_of(session, held.case.id)
            before = [self._records.event(row) for row in rows if row.id < held.notice.event_id]
            last = due(
                before,
                await read_calendar(session),
                self._policy.rule_for(held.case.route, held.case.category),
            ).date
        return datetime.combine(last + timedelta(days=1), time(), TAIPEI)

    async def _take(self, session: AsyncSession, held: _Open, now: datetime) -> None:
        """Hand the notice to the first way that takes it."""
        for row in await repository.steps(session, held.notice.id):
            if row.state != DeliveryStatus.WAITING:
                continue
            way = Way(row.way)
            _NOTICES.labels(held.kind, way).inc()
            if way is Way.RECEIPT:
                row.state, row.settled_at = DeliveryStatus.ARRIVED, now
                held.notice.state = NoticeState.TOLD
                return
            if way is Way.STAFF:
                await self._leave_to_staff(session, held, row, now)
                return
            row.outbox_ids = list(await self._hand_over(session, held, way, now))
            if row.outbox_ids:
                row.state, held.notice.state = DeliveryStatus.HANDED, NoticeState.HANDED
                return
            row.state, row.settled_at, row.reason = (
                DeliveryStatus.FAILED,
                now,
                await self._closed(session, held, way, now),
            )

    async def _hand_over(
        self, session: AsyncSession, held: _Open, way: Way, now: datetime
    ) -> tuple[int, ...]:
        contacts, words = held.contacts, await self._words(session, held, now)
        if way is Way.CHAT:
            if not contacts.conversation_id:
                return ()
            said = Words(words.text)
            if held.kind is NoticeKind.CLOSED:
                asked = question(*rating(held.case.number, held.language))
                said = Words(f"{words.text}\n\n{asked.text}", asked.options)
            return await self._ways.tell(session, contacts.conversation_id, said, now, Purpose.CASE)
        address = contacts.email if way is Way.EMAIL else contacts.second_email
        return await self._ways.mail(session, address, words.subject, words.mail, now) if address else ()

    async def _words(self, session: AsyncSession, held: _Open, now: datetime) -> NoticeText:
        case = held.case
        values = self._values(held.facts, case.number, case.unit, CaseState(case.state), case.due_on)
        if held.kind is NoticeKind.CLOSED:
            token = await self._surveys.invite(session, held.notice.id, case.id, case.conversation_id, now)
            values["survey"] = f"{self._public_url}/cases/survey?token={token}"
        return letter(held.kind, values, held.language)

    def rehearsed(self, rehearsal: Rehearsal) -> NoticeText | None:
        """The letter that an action would send, None where it sends none."""
        notice = rehearsal.notice
        if notice is None:
            return None
        values = self._values(notice.facts, rehearsal.number, rehearsal.unit, rehearsal.state, rehearsal.due)
        return letter(notice.kind, values, rehearsal.language)

    def _values(
        self, facts: Mapping[str, str], number: str, unit: str, state: CaseState, due_on: date
    ) -> dict[str, str]:
        values = {name: text for name, text in facts.items() if name in FACTS}
        values |= {"number": number, "unit": unit, "status": f"{self._public_url}/cases/status"}
        if state.is_open:
            values |= {"due": day(due_on), "due_on": due_on.isoformat()}
        return values

    async def _closed(self, session: AsyncSession, held: _Open, way: Way, now: datetime) -> str:
        if way is Way.CHAT and held.contacts.conversation_id:
            return (await self._ways.reach(session, held.contacts.conversation_id, now, Purpose.CASE)).reason
        return self._ways.reach_by_mail(held.contacts.email).reason

    async def _leave_to_staff(
        self, session: AsyncSession, held: _Open, row: NoticeStepRow, now: datetime
    ) -> None:
        case = held.case
        # Of an extension the citizen must know before the day that it replaces is over.
        last = (await self._deadline(session, held) - timedelta(days=1)).date()
        text = f"{subject(held.kind, case.number)}：沒有辦法用訊息或電子郵件送達。{row.reason}。"
        await tasks.add_task(
            session,
            task_key(held.notice.id),
            TaskKind.CONTACT,
            text,
            now,
            case_id=case.id,
            unit=case.unit,
            subject=case.number,
            due_on=last if CaseState(case.state).is_open else None,
        )
        held.notice.state = NoticeState.STAFF
        log.warning("notice_left_to_staff", notice=held.notice.id, kind=held.kind)

    async def _settle(self, session: AsyncSession, row: NoticeStepRow, fate: Fate, now: datetime) -> None:
        notice = await session.get_one(NoticeRow, row.notice_id, with_for_update=True)
        if fate is Fate.ARRIVED:
            row.state, row.settled_at, notice.state = DeliveryStatus.ARRIVED, now, NoticeState.TOLD
            await tasks.finish_key(session, task_key(notice.id), "系統", now)
            return
        row.state, row.settled_at, row.reason = _SETTLED[fate], now, _ENDS[fate]
        held = await self._open(session, notice)
        notice.state = NoticeState.PENDING
        if held is not None:
            deadline = await self._deadline(session, held)
            notice.due_at, notice.timing = sending_time(held.kind, now, self._quiet, deadline)
