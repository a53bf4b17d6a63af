"""Lists, search, inbox and reports do not slow down with what a bureau gathers over the years.

Seconds are measured by ``make bench``; here it is how often and how the database is asked.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from cases.models import CaseRow
from core.clock import local_now, utc_now
from core.database import Database
from core.settings import Settings
from desk.auth.permissions import Role, Staff
from desk.cases.service import Tab, Wanted, counted, listed
from desk.reports import collecting, periods
from tests.cases.conftest import CHIEF, STATEMENT
from tests.desk.world import UNIT, Person, World
from tests.many import fill
from tests.no_search import NO_SEARCH

# What grows with the years; a page must not read all of it.
GROWING = (
    "case_record",
    "case_event",
    "case_notice",
    "case_search_term",
    "conversation",
    "turn",
    "turn_use",
    "handover",
    "inbox_event",
    "outbox",
)
PAGES = (
    "/desk/cases?tab=open",
    "/desk/cases?tab=mine",
    "/desk/cases?tab=new",
    "/desk/cases?tab=unit",
    "/desk/cases?tab=done",
    f"/desk/cases?tab=done&unit={UNIT}&route=violation",
    "/desk/inbox",
)
Statements = list[tuple[str, Any]]


@contextmanager
def asked(database: Database) -> Iterator[Statements]:
    """What the database is asked meanwhile, with the parameters."""
    found: Statements = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def _filled(world: World, cases: int, conversations: int) -> Person:
    await fill(world.database, world.vault, "key of the tests", STATEMENT, utc_now(), cases, conversations)
    return await world.person(Role.SUPERVISOR)


async def _look(world: World, chief: Person) -> None:
    """Open every list, search, and read a month."""
    for path in PAGES:
        await chief.page(path)
    await chief.send("/desk/inbox/past", words="加班費")
    now = utc_now()
    for words in (STATEMENT.phone, STATEMENT.employer, "20261126-0042-5"):
        await world.cases.find(words, CHIEF, now)
    await world.handover.said("加班費", 10)
    today = local_now().date()
    await collecting.material(world.database, periods.month(today.year, today.month).before)
    await collecting.open_cases(world.database)


async def test_as_many_statements_for_500_cases_as_for_50(
    migrated_sqlite: Path, tmp_path: Path, desk_settings: Settings
) -> None:
    counts = []
    for cases in (50, 500):
        folder = tmp_path / str(cases)
        folder.mkdir()
        shutil.copy(migrated_sqlite, folder)
        world = World(Database(Settings(data_dir=folder).database), desk_settings, NO_SEARCH)
        chief = await _filled(world, cases, 40)
        with asked(world.database) as found:
            await _look(world, chief)
        counts.append(len(found))
        await world.close()
    assert counts[0] == counts[1] > 20


async def test_no_page_reads_a_growing_table_from_end_to_end(
    database: Database, desk_settings: Settings
) -> None:
    world = World(database, desk_settings, NO_SEARCH)
    chief = await _filled(world, 300, 60)
    with asked(database) as found:
        await _look(world, chief)
    explain = _scans_of_sqlite if database.engine.dialect.name == "sqlite" else _scans_of_postgres
    assert await explain(database, dict(found)) == set()
    await world.close()


async def _scans_of_sqlite(database: Database, statements: dict[str, Any]) -> set[str]:
    scans = set()
    async with database.engine.connect() as connection:
        for statement, parameters in statements.items():
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            scans |= {
                f"{step[3]}: {statement}"
                for step in plan
                for table in GROWING
                if step[3].startswith(f"SCAN {table}") and "INDEX" not in step[3]
            }
    return scans


async def _scans_of_postgres(database: Database, statements: dict[str, Any]) -> set[str]:
    """Tables as small as these are read whole whatever there is, unless that is made dear."""
    scans = set()
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, parameters in statements.items():
            plan = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            scans |= {
                f"{line[0].strip()}: {statement}"
                for line in plan
                for table in GROWING
                if f"Seq Scan on {table} " in line[0]
            }
    return scans


async def test_what_is_finished_comes_newest_first_however_much_there_is(
    database: Database, desk_settings: Settings
) -> None:
    world = World(database, desk_settings, NO_SEARCH)
    await _filled(world, 200, 5)
    async with database.transaction() as session:
        query = select(CaseRow.number).where(CaseRow.state == "closed").order_by(CaseRow.due_on.desc())
        newest = await session.scalar(query.limit(1))
    chief = Staff("staff-9", "督導", Role.SUPERVISOR, UNIT)
    shown = await listed(world.cases, Wanted(Tab.DONE), chief, limit=10)
    assert len(shown) == 10 and newest == shown[0].number
    await world.close()


async def test_a_list_of_any_length_comes_whole_and_in_its_order(
    database: Database, desk_settings: Settings
) -> None:
    world = World(database, desk_settings, NO_SEARCH)
    await _filled(world, 700, 5)
    chief = Staff("staff-9", "督導", Role.SUPERVISOR, UNIT)
    with asked(database) as found:
        whole = await listed(world.cases, Wanted(Tab.DONE), chief)
    assert len(found) > 1  # in parts, between which the event loop serves others
    assert len({case.id for case in whole}) == await counted(world.cases, Wanted(Tab.DONE), chief) > 600
    assert [case.due for case in whole] == sorted((case.due for case in whole), reverse=True)
    assert await listed(world.cases, Wanted(Tab.DONE), chief, limit=300) == whole[:300]
    await world.close()


async def test_my_list_holds_what_i_handle_and_what_i_stand_in_for(
    database: Database, desk_settings: Settings
) -> None:
    world = World(database, desk_settings, NO_SEARCH)
    await _filled(world, 4000, 5)
    me = Staff("staff-2", "同仁", Role.CLERK, UNIT)
    mine = await listed(world.cases, Wanted(Tab.MINE), me)
    assert {case.person for case in mine} == {"staff-2", "staff-1"}
    assert all("staff-2" in (case.person, *case.deputies) for case in mine)
    assert await counted(world.cases, Wanted(Tab.MINE), me) == len(mine)
    await world.close()
