"""Proposed changes of records: who may do what with them, and when they get in each other's way.

A draft is written by one person and published by another. It holds the revision that it was made from;
when the record has moved on meanwhile, the two texts are put side by side instead of one being lost.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.database import Database
from core.errors import NotFound
from knowledge import records
from knowledge.errors import InvalidRecord
from publication import repository
from publication.errors import Conflict, NotAllowed
from publication.models import DraftRow
from publication.schemas import OPEN_DRAFTS, Draft, DraftState, DraftSummary, Person

LISTED = 500


def draft_of(row: DraftRow) -> Draft:
    """The draft that ``row`` holds."""
    told = _told(row, question_of(row.payload))
    return Draft(**told, base_revision=row.base_revision, payload=row.payload, version=row.version)


def question_of(payload: Mapping[str, Any]) -> str:
    """What a record asks, "" of one that asks nothing yet."""
    return str(payload.get("question") or "")


def _told(row: DraftRow, question: str) -> dict[str, Any]:
    """What a list tells of ``row``."""
    return {
        "id": row.id,
        "kind": row.kind,
        "key": row.key,
        "question": question,
        "state": DraftState(row.state),
        "author": Person(row.author_id, row.author),
        "editors": tuple(row.editors),
        "note": row.note,
        "reviewer": row.reviewer,
        "reason": row.reason,
        "updated_at": row.updated_at,
    }


async def row_of(session: AsyncSession, draft_id: int) -> DraftRow:
    """The row of a draft.

    Raises:
        NotFound: there is none of this number.
    """
    row = await repository.draft(session, draft_id)
    if row is None:
        raise NotFound("沒有這份草稿，可能已經被刪除；請回清單查看。")
    return row


def require_version(row: DraftRow, version: int, yours: Mapping[str, Any]) -> None:
    """Refuse when it was saved since ``version`` was shown."""
    if row.version != version:
        raise Conflict(f"{row.author}剛剛存了這份草稿，請比對後再存一次。", row.payload, yours)


def require_state(row: DraftRow, states: Collection[DraftState], to_do: str) -> None:
    """Refuse in any other state; ``to_do`` says what cannot be done then."""
    if row.state not in states:
        raise NotAllowed(f"這份草稿現在不能{to_do}：請回清單看它的狀態。")


async def require_base(session: AsyncSession, row: DraftRow) -> None:
    """Refuse when its record has moved on."""
    record = await repository.record(session, row.kind, row.key)
    if (record.revision if record else 0) != row.base_revision:
        theirs = record.payload if record else {}
        raise Conflict("這筆資料在您編輯期間已經發布了新內容，請比對後決定。", theirs, row.payload)


async def begin(
    database: Database,
    kind: str,
    payload: Mapping[str, Any],
    who: Person,
    note: str,
    now: datetime,
    *,
    key: str | None = None,
) -> Draft:
    """A new draft of the record ``key``, or of a new record when ``key`` is None."""
    async with database.transaction() as session:
        return await begin_in(session, kind, payload, who, note, now, key=key)


async def begin_in(
    session: AsyncSession,
    kind: str,
    payload: Mapping[str, Any],
    who: Person,
    note: str,
    now: datetime,
    *,
    key: str | None = None,
) -> Draft:
    """As `begin`, within a transaction of the caller."""
    found = await repository.record(session, kind, key) if key is not None else None
    if key is not None and found is None:
        raise NotFound("沒有這筆資料，可能已改代號；請回清單重新選擇。")
    row = DraftRow(
        kind=kind,
        key=key if key is not None else records.key_of(kind, payload),
        base_revision=found.revision if found else 0,
        payload=dict(payload),
        state=DraftState.DRAFT,
        version=1,
        author_id=who.id,
        author=who.name,
        editors=[who.id],
        note=note,
        created_at=now,
        updated_at=now,
    )
    repository.add_draft(session, row)
    await session.flush()
    return draft_of(row)


async def get(database: Database, draft_id: int) -> Draft:
    """A draft.

    Raises:
        NotFound: there is none of this number.
    """
    async with database.transaction() as session:
        return draft_of(await row_of(session, draft_id))


async def listed(database: Database, states: Collection[DraftState] = OPEN_DRAFTS) -> list[DraftSummary]:
    """Drafts in one of ``states``, last changed first."""
    async with database.transaction() as session:
        found = await repository.drafts(session, states, LISTED)
        return [DraftSummary(**_told(row, question or "")) for row, question in found]


async def save(
    database: Database,
    draft_id: int,
    version: int,
    payload: Mapping[str, Any],
    who: Person,
    note: str,
    now: datetime,
) -> Draft:
    """Keep new contents, complete or not; whoever saves becomes an editor.

    Raises:
        Conflict: it was saved by someone since ``version`` was shown.
        NotAllowed: it is published or discarded.
    """
    async with database.transaction() as session:
        row = await row_of(session, draft_id)
        require_version(row, version, payload)
        require_state(row, OPEN_DRAFTS, "修改")
        row.payload = dict(payload)
        if row.base_revision == 0:
            row.key = records.key_of(row.kind, payload)
        row.editors = [*dict.fromkeys([*row.editors, who.id])]
        row.author_id, row.author, row.note = who.id, who.name, note
        row.state, row.version, row.updated_at = DraftState.DRAFT, row.version + 1, now
        return draft_of(row)


async def submit(database: Database, draft_id: int, version: int, now: datetime) -> Draft:
    """Ask for review.

    Raises:
        InvalidRecord: a field is missing or wrong.
        Conflict: the draft or its record was changed by someone.
        NotAllowed: without a note, unchanged, or not a draft any more.
    """
    async with database.transaction() as session:
        row = await row_of(session, draft_id)
        require_version(row, version, row.payload)
        require_state(row, {DraftState.DRAFT}, "送審")
        record = records.read(row.kind, row.payload)
        if row.base_revision and records.key_of(row.kind, row.payload) != row.key:
            raise InvalidRecord({records.KEYS[row.kind]: "代號不能改：請另開新的一筆，並把這筆下架"})
        await require_base(session, row)
        if not row.note.strip():
            raise NotAllowed("請先填「改了什麼、為什麼」，審核的人才看得懂。")
        row.payload = records.payload_of(record)
        row.state, row.updated_at = DraftState.IN_REVIEW, now
        return draft_of(row)


async def rebase(database: Database, draft_id: int, version: int, who: Person, now: datetime) -> Draft:
    """Take the record as it is now for the base; the draft's own text stays as it is.

    Raises:
        Conflict: the draft was saved by someone since ``version`` was shown.
    """
    async with database.transaction() as session:
        row = await row_of(session, draft_id)
        require_version(row, version, row.payload)
        require_state(row, OPEN_DRAFTS, "改以新版為準")
        record = await repository.record(session, row.kind, row.key)
        row.base_revision = record.revision if record else 0
        row.editors = [*dict.fromkeys([*row.editors, who.id])]
        row.state, row.version, row.updated_at = DraftState.DRAFT, row.version + 1, now
        return draft_of(row)


async def discard(database: Database, draft_id: int, now: datetime) -> Draft:
    """Put an open draft away.

    Raises:
        NotAllowed: it is published or discarded already.
    """
    async with database.transaction() as session:
        row = await row_of(session, draft_id)
        require_state(row, OPEN_DRAFTS, "刪除")
        row.state, row.updated_at = DraftState.DISCARDED, now
        return draft_of(row)
