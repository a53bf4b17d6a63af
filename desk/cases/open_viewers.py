"""Who else has a case open: two people do not answer one citizen without knowing of each other."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from core.database import Database, insert_into
from desk.auth.permissions import Staff
from desk.cases.models import CaseViewingRow

# A page that has not been heard of for so long is closed.
OPEN_FOR = timedelta(seconds=45)


async def look(database: Database, case_id: str, staff: Staff, now: datetime) -> tuple[str, ...]:
    """Note that ``staff`` has the case open; gives the names of the others who have."""
    seen = {"name": staff.name, "seen_at": now}
    async with database.transaction() as session:
        await session.execute(delete(CaseViewingRow).where(CaseViewingRow.seen_at < now - OPEN_FOR))
        statement = insert_into(session, CaseViewingRow).values(case_id=case_id, staff=staff.id, **seen)
        await session.execute(statement.on_conflict_do_update(index_elements=["case_id", "staff"], set_=seen))
        others = (CaseViewingRow.case_id == case_id, CaseViewingRow.staff != staff.id)
        names = select(CaseViewingRow.name).where(*others).order_by(CaseViewingRow.name)
        return tuple(await session.scalars(names))
