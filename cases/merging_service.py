"""Two cases of one person become one: the later is part of the earlier; undone within a day."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository
from cases.approval_service import PENDING
from cases.base import CaseBase
from cases.enums import NoticeState
from cases.errors import ActionNotAllowed
from cases.row_mapping import CaseFile, summary
from cases.schemas import Action, Actor, CaseEvent, CaseState, CaseSummary, CaseView, Viewer
from cases.search_terms import contacts_of
from cases.states import progress
from cases.views import case_view
from cases.visibility import viewer_of
from core.calendar_service import read_calendar

UNDO_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a case has to do with others: the one that it is part of (``into``), or those that are part of it.

    ``undo_until`` is the end of the time in which it can be taken apart, None when that is over.
    """

    into: CaseSummary | None = None
    parts: tuple[CaseSummary, ...] = ()
    undo_until: datetime | None = None


class Merging(CaseBase):
    """One person may do it: nothing is lost, everything can be undone, both are audited."""

    async def merge(
        self, case_id: str, other_id: str, actor: Actor, now: datetime, hold: timedelta = timedelta()
    ) -> CaseSummary:
        """Make the later of two cases part of the earlier, which it returns; its notice waits for ``hold``.

        Both numbers look up the earlier from now on, the nearer of the two due dates holds.

        Raises:
            NoSuchCase, ActionNotAllowed: they are not of one person or procedure, one is over, is part of
                another already, waits for a second person, or is another unit's.
        """
        async with self._database.transaction() as session:
            rows = [await self._row(session, one, lock=True) for one in sorted({case_id, other_id})]
            if len(rows) == 1:
                raise ActionNotAllowed("請選另一個案件。")
            rows.sort(key=lambda row: (row.filed_at, row.number))
            first, later = [await self._store.load(session, row) for row in rows]
            self._require_same(first, later)
            self._require_hands(first, later, actor)
            await self._require_free(session, first, later)
            given = {"part": later.row.number, "due": later.row.due_on.isoformat()}
            if later.row.danger and not first.row.danger:
                given["danger"] = first.row.danger = later.row.danger
            joining = CaseEvent(Action.JOIN, now, actor, given)
            await self._store.append(session, first.row, first.events, joining)
            merging = CaseEvent(Action.MERGE, now, actor, {"into": first.row.number})
            await self._store.append(session, later.row, later.events, merging, hold)
            later.row.merged_into = first.row.id
            self._store.audit(session, first.row.id, actor, Action.JOIN, now, later.row.number)
            self._store.audit(session, later.row.id, actor, Action.MERGE, now, first.row.number)
            await session.flush()
            return summary(first.row)

    async def split(self, case_id: str, actor: Actor, now: datetime) -> CaseSummary:
        """Take a case out of the one that it is part of; who was told of the merging is told of this.

        Raises:
            NoSuchCase, ActionNotAllowed: it is part of none, for longer than a day, or of another unit's.
        """
        async with self._database.transaction() as session:
            row = await self._row(session, case_id, lock=True)
            if row.merged_into is None:
                raise ActionNotAllowed("這個案件沒有併入別的案件。")
            part = await self._store.load(session, row)
            whole = await self._store.load(session, await self._row(session, row.merged_into, lock=True))
            self._require_hands(whole, part, actor)
            place, merging = _merging_of(part)
            if now >= merging.at + UNDO_FOR:
                raise ActionNotAllowed("併案超過一天，不能取消；需要分開辦時，請另外立案。")
            told = await repository.last_notice(session, row.id, lock=True)
            untold = told is not None and told.state == NoticeState.PENDING
            if told is not None and untold:
                told.state, told.timing = NoticeState.VOID, "併案在通知民眾以前取消"
            row.merged_into = None
            before = progress(part.events[:place]).state
            splitting = CaseEvent(Action.SPLIT, now, actor, {"state": before.value})
            await self._store.append(session, row, part.events, splitting)
            if untold and (again := await repository.last_notice(session, row.id)) is not None:
                again.state, again.timing = NoticeState.VOID, "併案在通知民眾以前取消"
            parting = CaseEvent(Action.PART, now, actor, {"part": row.number})
            if _joining_of(whole, row.number).details.get("danger"):
                whole.row.danger = ""
            await self._store.append(session, whole.row, whole.events, parting)
            self._store.audit(session, row.id, actor, Action.SPLIT, now, whole.row.number)
            self._store.audit(session, whole.row.id, actor, Action.PART, now, row.number)
            await session.flush()
            return summary(row)

    async def merged(self, case_id: str, now: datetime) -> Merged:
        """What a case is part of, and what is part of it.

        Raises:
            NoSuchCase.
        """
        async with self._database.transaction() as session:
            row = await self._row(session, case_id)
            parts = tuple(map(summary, await repository.parts_of(session, row.id)))
            if row.merged_into is None:
                return Merged(parts=parts)
            until = _merging_of(await self._store.load(session, row))[1].at + UNDO_FOR
            into = summary(await self._row(session, row.merged_into))
            return Merged(into, parts, until if now < until else None)

    async def parts(self, case_id: str, actor: Actor, now: datetime) -> tuple[CaseView, ...]:
        """The cases that are part of one, as the team of the whole sees them; audited.

        Raises:
            NoSuchCase. ActionNotAllowed: the actor is not of the team of the whole.
        """
        async with self._database.transaction() as session:
            rows = await repository.parts_of(session, case_id)
            if not rows:
                return ()
            whole = await self._store.load(session, await self._row(session, case_id))
            self._require_team(whole, actor, "看併入的案件")
            for row in rows:
                self._store.audit(session, row.id, actor, "view part", now)
            calendar = await read_calendar(session)
            return tuple(
                [
                    case_view(
                        await self._store.load(session, row),
                        replace(actor, sees_all=True),
                        calendar,
                        self._policy.rule_for(row.route, row.category),
                    )
                    for row in rows
                ]
            )

    def _require_same(self, first: CaseFile, later: CaseFile) -> None:
        if first.statement is None or later.statement is None:
            raise ActionNotAllowed("個資已經刪除的案件不能併案。")
        secret = self._policy.secret
        if not contacts_of(first.statement, secret) & contacts_of(later.statement, secret):
            raise ActionNotAllowed("不是同一位民眾的案件（電話或電子郵件不同），不能併案。")
        if first.row.route != later.row.route:
            raise ActionNotAllowed("兩件的程序不同，法定的辦理方式不一樣，不能併案。")

    def _require_hands(self, first: CaseFile, later: CaseFile, actor: Actor) -> None:
        """Of the team of one, and of the other too unless nobody has it."""
        team = [viewer_of(actor, progress(case.events)) is Viewer.TEAM for case in (first, later)]
        if not any(team):
            raise ActionNotAllowed("只有承辦案件的同仁可以併案。")
        for case, is_mine in zip((first, later), team, strict=True):
            if case.row.unit and not is_mine:
                self._require_team(case, actor, "併案")

    @staticmethod
    async def _require_free(session: AsyncSession, first: CaseFile, later: CaseFile) -> None:
        for case in (first, later):
            row = case.row
            if not CaseState(row.state).is_open:
                raise ActionNotAllowed(
                    f"{row.number} 是「{CaseState(row.state).label}」，辦理中的案件才能併案。"
                )
            if any(asked.state == PENDING for asked in await repository.proposals_of(session, row.id)):
                raise ActionNotAllowed(f"{row.number} 有等核准的事，請先決定再併案。")
        if await repository.parts_of(session, later.row.id):
            raise ActionNotAllowed(f"{later.row.number} 已經有別件併入，請把那一件併到 {first.row.number}。")


def _merging_of(part: CaseFile) -> tuple[int, CaseEvent]:
    """The place and event by which a case became part of another."""
    found = [(place, event) for place, event in enumerate(part.events) if event.action is Action.MERGE]
    return found[-1]


def _joining_of(whole: CaseFile, number: str) -> CaseEvent:
    found = [
        event for event in whole.events if event.action is Action.JOIN and event.details.get("part") == number
    ]
    return found[-1]
