"""A case is found by number, company and person, by those who may; the database holds hashes only."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select

from cases.models import SearchTermRow
from cases.schemas import Action, Actor, Statement
from cases.search_terms import asked, terms_of
from cases.service import CaseService
from core.database import Database
from tests.cases.conftest import CHIEF, CLERK, NOW, OUTSIDER, STATEMENT, WEB

OPEN = replace(STATEMENT, confidential=False, second_contact="07-812-4613 轉 28")
SPELLINGS = (
    "0912345678",
    "0912 345 678",
    "+886-912-345-678",
    "０９１２３４５６７８",
    "MING@example.com",
    "07-8124613",
)


async def _filed(cases: CaseService, statement: Statement, unit: str = "勞動條件科") -> str:
    receipt = await cases.file(statement, WEB, [], NOW, "key")
    (case,) = await cases.find(receipt.number, CHIEF, NOW)
    await cases.act(case.id, Action.ACCEPT, CHIEF, NOW)
    await cases.act(case.id, Action.ASSIGN, CHIEF, NOW, unit=unit, person="clerk")
    return case.number


async def _found(cases: CaseService, text: str, actor: Actor = CLERK) -> list[str]:
    return [case.number for case in await cases.find(text, actor, NOW)]


@pytest.mark.parametrize("text", [*SPELLINGS, "王小明", " 王 小明 "])
async def test_the_whole_phone_mail_and_name_find_a_person_however_typed(
    cases: CaseService, text: str
) -> None:
    number = await _filed(cases, OPEN)
    assert await _found(cases, text) == [number]


@pytest.mark.parametrize("text", ["小明", "王", "345678", "0912", "ming@example", ""])
async def test_a_part_of_them_finds_nobody(cases: CaseService, text: str) -> None:
    await _filed(cases, OPEN)
    assert await _found(cases, text) == []


async def test_any_part_of_the_company_finds_its_cases(cases: CaseService) -> None:
    number = await _filed(cases, STATEMENT)
    for text in ("某某食品行", "食品", "某某食品", "食 品 行"):
        assert await _found(cases, text, OUTSIDER) == [number]
    assert await _found(cases, "食品廠") == []


async def test_a_confidential_person_is_found_by_the_case_team_alone(cases: CaseService) -> None:
    number = await _filed(cases, STATEMENT)
    for text in ("王小明", "0912345678"):
        assert await _found(cases, text, CLERK) == [number]
        assert await _found(cases, text, OUTSIDER) == []
    assert await _found(cases, number, OUTSIDER) == [number]


async def test_finding_a_person_is_audited_and_a_company_is_not(cases: CaseService) -> None:
    await _filed(cases, OPEN)
    (case,) = await cases.find("食品", OUTSIDER, NOW)
    assert "found" not in [entry.what for entry in await cases.audit(case.id)]
    await cases.find("王小明", OUTSIDER, NOW)
    entry = (await cases.audit(case.id))[-1]
    assert (entry.what, entry.actor.id) == ("found", "other")


async def test_an_erased_person_is_not_found(cases: CaseService, database: Database) -> None:
    number = await _filed(cases, OPEN)
    async with database.transaction() as session:
        row = await cases_row(cases, session, number)
        await cases._store.erase(session, row, CHIEF, NOW)
    assert await _found(cases, "王小明") == await _found(cases, "食品") == []


async def cases_row(cases: CaseService, session: Any, number: str) -> Any:
    """The row of a case."""
    (found,) = await cases.find(number, CHIEF, NOW, session=session)
    return await cases._row(session, found.id)


async def test_the_index_is_built_for_cases_that_were_there_before(
    cases: CaseService, database: Database
) -> None:
    number = await _filed(cases, OPEN)
    async with database.transaction() as session:
        await session.execute(delete(SearchTermRow))
    assert await _found(cases, "王小明") == []
    assert await cases.index() == 1
    assert await cases.index() == 1
    assert await _found(cases, "王小明") == [number]


async def test_nobody_reads_a_person_out_of_the_table(cases: CaseService, database: Database) -> None:
    await _filed(cases, OPEN)
    async with database.transaction() as session:
        kept = list(await session.scalars(select(SearchTermRow.term)))
    assert kept and all(len(term) == 64 and set(term) <= set("0123456789abcdef") for term in kept)
    assert not asked("王小明", "another key").person & set(kept)


def test_a_name_and_a_company_of_the_same_words_are_different_terms() -> None:
    as_name = asked("王小明", "key").person
    assert not as_name & terms_of(replace(OPEN, name="李大華", employer="王小明"), "key")
