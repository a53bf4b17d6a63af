"""Cases found by number, company, and the person's phone, e-mail address or name."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from cases import repository
from cases.base import CaseBase
from cases.case_numbers import read_number
from cases.models import CaseRow
from cases.row_mapping import summary
from cases.schemas import Actor, CaseSummary, Viewer
from cases.search_terms import asked, contacts_of, terms_of
from cases.states import progress
from cases.visibility import viewer_of

FOUND = 20
_BATCH = 200


class CaseSearch(CaseBase):
    """The search of the desk; who may not see a person does not find the case by the person either."""

    async def find(
        self, text: str, actor: Actor, now: datetime, *, session: AsyncSession | None = None
    ) -> tuple[CaseSummary, ...]:
        """The cases that ``text`` names, the newest first; those found by a person are audited.

        Whoever is not of the case team finds no case by a person who is confidential.
        """
        async with self._within(session) as joined:
            number = read_number(text)
            by_number = await repository.by_number(joined, number) if number else None
            if by_number is not None:
                whole = await self._row(joined, by_number.merged_into or by_number.id)
                return (summary(whole),)
            wanted = asked(text, self._policy.secret)
            of_person = await repository.found_by_any(joined, wanted.person, FOUND)
            seen = [row for row in of_person if await self._shows_person(joined, row, actor)]
            for row in seen:
                self._store.audit(joined, row.id, actor, "found", now)
            of_company = await repository.found_by_all(joined, wanted.company, FOUND)
            rows = {row.id: row for row in (*seen, *of_company)}
            return tuple(map(summary, rows.values()))

    async def linked(
        self, case_id: str, actor: Actor, *, session: AsyncSession | None = None
    ) -> tuple[CaseSummary, ...]:
        """The other cases of the same person, the newest first, for the team of the case.

        Those whose person ``actor`` may not see are left out.

        Raises:
            NoSuchCase.
        """
        async with self._within(session) as joined:
            row = await self._row(joined, case_id)
            case = await self._store.load(joined, row)
            if case.statement is None or viewer_of(actor, progress(case.events)) is not Viewer.TEAM:
                return ()
            contacts = contacts_of(case.statement, self._policy.secret)
            others = await repository.found_by_any(joined, contacts, FOUND)
            seen = [
                other
                for other in others
                if other.id != row.id and await self._shows_person(joined, other, actor)
            ]
            return tuple(map(summary, seen))

    async def _shows_person(self, session: AsyncSession, row: CaseRow, actor: Actor) -> bool:
        case = await self._store.load(session, row)
        is_team = viewer_of(actor, progress(case.events)) is Viewer.TEAM
        return is_team or (case.statement is not None and not case.statement.confidential)

    async def index(self) -> int:
        """Work out anew what every case is found by, e.g. after an update or with a new secret key."""
        after, count = "", 0
        while True:
            async with self._database.transaction() as session:
                rows = await repository.with_person(session, after, _BATCH)
                for row in rows:
                    statement = (await self._store.load(session, row)).statement
                    assert statement is not None
                    terms = terms_of(statement, self._policy.secret)
                    await repository.put_terms(session, row.id, terms)
            if not rows:
                return count
            after, count = rows[-1].id, count + len(rows)
