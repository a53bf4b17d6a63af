"""Before a letter leaves the house: how it would read, and seconds in which whoever sent it takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository
from cases.approval_service import APPROVED, PENDING, SOMEBODY
from cases.base import CaseBase
from cases.clock import due
from cases.enums import NoticeState
from cases.errors import ActionNotAllowed
from cases.schemas import Action, Actor, CaseEvent, CaseState, Notice
from cases.states import TWO_PEOPLE, notices, progress
from cases.views import told_details
from core.calendar_service import read_calendar

HOLD = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an action would make of a case: its ``notice``, and ``told``, what the status page would add.

    ``unit``, ``state`` and ``due`` are those after the action; ``language`` is the citizen's.
    """

    number: str
    unit: str
    state: CaseState
    due: date
    language: str
    notice: Notice | None
    told: str


class UndoSend(CaseBase):
    """Rehearse an action, and undo one whose notice has not gone out yet."""

    async def rehearse(
        self,
        case_id: str,
        action: Action,
        actor: Actor,
        now: datetime,
        *,
        session: AsyncSession | None = None,
        **details: str,
    ) -> Rehearsal:
        """What ``action`` would do; nothing is changed.

        Raises:
            NoSuchCase, ActionNotAllowed: as the action itself would.
        """
        async with self._within(session) as joined:
            row = await self._row(joined, case_id)
            case = await self._store.load(joined, row)
            second = {"approver": SOMEBODY} if action in TWO_PEOPLE else {}
            given = await self._checked(joined, case, action, actor, now, {**details, **second})
            events = (*case.events, CaseEvent(action, now, actor, given))
            after = progress(events)
            told = notices(action, given)
            return Rehearsal(
                row.number,
                after.unit,
                after.state,
                due(events, await read_calendar(joined), self._policy.rule_for(row.route, row.category)).date,
                case.statement.language if case.statement else "",
                told[0] if told else None,
                told_details(given),
            )

    async def held_until(self, case_id: str, actor: Actor, now: datetime) -> datetime | None:
        """Until when ``actor`` can take the last action back; None when that is not possible any more."""
        async with self._database.transaction() as session:
            row = await self._row(session, case_id)
            case = await self._store.load(session, row)
            notice = await repository.last_notice(session, case_id)
            if notice is None or notice.state != NoticeState.PENDING or now >= notice.created_at + HOLD:
                return None
            at = _last_step(case.events)
            if case.events[at].action in (Action.MERGE, Action.SPLIT):  # another case hangs on it
                return None
            is_last = notice.event_id == (await repository.events_of(session, case_id))[at].id
            return notice.created_at + HOLD if is_last and _did(actor, case.events[at]) else None

    async def take_back(self, case_id: str, actor: Actor, now: datetime) -> CaseEvent:
        """Undo the last action as if it had not been; gives what it was, so that it can be written anew.

        Notes that were written since stay.

        Raises:
            ActionNotAllowed: its notice has gone out, somebody else did it, or something else came after it.
        """
        if await self.held_until(case_id, actor, now) is None:
            raise ActionNotAllowed("已經來不及收回：通知已經送出，或後來又有別的處理。")
        async with self._database.transaction() as session:
            row = await self._row(session, case_id, lock=True)
            case = await self._store.load(session, row)
            at = _last_step(case.events)
            last = (await repository.events_of(session, case_id))[at]
            notice = await repository.last_notice(session, case_id, lock=True)
            if notice is None or notice.event_id != last.id or notice.state != NoticeState.PENDING:
                raise ActionNotAllowed("已經來不及收回：通知已經送出，或後來又有別的處理。")
            undone = case.events[at]
            for asked in await repository.proposals_of(session, case_id):
                if asked.state == APPROVED and asked.decided_at == undone.at:
                    asked.state, asked.decided_by, asked.decided_at = PENDING, "", None
            await session.delete(notice)
            await session.flush()
            await session.delete(last)
            await session.flush()
            kept = (*case.events[:at], *case.events[at + 1 :])
            self._store.follow(row, kept, await read_calendar(session))
            row.updated_at = now
            await self._store.undone(session, row, undone, now)
            self._store.audit(session, row.id, actor, f"take back {undone.action}", now)
            return undone


def _last_step(events: Sequence[CaseEvent]) -> int:
    """Where the last action stands that is no note; the first one is the filing."""
    return max(n for n, event in enumerate(events) if event.action is not Action.NOTE)


def _did(actor: Actor, event: CaseEvent) -> bool:
    return actor.id == event.actor.id or actor.name == event.details.get("approver")
