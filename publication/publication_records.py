"""What is kept of publications: who began them with which drafts, how far they are, what was found.

Every function takes the caller's transaction; what was found in it stays locked until it ends (PostgreSQL).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from publication import repository
from publication.drafts import Person
from publication.models import PublicationRow

STEP_LIMIT = 40


class Stage(StrEnum):
    """How far a publication is."""

    RUNNING = "running"
    READY = "ready"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """A publication; ``drafts`` are (id, version), ``live`` the generation it was compared with.

    ``done`` of ``total`` parts of ``step`` are finished; ``report`` is the gate's, as JSON.
    """

    id: str
    stage: Stage
    drafts: tuple[tuple[int, int], ...]
    live: int
    started_by: Person
    created_at: datetime
    updated_at: datetime
    step: str = ""
    done: int = 0
    total: int = 0
    report: dict[str, Any] | None = None
    reason: str = ""
    generation: int | None = None


async def find(session: AsyncSession, publication_id: str) -> PublicationRecord | None:
    """A publication, None when there is none of this id."""
    row = await repository.publication(session, publication_id)
    return _record(row) if row else None


async def latest(session: AsyncSession, limit: int) -> list[PublicationRecord]:
    """The last publications, newest first."""
    return [_record(row) for row in await repository.publications(session, limit)]


async def put(session: AsyncSession, record: PublicationRecord) -> None:
    """Keep a publication as it is now, a new one too."""
    await repository.put_publication(
        session,
        PublicationRow(
            id=record.id,
            state=record.stage,
            drafts=[list(draft) for draft in record.drafts],
            live=record.live,
            step=record.step[:STEP_LIMIT],
            done=record.done,
            total=record.total,
            report=record.report,
            started_by_id=record.started_by.id,
            started_by=record.started_by.name,
            reason=record.reason,
            generation=record.generation,
            created_at=record.created_at,
            updated_at=record.updated_at,
        ),
    )


def _record(row: PublicationRow) -> PublicationRecord:
    return PublicationRecord(
        row.id,
        Stage(row.state),
        tuple((draft_id, version) for draft_id, version in row.drafts),
        row.live,
        Person(row.started_by_id, row.started_by),
        row.created_at,
        row.updated_at,
        row.step,
        row.done,
        row.total,
        row.report,
        row.reason,
        row.generation,
    )
