"""What is kept of a publication comes back as it was written, on each database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.database import Database
from publication import publication_records
from publication.publication_records import PublicationRecord, Stage
from publication.schemas import Person

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
BEGUN = PublicationRecord(
    "p1", Stage.RUNNING, ((1, 2), (3, 1)), 7, Person("staff-1", "林大同"), NOW, NOW, step="準備"
)


async def test_a_publication_is_kept_and_changed_as_a_whole(database: Database) -> None:
    async with database.transaction() as session:
        assert await publication_records.find(session, "p1") is None
        await publication_records.put(session, BEGUN)
    later = NOW + timedelta(minutes=1)
    async with database.transaction() as session:
        found = await publication_records.find(session, "p1")
        assert found == BEGUN
        ready = replace(found, stage=Stage.READY, step="字" * 99, report={"entries": []}, updated_at=later)
        await publication_records.put(session, ready)
        assert await publication_records.find(session, "p1") == replace(
            ready, step="字" * publication_records.STEP_LIMIT
        )


async def test_the_newest_publications_come_first(database: Database) -> None:
    async with database.transaction() as session:
        for number in range(3):
            made = NOW + timedelta(minutes=number)
            await publication_records.put(session, replace(BEGUN, id=f"p{number}", created_at=made))
        assert [found.id for found in await publication_records.latest(session, 2)] == ["p2", "p1"]
