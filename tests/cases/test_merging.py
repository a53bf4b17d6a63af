"""Two cases of one person become one: both numbers lead to it, nothing is lost, a day long it can be undone."""

from datetime import timedelta

import pytest

from cases import repository
from cases.errors import ActionNotAllowed
from cases.schemas import Action, CaseState, CaseSummary, Filters, Receipt, Route, Upload
from cases.service import CaseService
from core.database import Database
from tests.cases.conftest import CHIEF, CLERK, NOW, OUTSIDER, PHOTO, File

LATER = NOW + timedelta(days=3)


async def known(cases: CaseService, receipt: Receipt) -> CaseSummary:
    return (await cases.list(Filters(number=receipt.number)))[0]


async def two(cases: CaseService, file: File) -> tuple[Receipt, Receipt, str, str]:
    """An assigned case and a later one of the same person that nobody has: receipts and ids."""
    first = await file()
    later = await file(now=LATER, what="又少給一個月", attachments=(Upload("薪資單.jpg", PHOTO),))
    case_id = (await known(cases, first)).id
    await cases.act(case_id, Action.ACCEPT, CHIEF, NOW)
    await cases.act(case_id, Action.ASSIGN, CHIEF, NOW, unit="勞動條件科", person="clerk")
    return first, later, case_id, (await known(cases, later)).id


async def test_both_numbers_with_their_codes_look_up_the_earlier_case(cases: CaseService, file: File) -> None:
    first, later, first_id, later_id = await two(cases, file)
    await cases.merge(later_id, first_id, CLERK, LATER)
    for receipt in (first, later):
        status = await cases.status(receipt.number, receipt.code, "", LATER)
        assert status is not None and status.number == first.number
        assert [file.name for file in status.attachments] == ["薪資單.jpg"]
    assert (await known(cases, later)).state is CaseState.MERGED
    assert [case.number for case in await cases.find(later.number, CLERK, LATER)] == [first.number]


async def test_the_code_of_one_case_does_not_open_the_number_of_the_other(
    cases: CaseService, file: File
) -> None:
    first, later, first_id, later_id = await two(cases, file)
    await cases.merge(first_id, later_id, CLERK, LATER)
    assert await cases.status(later.number, first.code, "", LATER) is None


async def test_what_a_citizen_supplements_under_the_later_number_is_part_of_the_earlier_case(
    cases: CaseService, file: File
) -> None:
    _, later, first_id, later_id = await two(cases, file)
    await cases.merge(first_id, later_id, CLERK, LATER)
    await cases.supplement(later.number, later.code, "", "補一句", (), LATER)
    assert (await cases.view(first_id, CLERK, LATER)).events[-1].details["text"] == "補一句"


async def test_the_nearer_due_date_holds_and_says_why(cases: CaseService, file: File) -> None:
    first, later, first_id, later_id = await two(cases, file)
    await cases.act(first_id, Action.EXTEND, CHIEF, NOW, days="20", reason="查證", approver="另一位")
    before = await known(cases, later)
    merged = await cases.merge(first_id, later_id, CLERK, LATER)
    assert merged.due == before.due
    assert any(later.number in reason for reason in (await cases.view(first_id, CLERK, LATER)).due.reasons)
    await cases.act(first_id, Action.EXTEND, CHIEF, LATER, days="7", reason="再查證", approver="另一位")
    assert (await known(cases, first)).due >= before.due + timedelta(days=7)


async def test_the_citizen_is_told_once(cases: CaseService, file: File, database: Database) -> None:
    _, _, first_id, later_id = await two(cases, file)
    await cases.merge(first_id, later_id, CLERK, LATER)
    told = [await kinds(cases, database, one) for one in (first_id, later_id)]
    assert [found.count("merged") for found in told] == [0, 1]


async def kinds(cases: CaseService, database: Database, case_id: str, state: str = "pending") -> list[str]:
    """The kinds of the notices of a case that are in ``state``."""
    async with database.transaction() as session:
        return [row.kind for row in await repository.notices_of(session, case_id) if row.state == state]


async def test_within_a_day_it_is_undone_and_both_are_as_before(
    cases: CaseService, file: File, database: Database
) -> None:
    first, later, first_id, later_id = await two(cases, file)
    before = await known(cases, first), await known(cases, later)
    await cases.merge(first_id, later_id, CLERK, LATER)
    merged = await cases.merged(later_id, LATER)
    assert merged.into is not None and merged.into.number == first.number and merged.undo_until
    await cases.split(later_id, CLERK, LATER + timedelta(hours=23))
    assert (await known(cases, first), await known(cases, later)) == before
    status = await cases.status(later.number, later.code, "", LATER)
    assert status is not None and status.number == later.number
    assert "merged" not in await kinds(cases, database, later_id), "nobody was told, so nothing is unsaid"
    assert "split" not in await kinds(cases, database, later_id)
    assert "split" in [line.what for line in await cases.audit(later_id)]


async def test_after_a_day_it_stays(cases: CaseService, file: File) -> None:
    _, _, first_id, later_id = await two(cases, file)
    await cases.merge(first_id, later_id, CLERK, LATER)
    with pytest.raises(ActionNotAllowed, match="超過一天"):
        await cases.split(later_id, CLERK, LATER + timedelta(days=1))
    assert (await cases.merged(later_id, LATER + timedelta(days=1))).undo_until is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"phone": "0922-111-222", "email": "other@example.com"}, "同一位民眾"),
        ({"route": Route.COMPLAINT}, "程序不同"),
    ],
)
async def test_cases_of_different_people_or_procedures_stay_apart(
    cases: CaseService, file: File, changes: dict[str, object], why: str
) -> None:
    first, later = await file(), await file(now=LATER, what="別件", **changes)
    with pytest.raises(ActionNotAllowed, match=why):
        await cases.merge((await known(cases, first)).id, (await known(cases, later)).id, CHIEF, LATER)


async def test_a_case_that_is_over_or_of_another_unit_is_not_merged(cases: CaseService, file: File) -> None:
    _, _, first_id, later_id = await two(cases, file)
    with pytest.raises(ActionNotAllowed, match="承辦"):
        await cases.merge(first_id, later_id, OUTSIDER, LATER)
    await cases.act(first_id, Action.ANSWER, CLERK, LATER, text="已查明")
    with pytest.raises(ActionNotAllowed, match="已回覆"):
        await cases.merge(first_id, later_id, CLERK, LATER)


async def test_a_merging_is_not_taken_back_like_a_letter(cases: CaseService, file: File) -> None:
    _, _, first_id, later_id = await two(cases, file)
    await cases.merge(first_id, later_id, CLERK, LATER, timedelta(seconds=10))
    for case_id in (first_id, later_id):
        assert await cases.held_until(case_id, CLERK, LATER) is None


async def test_the_person_of_a_part_goes_with_the_whole_and_not_before(
    cases: CaseService, file: File
) -> None:
    _, later, first_id, later_id = await two(cases, file)
    await cases.merge(first_id, later_id, CLERK, LATER)
    long_after = LATER + timedelta(days=365 * 20)
    await cases.purge(long_after)
    assert (await cases.view(later_id, CHIEF, LATER)).statement is not None, "the whole is still open"
    await cases.act(first_id, Action.ANSWER, CLERK, LATER, text="已查明")
    await cases.erase_person(LATER, number=later.number, code=later.code)
    for case_id in (first_id, later_id):
        assert (await cases.view(case_id, CHIEF, LATER)).statement is None
