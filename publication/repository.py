"""Queries on the knowledge tables."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from core.database import insert_into
from publication.models import (
    DraftRow,
    OpenItemPlanRow,
    OpenQuestionRow,
    PublicationRow,
    PublishedGeneration,
    Record,
    Revision,
    WithdrawalRow,
)


async def count(session: AsyncSession) -> int:
    """Number of records; 0 means that nothing was seeded yet."""
    return await session.scalar(select(func.count()).select_from(Record)) or 0


async def payloads(session: AsyncSession, kind: str) -> list[str]:
    """Payloads of all records of ``kind`` as JSON, in their order."""
    query = select(cast(Record.payload, Text)).where(Record.kind == kind).order_by(Record.position)
    return list(await session.scalars(query))


async def put(
    session: AsyncSession,
    kind: str,
    key: str,
    payload: dict[str, Any],
    position: int,
    author: str,
    note: str,
    now: datetime,
    reviewer: str = "",
) -> bool:
    """Store a record and its revision; False when nothing changed."""
    record = await session.get(Record, (kind, key))
    if record is not None and record.payload == payload:
        return False
    if record is None:
        record = Record(kind=kind, key=key, position=position, revision=0, payload=payload)
        session.add(record)
    record.revision += 1
    record.payload = payload
    await session.flush()
    session.add(
        Revision(
            kind=kind,
            key=key,
            revision=record.revision,
            payload=payload,
            author=author,
            reviewer=reviewer,
            note=note,
            created_at=now,
        )
    )
    return True


async def current_generation(session: AsyncSession) -> int:
    """Number of the generation that is live, 0 when none is."""
    return await session.scalar(select(func.max(PublishedGeneration.number))) or 0


def add_generation(session: AsyncSession, number: int, note: str, now: datetime) -> None:
    """Make generation ``number`` the live one."""
    session.add(PublishedGeneration(number=number, note=note, created_at=now))


async def record(session: AsyncSession, kind: str, key: str) -> Record | None:
    """The current record, locked until the transaction ends (PostgreSQL); None when there is none."""
    found: Record | None = await session.get(Record, (kind, key), with_for_update=True)
    return found


async def records(session: AsyncSession, kind: str) -> list[Record]:
    """All records of ``kind``, in their order."""
    return list(await session.scalars(select(Record).where(Record.kind == kind).order_by(Record.position)))


async def next_position(session: AsyncSession) -> int:
    """A position after every record."""
    return (await session.scalar(select(func.max(Record.position))) or 0) + 1


async def revisions(session: AsyncSession, kind: str, key: str) -> list[Revision]:
    """Every revision of a record, newest first."""
    query = select(Revision).where(Revision.kind == kind, Revision.key == key)
    return list(await session.scalars(query.order_by(Revision.revision.desc())))


async def revisions_between(session: AsyncSession, since: datetime, until: datetime) -> list[Revision]:
    """The revisions after ``since`` up to ``until``, oldest first; what was seeded is not among them."""
    query = select(Revision).where(
        Revision.created_at > since,
        Revision.created_at <= until,
        (Revision.revision > 1) | (Revision.reviewer != ""),
    )
    return list(await session.scalars(query.order_by(Revision.created_at, Revision.kind, Revision.key)))


async def revision(session: AsyncSession, kind: str, key: str, number: int) -> Revision | None:
    """One revision of a record."""
    found: Revision | None = await session.get(Revision, (kind, key, number))
    return found


def add_draft(session: AsyncSession, row: DraftRow) -> None:
    """Keep a new draft."""
    session.add(row)


async def draft(session: AsyncSession, draft_id: int) -> DraftRow | None:
    """A draft, locked until the transaction ends (PostgreSQL)."""
    found: DraftRow | None = await session.get(DraftRow, draft_id, with_for_update=True)
    return found


async def drafts(
    session: AsyncSession, states: Collection[str], limit: int
) -> list[tuple[DraftRow, str | None]]:
    """Drafts in one of ``states``, last changed first, each with its question; payloads are not read."""
    question = DraftRow.payload["question"].as_string()
    query = select(DraftRow, question).options(defer(DraftRow.payload, raiseload=True))
    query = query.where(DraftRow.state.in_(states)).order_by(DraftRow.updated_at.desc()).limit(limit)
    return [(row, asked) for row, asked in await session.execute(query)]


async def put_publication(session: AsyncSession, row: PublicationRow) -> None:
    """Keep a publication as ``row`` says, a new one too."""
    await session.merge(row)
    await session.flush()


async def publication(session: AsyncSession, publication_id: str) -> PublicationRow | None:
    """A publication, locked until the transaction ends (PostgreSQL)."""
    found: PublicationRow | None = await session.get(PublicationRow, publication_id, with_for_update=True)
    return found


async def publications(session: AsyncSession, limit: int) -> list[PublicationRow]:
    """The last publications, newest first."""
    query = select(PublicationRow).order_by(PublicationRow.created_at.desc()).limit(limit)
    return list(await session.scalars(query))


def add_withdrawal(session: AsyncSession, row: WithdrawalRow) -> None:
    """Keep that an entry was taken off at once."""
    session.add(row)


async def withdrawal(session: AsyncSession, withdrawal_id: int) -> WithdrawalRow | None:
    """A withdrawal, locked until the transaction ends (PostgreSQL)."""
    found: WithdrawalRow | None = await session.get(WithdrawalRow, withdrawal_id, with_for_update=True)
    return found


async def withdrawals(
    session: AsyncSession, states: Collection[str], limit: int | None = None
) -> list[WithdrawalRow]:
    """The withdrawals in one of ``states``, newest first."""
    query = select(WithdrawalRow).where(WithdrawalRow.state.in_(states)).order_by(WithdrawalRow.id.desc())
    return list(await session.scalars(query.limit(limit)))


async def is_noted(session: AsyncSession, origin: str) -> bool:
    """Whether a question of this origin was noted already."""
    found = select(OpenQuestionRow.id).where(OpenQuestionRow.origin == origin).limit(1)
    return await session.scalar(found) is not None


def add_question(session: AsyncSession, row: OpenQuestionRow) -> None:
    """Keep an unanswered question."""
    session.add(row)


async def questions(session: AsyncSession, states: Collection[str], limit: int) -> list[OpenQuestionRow]:
    """Questions in one of ``states``, oldest first; of too many, the newest."""
    query = select(OpenQuestionRow).where(OpenQuestionRow.state.in_(states))
    newest = await session.scalars(query.order_by(OpenQuestionRow.id.desc()).limit(limit))
    return list(newest)[::-1]


async def questions_of(session: AsyncSession, ids: Iterable[int]) -> list[OpenQuestionRow]:
    """The questions of ``ids``, oldest first; locked until the transaction ends (PostgreSQL)."""
    query = select(OpenQuestionRow).where(OpenQuestionRow.id.in_(list(ids))).order_by(OpenQuestionRow.id)
    return list(await session.scalars(query.with_for_update()))


async def labelled_questions(session: AsyncSession) -> list[tuple[str, str]]:
    """Text and label of every question that someone has settled, oldest first, each text once."""
    query = select(OpenQuestionRow.text, OpenQuestionRow.label).where(OpenQuestionRow.label != "")
    rows = (await session.execute(query.order_by(OpenQuestionRow.id))).all()
    return list({text: (text, label) for text, label in rows}.values())


async def forget_questions(session: AsyncSession, origin: str) -> None:
    """Delete what was noted of one message."""
    await session.execute(delete(OpenQuestionRow).where(OpenQuestionRow.origin == origin))


async def forget_questions_before(session: AsyncSession, before: datetime) -> None:
    """Delete older questions, but those that an entry was found for."""
    old = (OpenQuestionRow.created_at < before, OpenQuestionRow.label == "")
    await session.execute(delete(OpenQuestionRow).where(*old))


async def plans(session: AsyncSession) -> Sequence[OpenItemPlanRow]:
    """Who finds out what, and by when."""
    return (await session.scalars(select(OpenItemPlanRow))).all()


async def put_plan(session: AsyncSession, code: str, owner: str, due: date, planned_by: str) -> None:
    """Keep or change one of them."""
    held = {"owner": owner, "due": due, "planned_by": planned_by}
    statement = insert_into(session, OpenItemPlanRow).values(code=code, **held)
    await session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=held))
