"""A confirmed statement becomes one case with a receipt, however often it is sent."""

import asyncio
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from cases import repository
from cases.case_numbers import read_number
from cases.errors import BadAttachment, InvalidStatement
from cases.schemas import Filters, NoticeKind, Origin, Route, Upload
from cases.service import CaseService
from core.database import Database
from tests.cases.conftest import CHIEF, CLERK, NOW, PDF, PHOTO, STATEMENT, WEB, File


async def test_a_receipt_has_number_time_deadline_copy_and_hash(file: File) -> None:
    receipt = await file()
    assert read_number(receipt.number) == receipt.number and receipt.number.startswith("20261126-0001-")
    assert receipt.filed_at == NOW
    assert receipt.due == date(2027, 1, 25)  # 60 days, see test_violation_days
    assert sha256(receipt.copy.encode()).hexdigest() == receipt.digest
    for part in (receipt.number, "2026-11-26 10:00", "王小明", "第 169 條", STATEMENT.what):
        assert part in receipt.copy
    assert receipt.code not in receipt.copy


async def test_filing_makes_the_notice_of_receipt_due(file: File, database: Database) -> None:
    receipt = await file()
    async with database.transaction() as session:
        row = await repository.by_number(session, receipt.number)
        assert row is not None
        (notice,) = await repository.notices_of(session, row.id)
    assert (notice.kind, notice.state) == (NoticeKind.RECEIVED, "pending")


async def test_the_same_submission_sent_again_gets_the_same_receipt(file: File, cases: CaseService) -> None:
    first = await file(key="k")
    assert await file(key="k", now=NOW + timedelta(days=3)) == first
    assert len(await cases.list(Filters())) == 1


async def test_the_same_words_from_the_same_origin_within_an_hour_are_one_case(file: File) -> None:
    first = await file()
    assert (await file(now=NOW + timedelta(minutes=59))).number == first.number
    assert (await file(now=NOW + timedelta(minutes=61))).number != first.number


async def test_a_corrected_statement_is_not_lost_although_its_page_had_the_same_key(file: File) -> None:
    first = await file(key="k")
    assert (await file(key="k", wish="請去查，也請退我服裝費")).number != first.number


async def test_the_same_words_from_another_conversation_are_another_case(file: File) -> None:
    first = await file(origin=Origin("line", "a"))
    assert (await file(origin=Origin("line", "b"))).number != first.number


async def test_submissions_at_the_same_moment_are_one_case(cases: CaseService) -> None:
    receipts = await asyncio.gather(*(cases.file(STATEMENT, WEB, (), NOW, "k") for _ in range(8)))
    assert len({receipt.number for receipt in receipts}) == 1
    assert len(await cases.list(Filters())) == 1


async def test_people_who_file_at_the_same_moment_get_numbers_in_a_row(file: File) -> None:
    receipts = await asyncio.gather(*(file(name=f"王小{n}") for n in range(8)))
    running = sorted(int(receipt.number.split("-")[1]) for receipt in receipts)
    assert running == list(range(1, 9))


async def test_files_belong_to_the_receipt_and_a_repetition_adds_only_new_ones(
    file: File, cases: CaseService, database: Database
) -> None:
    photo, paper = Upload("照片.jpg", PHOTO), Upload("薪資單.pdf", PDF)
    first = await file(key="k", attachments=(photo,))
    assert "照片.jpg" in first.copy
    again = await file(key="k", attachments=(photo, paper), now=NOW + timedelta(minutes=1))
    assert again == first
    view = await cases.status(first.number, first.code, "", NOW)
    assert view is not None and [a.name for a in view.attachments] == ["照片.jpg", "薪資單.pdf"]


async def test_a_repetition_with_more_files_than_fit_is_refused_and_drops_none_silently(
    file: File, cases: CaseService
) -> None:
    def numbered(*numbers: int) -> tuple[Upload, ...]:
        return tuple(Upload(f"{n}.pdf", PDF + b"%%%d" % n) for n in numbers)

    first = await file(attachments=numbered(1, 2, 3), key="k")
    with pytest.raises(BadAttachment, match=f"案號 {first.number}，附件有 3 個.*3 個都沒有加上"):
        await file(attachments=numbered(1, 4, 5, 6), key="k")
    (case,) = await cases.list(Filters())
    assert len((await cases.view(case.id, CHIEF, NOW)).attachments) == 3
    later = NOW + timedelta(minutes=1)
    assert await file(attachments=numbered(1, 4, 5), key="k", now=later) == first
    assert len((await cases.view(case.id, CHIEF, NOW)).attachments) == 5


async def test_a_file_that_is_not_taken_leaves_nothing_behind(file: File, cases: CaseService) -> None:
    with pytest.raises(BadAttachment, match=r"程式\.exe"):
        await file(attachments=(Upload("程式.exe", b"MZ" + b"\x00" * 100),))
    assert await cases.list(Filters()) == ()


@pytest.mark.parametrize(
    "changes",
    [{"phone": "", "email": ""}, {"route": Route.EMERGENCY}],
    ids=["no contact", "emergency"],
)
async def test_what_cannot_be_handled_is_refused_with_what_to_do(file: File, changes: dict[str, str]) -> None:
    with pytest.raises(InvalidStatement, match=r"至少留一個|110"):
        await file(**changes)


async def test_nothing_of_the_person_is_readable_in_the_database(file: File, database: Database) -> None:
    receipt = await file(attachments=(Upload("王小明的薪資單.pdf", PDF),))
    async with database.transaction() as session:
        dump = ""
        for table in ("case_record", "case_event", "case_notice", "case_attachment", "case_audit"):
            rows = (await session.execute(text(f"SELECT * FROM {table}"))).all()
            dump += repr(rows)
    for secret in (
        "王小明",
        "0912-345",
        "0912 345",
        "ming@",
        "食品行",
        "加班費",
        receipt.code,
        receipt.code[:5],
    ):
        assert secret not in dump


async def test_an_oral_statement_names_who_recorded_it(cases: CaseService) -> None:
    await cases.file(STATEMENT, Origin("desk"), (), NOW, "k", recorded_by=CLERK)
    (found,) = await cases.list(Filters())
    view = await cases.view(found.id, CHIEF, NOW)
    assert view.events[0].actor == CLERK and view.origin.channel == "desk"


async def test_a_case_can_be_filed_in_the_transaction_of_a_turn(
    cases: CaseService, database: Database
) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop):
        async with database.transaction() as session:
            await cases.file(STATEMENT, WEB, (), NOW, "k", session=session)
            raise Stop
    assert await cases.list(Filters()) == ()
