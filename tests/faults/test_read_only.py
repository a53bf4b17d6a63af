"""The disk turns read-only in the middle of the work: nothing is lost, nothing is done twice."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import SQLAlchemyError

from cases.schemas import Filters
from cases.service import CaseService
from core.database import Database
from tests.cases.conftest import File, bureau, cases, file, vault
from tests.connectors.conftest import MakeDesk, make_desk
from tests.platforms.telegram import TelegramPlatform

__all__ = ["bureau", "cases", "file", "make_desk", "vault"]
USER = "5501"


class Disk:
    """While it is read-only, the database refuses every change as on such a disk."""

    def __init__(self, database: Database) -> None:
        self.is_read_only = False
        event.listen(database.engine.sync_engine, "begin", self._begin, insert=True)

    def _begin(self, connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA query_only={int(self.is_read_only)}")
        elif self.is_read_only:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@pytest.fixture
def disk(database: Database) -> Disk:
    return Disk(database)


@pytest.fixture
def platform() -> Iterator[TelegramPlatform]:
    """A running Telegram."""
    stand_in = TelegramPlatform()
    stand_in.address = stand_in.start()
    yield stand_in
    stand_in.stop()


async def test_a_message_that_cannot_be_stored_is_sent_again_and_answered_once(
    make_desk: MakeDesk, platform: TelegramPlatform, disk: Disk
) -> None:
    desk = make_desk(platform)
    message = platform.text_event(USER, "你好")
    disk.is_read_only = True
    assert await desk.post(message) == 503
    disk.is_read_only = False
    assert await desk.post(message) == await desk.post(message) == 200
    await desk.settle()
    assert len(await desk.inbox()) == 1
    assert len(platform.texts_to(USER)) == len(await desk.outbox()) > 0


async def test_a_complaint_that_cannot_be_stored_is_one_case_when_it_is_sent_again(
    cases: CaseService, file: File, disk: Disk
) -> None:
    disk.is_read_only = True
    with pytest.raises(SQLAlchemyError):
        await file(key="one")
    disk.is_read_only = False
    assert not await cases.list(Filters())
    first, again = await file(key="one"), await file(key="one")
    assert first.number == again.number and len(await cases.list(Filters())) == 1
