"""What a second person does with drafts in review: sends them back, or puts them in force."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from publication import repository
from publication.draft_service import (
    draft_of,
    require_base,
    require_state,
    require_version,
    row_of,
)
from publication.errors import NotAllowed
from publication.models import DraftRow
from publication.schemas import Draft, DraftState, Person


async def reject(database: Database, draft_id: int, who: Person, reason: str, now: datetime) -> Draft:
    """Send a draft back with a reason.

    Raises:
        NotAllowed: not in review, own draft, or no reason.
    """
    async with database.transaction() as session:
        row = await row_of(session, draft_id)
        require_state(row, {DraftState.IN_REVIEW}, "退回")
        _require_second(row, who)
        if not reason.strip():
            raise NotAllowed("請寫退回的原因，編輯的人才知道要改什麼。")
        row.state, row.reviewer, row.reason, row.updated_at = DraftState.REJECTED, who.name, reason, now
        return draft_of(row)


async def for_review(database: Database, ids: Sequence[int], who: Person) -> list[Draft]:
    """The drafts that ``who`` is about to publish, checked to be publishable together.

    Raises:
        NotAllowed: one is not in review, two are of the same record, or ``who`` edited one.
        Conflict: the record of one was changed meanwhile.
    """
    async with database.transaction() as session:
        rows = [await row_of(session, draft_id) for draft_id in sorted(set(ids))]
        for row in rows:
            require_state(row, {DraftState.IN_REVIEW}, "發布")
            _require_second(row, who)
            await require_base(session, row)
    targets = [(row.kind, row.key) for row in rows]
    if not rows or len(set(targets)) < len(targets):
        raise NotAllowed("請至少選一份草稿；同一筆資料的兩份草稿不能一起發布。")
    return [draft_of(row) for row in rows]


async def put_in_force(
    session: AsyncSession, published: Sequence[tuple[int, int]], who: Person, note: str, now: datetime
) -> None:
    """Write drafts, each (id, version) as reviewed, as new revisions of their records.

    Raises:
        NotAllowed, Conflict: a draft or its record is not as it was reviewed.
    """
    for draft_id, version in published:
        row = await row_of(session, draft_id)
        require_state(row, {DraftState.IN_REVIEW}, "發布")
        require_version(row, version, row.payload)
        _require_second(row, who)
        await require_base(session, row)
        position = await repository.next_position(session)
        # The base was checked; PostgreSQL holds the record, a new one is refused by its key.
        await repository.put(
            session, row.kind, row.key, row.payload, position, row.author, row.note, now, who.name
        )
        row.state, row.reviewer, row.reason, row.updated_at = DraftState.PUBLISHED, who.name, note, now


def _require_second(row: DraftRow, who: Person) -> None:
    if who.id in row.editors:
        raise NotAllowed("自己編輯過的草稿要由另一位同仁審核，請通知同仁。")
