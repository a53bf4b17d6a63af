"""What a macro does to one case: every step through the service of the cases, all of them or none."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases.schemas import Action
from cases.service import CaseService
from cases.taking_back import HOLD, Rehearsal
from cases.views import told_details
from core.clock import TAIPEI
from core.database import Database
from core.errors import Problem
from desk.auth.permissions import Permission, Staff
from desk.macros.service import ME, Macro
from desk.people import actor_of, people_in
from desk.phrases.service import filled, of_staff


@dataclass(frozen=True, slots=True)
class Done:
    """One step in words; ``letter`` is what the citizen is told by it."""

    label: str
    text: str
    letter: Rehearsal | None = None


class _Undo(Exception):
    """Takes back what was only tried."""


@dataclass(frozen=True, slots=True)
class Macros:
    """Tries and runs macros on cases."""

    database: Database
    cases: CaseService

    async def rehearse(self, macro: Macro, case_id: str, staff: Staff, now: datetime) -> tuple[Done, ...]:
        """What each step would do, found out by doing it; nothing stays.

        Raises:
            Problem: as the step that cannot be done.
        """
        done: tuple[Done, ...] = ()
        try:
            async with self.database.transaction() as session:
                done = await self._do(session, macro, case_id, staff, now)
                raise _Undo
        except _Undo:
            return done

    async def run(self, macro: Macro, case_id: str, staff: Staff, now: datetime) -> None:
        """Do all of it; the letter can be taken back as ever.

        Raises:
            Problem: as the step that cannot be done; then nothing was done.
        """
        async with self.database.transaction() as session:
            await self._do(session, macro, case_id, staff, now)

    async def _do(
        self, session: AsyncSession, macro: Macro, case_id: str, staff: Staff, now: datetime
    ) -> tuple[Done, ...]:
        steps, actor, done = macro.steps, actor_of(staff), []
        for tag_id in steps.tags:
            name = await self.cases.tag(case_id, tag_id, actor, now, session=session)
            done.append(Done("加標籤", name))
        case = await self.cases.summary(case_id, session=session)
        today = now.astimezone(TAIPEI)
        values = of_staff(staff, today) | {"案號": case.number, "期限": f"{case.due}"}
        if steps.note:
            text = filled(steps.note, values)
            await self.cases.act(case_id, Action.NOTE, actor, now, session=session, text=text)
            done.append(Done(Action.NOTE.label, text))
        if steps.assign:
            to = await self._handler(session, steps.assign, staff)
            if case.person != to.id:
                await self.cases.hand_out(case_id, actor_of(to), actor, now, HOLD, session=session)
                done.append(Done(Action.ASSIGN.label, f"{to.name}（{to.unit}）"))
        if steps.letter:
            details = _details(steps.letter, filled(steps.text, values), steps.days, today.date())
            letter = await self.cases.rehearse(case_id, steps.letter, actor, now, session=session, **details)
            await self.cases.act(case_id, steps.letter, actor, now, session=session, hold=HOLD, **details)
            done.append(Done(steps.letter.label, told_details(details), letter))
        return tuple(done)

    async def _handler(self, session: AsyncSession, wanted: str, staff: Staff) -> Staff:
        if wanted == ME:
            return staff
        for person in await people_in(session):
            if person.staff.id == wanted and person.active and person.staff.may(Permission.HANDLE_CASES):
                return person.staff
        raise Problem("巨集要分派的同仁已經不在，請督導改這個巨集。")


def _details(letter: Action, text: str, days: int, today: date) -> dict[str, str]:
    if letter is Action.ASK_SUPPLEMENT:
        return {"what": text, "until": (today + timedelta(days=days)).isoformat()}
    return {"text": text}
