"""Tags: a list that is kept, put on cases by their team, found again, counted."""

from datetime import timedelta

import pytest

from cases.errors import ActionNotAllowed
from cases.schemas import Action, Filters
from cases.service import CaseService
from cases.tags import repository
from cases.tags import service as tags
from cases.tags.service import BadTag, Taggable
from core.database import Database
from tests.cases.conftest import CHIEF, CLERK, NOW, OUTSIDER, File


@pytest.fixture
async def urgent(database: Database) -> int:
    """A tag of the list."""
    async with database.transaction() as session:
        await tags.keep(session, " 媒體 關注 ")
    (only,) = await tags.tags(database)
    assert only.name == "媒體 關注"
    return only.id


async def case_of(cases: CaseService, number: str) -> str:
    return (await cases.list(Filters(number=number)))[0].id


async def assigned(cases: CaseService, file: File) -> str:
    case_id = await case_of(cases, (await file()).number)
    await cases.act(case_id, Action.ACCEPT, CHIEF, NOW)
    await cases.act(case_id, Action.ASSIGN, CHIEF, NOW, unit="勞動條件科", person="clerk")
    return case_id


async def test_a_tagged_case_is_found_by_its_tag_and_audited(
    cases: CaseService, file: File, urgent: int
) -> None:
    case_id = await assigned(cases, file)
    await file(what="另一件事")
    await cases.tag(case_id, urgent, CLERK, NOW)
    await cases.tag(case_id, urgent, CLERK, NOW)
    assert [case.id for case in await cases.list(Filters(tag=urgent))] == [case_id]
    assert [tag.name for tag in (await cases.tags_of([case_id]))[case_id]] == ["媒體 關注"]
    assert (await cases.audit(case_id))[-1].reason == "媒體 關注"
    await cases.untag(case_id, urgent, CLERK, NOW)
    assert await cases.list(Filters(tag=urgent)) == ()


async def test_another_unit_tags_nothing_of_ours(cases: CaseService, file: File, urgent: int) -> None:
    with pytest.raises(ActionNotAllowed):
        await cases.tag(await assigned(cases, file), urgent, OUTSIDER, NOW)


async def test_a_retired_tag_stays_where_it_is_and_is_put_on_nothing_new(
    cases: CaseService, file: File, urgent: int, database: Database
) -> None:
    first, second = await assigned(cases, file), await case_of(cases, (await file(what="別件")).number)
    await cases.tag(first, urgent, CLERK, NOW)
    async with database.transaction() as session:
        await tags.keep(session, "媒體關注", urgent, retired=True)
    with pytest.raises(BadTag, match="停用"):
        await cases.tag(second, urgent, CHIEF, NOW)
    assert [case.id for case in await cases.list(Filters(tag=urgent))] == [first]


@pytest.mark.parametrize("name", ["", "  ", "字" * 21, "媒體 關注"])
async def test_a_name_that_is_empty_too_long_or_taken_is_refused(
    database: Database, urgent: int, name: str
) -> None:
    with pytest.raises(BadTag):
        async with database.transaction() as session:
            await tags.keep(session, name)


async def test_what_was_tagged_in_a_period_is_counted_by_kind(
    cases: CaseService, file: File, urgent: int, database: Database
) -> None:
    await cases.tag(await assigned(cases, file), urgent, CLERK, NOW)
    async with database.transaction() as session:
        await tags.put(session, urgent, Taggable.CONVERSATION, "visitor", NOW)
        counted = await repository.counts(session, NOW, NOW + timedelta(days=1))
        later = await repository.counts(session, NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert sorted(counted) == [("媒體 關注", "case", 1), ("媒體 關注", "conversation", 1)]
    assert later == []
