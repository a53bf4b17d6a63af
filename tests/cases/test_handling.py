"""Staff work on a case: every step is checked, audited, and makes the notice due that the law asks for."""

from datetime import date, timedelta

import pytest

from cases import repository
from cases.errors import ActionNotAllowed, BadAttachment, NoSuchCase
from cases.schemas import Action, CaseState, CaseView, Filters, NoticeKind, Upload, Viewer
from cases.service import CaseService
from core.calendar_service import CalendarService
from core.database import Database
from tests.cases.conftest import CHIEF, CLERK, NOW, OUTSIDER, PDF, PHOTO, File


@pytest.fixture
async def case_id(file: File, cases: CaseService) -> str:
    """A case that was just filed."""
    await file(attachments=(Upload("照片.jpg", PHOTO),))
    (found,) = await cases.list(Filters())
    return found.id


async def assigned(cases: CaseService, case_id: str) -> CaseView:
    await cases.act(case_id, Action.ACCEPT, CHIEF, NOW)
    return await cases.act(
        case_id, Action.ASSIGN, CHIEF, NOW, unit="勞動條件科", person="clerk", deputies="a、b"
    )


async def notices_of(database: Database, case_id: str) -> list[str]:
    async with database.transaction() as session:
        return [notice.kind for notice in await repository.notices_of(session, case_id)]


async def test_a_case_is_worked_on_from_receipt_to_close_and_the_citizen_told_each_time(
    cases: CaseService, case_id: str, database: Database
) -> None:
    view = await assigned(cases, case_id)
    assert (view.state, view.unit, view.person, view.deputies) == (
        CaseState.ASSIGNED,
        "勞動條件科",
        "clerk",
        ("a", "b"),
    )
    await cases.act(case_id, Action.ANSWER, CLERK, NOW, text="已查處", remedy="得於 30 日內提起訴願")
    closed = await cases.act(case_id, Action.CLOSE, CLERK, NOW)
    assert closed.state is CaseState.CLOSED
    assert await notices_of(database, case_id) == [
        NoticeKind.RECEIVED,
        NoticeKind.ACCEPTED,
        NoticeKind.ANSWERED,
        NoticeKind.CLOSED,
    ]


async def test_an_extension_moves_the_deadline_and_must_be_told(
    cases: CaseService, case_id: str, database: Database
) -> None:
    before = (await assigned(cases, case_id)).due
    view = await cases.act(case_id, Action.EXTEND, CLERK, NOW, days="30", reason="要再檢查", approver="科長")
    assert view.due.extended and (view.due.date - before.date).days >= 28
    assert any("科長" in reason for reason in view.due.reasons)
    assert (await notices_of(database, case_id))[-1] == NoticeKind.EXTENDED


async def test_a_deadline_that_has_passed_cannot_be_extended(cases: CaseService, case_id: str) -> None:
    await assigned(cases, case_id)
    late = NOW + timedelta(days=70)
    with pytest.raises(ActionNotAllowed, match="期限 2027-01-25 已過"):
        await cases.act(case_id, Action.EXTEND, CLERK, late, days="30", reason="忙", approver="科長")


async def test_an_action_that_does_not_fit_changes_nothing_and_says_what_does(
    cases: CaseService, case_id: str, database: Database
) -> None:
    with pytest.raises(ActionNotAllowed, match=r"現在可以：.*受理"):
        await cases.act(case_id, Action.CLOSE, CHIEF, NOW)
    assert (await cases.view(case_id, CHIEF, NOW)).state is CaseState.RECEIVED
    assert await notices_of(database, case_id) == [NoticeKind.RECEIVED]


async def test_staff_of_another_unit_see_no_person_and_may_not_act(cases: CaseService, case_id: str) -> None:
    await assigned(cases, case_id)
    view = await cases.view(case_id, OUTSIDER, NOW)
    assert view.viewer is Viewer.DESK and view.attachments == ()
    for secret in ("王小明", "小明", "0912", "345 678", "ming@"):
        assert secret not in repr(view)
    with pytest.raises(ActionNotAllowed, match="勞動條件科承辦"):
        await cases.act(case_id, Action.NOTE, OUTSIDER, NOW, text="看一下")


