"""Who gets a case: whoever begins with it, or somebody it is given to, accepted on the way."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases.base import CaseBase
from cases.errors import ActionNotAllowed
from cases.row_mapping import summary
from cases.schemas import Action, Actor, CaseState, CaseSummary


class Assignment(CaseBase):
    """Accepting and assigning in one step."""

    async def take(
        self, case_id: str, actor: Actor, now: datetime, hold: timedelta = timedelta()
    ) -> CaseSummary:
        """Accept a case that nobody has, and have it: one step for whoever begins with it.

        Raises:
            NoSuchCase, ActionNotAllowed: somebody has it, or the account has no unit.
        """
        if not actor.unit:
            raise ActionNotAllowed("您的帳號沒有單位，不能承辦案件；請系統管理補上單位。")
        async with self._database.transaction() as session:
            row = await self._row(session, case_id, lock=True)
            if row.unit:
                raise ActionNotAllowed(f"這個案件已經由{row.unit}承辦。")
            if row.state == CaseState.RECEIVED:
                await self._act(session, row, Action.ACCEPT, actor, now, {}, hold)
            await self._act(session, row, Action.ASSIGN, actor, now, {"unit": actor.unit, "person": actor.id})
            return summary(row)

    async def hand_out(
        self,
        case_id: str,
        to: Actor,
        actor: Actor,
        now: datetime,
        hold: timedelta = timedelta(),
        *,
        session: AsyncSession | None = None,
    ) -> CaseSummary:
        """Give a case to ``to``, who is of the unit that has it from now on; a new case is accepted first.

        Raises:
            NoSuchCase, ActionNotAllowed: as each of the two steps would.
        """
        async with self._within(session) as joined:
            row = await self._row(joined, case_id, lock=True)
            if row.state == CaseState.RECEIVED:
                await self._act(joined, row, Action.ACCEPT, actor, now, {}, hold)
            await self._act(joined, row, Action.ASSIGN, actor, now, {"unit": to.unit, "person": to.id})
            return summary(row)
