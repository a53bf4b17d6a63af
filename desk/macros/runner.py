"""What a macro does to one case: every step through the service of the cases, all of them or none."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases.schemas import Action, CaseSummary
from cases.service import CaseService
from cases.undo_send_service import HOLD, Rehearsal
from cases.views import told_details
from core.clock import TAIPEI
from core.database import Database
from core.errors import Problem
from desk.auth.permissions import Permission, Staff
from desk.macros.service import ME, Macro, MacroStep, Steps
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
        done: list[Done] = []
        ways = {
            MacroStep.TAGS: self._tag,
            MacroStep.NOTE: self._note,
            MacroStep.ASSIGN: self._assign,
            MacroStep.LETTER: self._tell,
        }
        for step in macro.steps.order:
            case = await self.cases.summary(case_id, session=session)  # the step before may have changed it
            done += [one async for one in ways[step](session, macro.steps, case, staff, now)]
        return tuple(done)

    async def _tag(
        self, session: AsyncSession, steps: Steps, case: CaseSummary, staff: Staff, now: datetime
    ) -> AsyncIterator[Done]:
        for tag_id in steps.tags:
            name = await self.cases.tag(case.id, tag_id, actor_of(staff), now, session=session)
            yield Done(MacroStep.TAGS.label, name)

    async def _note(
        self, session: AsyncSession, steps: Steps, case: CaseSummary, staff: Staff, now: datetime
    ) -> AsyncIterator[Done]:
        if steps.note:
            text = filled(steps.note, _values(case, staff, now))
            await self.cases.act(case.id, Action.NOTE, actor_of(staff), now, session=session, text=text)
            yield Done(Action.NOTE.label, text)

    async def _assign(
        self, session: AsyncSession, steps: Steps, case: CaseSummary, staff: Staff, now: datetime
    ) -> AsyncIterator[Done]:
        if not steps.assign:
            return
        to = await self._handler(session, steps.assign, staff)
        if case.person != to.id:
            await self.cases.hand_out(case.id, actor_of(to), actor_of(staff), now, HOLD, session=session)
            yield Done(Action.ASSIGN.label, f"{to.name}（{to.unit}）")

    async def _tell(
        self, session: AsyncSession, steps: Steps, case: CaseSummary, staff: Staff, now: datetime
    ) -> AsyncIterator[Done]:
        if steps.letter is None:
            return
        text = filled(steps.text, _values(case, staff, now))
        details = _details(steps.letter, text, steps.days, now.astimezone(TAIPEI).date())
        actor = actor_of(staff)
        letter = await self.cases.rehearse(case.id, steps.letter, actor, now, session=session, **details)
        await self.cases.act(case.id, steps.letter, actor, now, session=session, hold=HOLD, **details)
        yield Done(steps.letter.label, told_details(details), letter)

    async def _handler(self, session: AsyncSession, wanted: str, staff: Staff) -> Staff:
        if wanted == ME:
            return staff
        for person in await people_in(session):
            if person.staff.id == wanted and person.active and person.staff.may(Permission.HANDLE_CASES):
                return person.staff
        raise Problem("巨集要分派的同仁已經不在，請督導改這個巨集。")


def _values(case: CaseSummary, staff: Staff, now: datetime) -> dict[str, str]:
    """What the fields of a text stand for."""
    return of_staff(staff, now.astimezone(TAIPEI)) | {"案號": case.number, "期限": f"{case.due}"}


def _details(letter: Action, text: str, days: int, today: date) -> dict[str, str]:
    if letter is Action.ASK_SUPPLEMENT:
        return {"what": text, "until": (today + timedelta(days=days)).isoformat()}
    return {"text": text}