async def test_the_case_team_sees_the_person(cases: CaseService, case_id: str) -> None:
    await assigned(cases, case_id)
    view = await cases.view(case_id, CLERK, NOW)
    assert view.viewer is Viewer.TEAM and view.statement is not None
    assert view.statement.name == "王小明" and len(view.attachments) == 1


async def test_a_file_is_given_to_the_case_team_only(cases: CaseService, case_id: str) -> None:
    await assigned(cases, case_id)
    (photo,) = (await cases.view(case_id, CLERK, NOW)).attachments
    assert (await cases.attachment(case_id, photo.id, CLERK, NOW))[1] == PHOTO
    with pytest.raises(ActionNotAllowed):
        await cases.attachment(case_id, photo.id, OUTSIDER, NOW)
    with pytest.raises(NoSuchCase):
        await cases.attachment(case_id, "0" * 32, CLERK, NOW)


async def test_a_case_takes_five_files(cases: CaseService, case_id: str) -> None:
    for n in range(4):
        await cases.add_attachment(case_id, Upload(f"{n}.pdf", PDF), CHIEF, NOW)
    with pytest.raises(BadAttachment, match="最多 5 個"):
        await cases.add_attachment(case_id, Upload("6.pdf", PDF), CHIEF, NOW)


async def test_every_view_and_change_is_audited_without_content(cases: CaseService, case_id: str) -> None:
    await assigned(cases, case_id)
    await cases.view(case_id, OUTSIDER, NOW)
    assert [(entry.what, entry.actor.id) for entry in await cases.audit(case_id)] == [
        ("file", ""),
        ("accept", "chief"),
        ("assign", "chief"),
        ("view", "other"),
    ]


async def test_an_unknown_case_is_told_plainly(cases: CaseService) -> None:
    with pytest.raises(NoSuchCase):
        await cases.view("none", CHIEF, NOW)


async def test_due_cases_are_found_and_paused_ones_left_out(
    database: Database, cases: CaseService, case_id: str
) -> None:
    async def due_by(day: date) -> list[str]:
        async with database.transaction() as session:
            return [row.id for row in await repository.due_by(session, day)]

    today = NOW.date()
    soon = today + timedelta(days=58 + 7)
    assert await due_by(soon) == [case_id]
    assert await due_by(today + timedelta(days=7)) == []
    await cases.act(case_id, Action.ASK_SUPPLEMENT, CHIEF, NOW, what="薪資單")
    assert await due_by(soon) == []


async def test_a_typhoon_closure_on_the_last_day_moves_the_deadline(
    cases: CaseService, case_id: str, database: Database
) -> None:
    await CalendarService(database).close_day(date(2027, 1, 25), "颱風停班", "chief", NOW)
    await cases.recompute_due()
    (found,) = await cases.list(Filters())
    assert found.due == date(2027, 1, 26)
    view = await cases.view(case_id, CHIEF, NOW)
    assert view.due.date == date(2027, 1, 26) and "颱風停班" not in view.due.reasons[0]


async def test_lists_are_filtered(cases: CaseService, case_id: str) -> None:
    await assigned(cases, case_id)
    assert (
        len(await cases.list(Filters(states=(CaseState.ASSIGNED,), unit="勞動條件科", person="clerk"))) == 1
    )
    assert await cases.list(Filters(states=(CaseState.CLOSED,))) == ()
    assert await cases.list(Filters(due_by=date(2027, 1, 24))) == ()


async def test_cases_are_counted_whatever_the_page(file: File, cases: CaseService) -> None:
    for n in range(3):
        await file(name=f"王小{n}")
    page = Filters(states=(CaseState.RECEIVED,), limit=2)
    assert len(await cases.list(page)) == 2 and await cases.count(page) == 3
    assert await cases.count(Filters(states=(CaseState.CLOSED,))) == 0
