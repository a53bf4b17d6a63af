"""What is kept of publications: who began them with which drafts, how far they are, what was found.

Every function takes the caller's transaction; what was found in it stays locked until it ends (PostgreSQL).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from publication import repository
from publication.gate import GateReport
from publication.models import PublicationRow
from publication.schemas import Person

STEP_LIMIT = 40
# A run that has not moved for so long has died with its process.
STALE = timedelta(minutes=2)
_REPORT = TypeAdapter(GateReport)


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


@dataclass(frozen=True, slots=True)
class Publication:
    """A `PublicationRecord` as staff are shown it, with the report of the gate."""

    id: str
    stage: Stage
    drafts: tuple[tuple[int, int], ...]
    live: int
    step: str
    done: int
    total: int
    report: GateReport | None
    started_by: Person
    reason: str
    generation: int | None
    created_at: datetime
    updated_at: datetime


def shown(record: PublicationRecord, now: datetime) -> Publication:
    """A publication as it is at ``now``: one whose process has died has failed."""
    stage = record.stage
    if stage in (Stage.RUNNING, Stage.PUBLISHING) and now - record.updated_at > STALE:
        stage = Stage.FAILED
    return Publication(
        record.id,
        stage,
        record.drafts,
        record.live,
        record.step,
        record.done,
        record.total,
        _REPORT.validate_python(record.report) if record.report else None,
        record.started_by,
        record.reason,
        record.generation,
        record.created_at,
        record.updated_at,
    )


def as_json(report: GateReport) -> dict[str, Any]:
    """A report as a record keeps it."""
    kept: dict[str, Any] = _REPORT.dump_python(report, mode="json")
    return kept


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


async def change(session: AsyncSession, publication_id: str, now: datetime, **changes: Any) -> None:
    """Change fields of a publication; one that is not there (any more) stays away."""
    record = await find(session, publication_id)
    if record is not None:
        await put(session, replace(record, updated_at=now, **changes))


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
