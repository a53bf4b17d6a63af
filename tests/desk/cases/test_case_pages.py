"""Cases at the desk: what the rules allow and nothing else; persons masked, every look recorded."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from openpyxl import load_workbook

from cases.schemas import Action, Actor, ActorKind, CaseState, Filters, Upload
from cases.states import RULES, allowed
from core.clock import local_now, utc_now
from desk.auth.permissions import Role
from desk.cases.forms import details, form_of, forms_for
from desk.cases.sheet import HEADINGS
from desk.people import people
from tests.cases.conftest import PHOTO, STATEMENT
from tests.desk.world import UNIT, Person, World

TODAY = date(2026, 11, 24)
NAME, PHONE = "王小明", "0912-345-678"


@pytest.fixture
async def clerk(world: World) -> Person:
    """A clerk of the unit that handles the case."""
    return await world.person()


async def assigned(world: World, clerk: Person, **changes: object) -> str:
    """A case in the hands of ``clerk``; its address."""
    case_id = await world.case(STATEMENT, "one", None, Upload("照片.jpg", PHOTO), **changes)
    address = f"/desk/cases/{case_id}"
    await clerk.send(f"{address}/act/accept")
    await clerk.send(f"{address}/act/assign", unit=UNIT, person=clerk.id)
    return address


async def state_of(world: World) -> CaseState:
    (case,) = await world.cases.list(Filters())
    return case.state


@pytest.mark.parametrize("state", CaseState)
def test_the_page_offers_what_the_rules_allow_each_with_its_fields(state: CaseState) -> None:
    forms = forms_for(state, (), utc_now().date())
    assert tuple(form.action for form in forms) == allowed(state, ActorKind.STAFF)
    for form in forms:
        needed = {field.name for field in form.fields if field.required}
        assert needed == set(RULES[form.action].required) - {"approver"}


def test_only_the_fields_of_an_action_are_read_and_deputies_keep_their_order() -> None:
    posted = {"unit": UNIT, "person": "staff-1", "deputy1": "staff-3", "deputy2": "staff-2", "approver": "me"}
    assert details(form_of(Action.ASSIGN, (), TODAY), posted, TODAY) == {
        "unit": UNIT,
        "person": "staff-1",
        "deputies": "staff-3、staff-2",
    }


@pytest.mark.parametrize(
    ("action", "name", "typed", "recorded"),
    [
        (Action.EXTEND, "days", "十天", "十天"),
        (Action.EXTEND, "days", "三十", "30"),
        (Action.EXTEND, "days", "61", "61"),
        (Action.ASK_SUPPLEMENT, "until", "115/12/1", "2026-12-01"),
        (Action.ASK_SUPPLEMENT, "until", "過年前", "過年前"),
    ],
)
def test_an_action_is_read_as_every_question_is_and_the_rules_say_what_does_not_fit(
    action: Action, name: str, typed: str, recorded: str
) -> None:
    assert details(form_of(action, (), TODAY), {name: typed}, TODAY)[name] == recorded


async def test_a_clerk_takes_a_case_from_receipt_to_close(world: World, clerk: Person) -> None:
    address = await assigned(world, clerk)
    page = await clerk.send(f"{address}/act/answer", text="查有違反，已裁罰。", remedy="得提起訴願")
    assert "已回覆" in page.text and "查有違反，已裁罰。" in page.text
    await clerk.send(f"{address}/act/close", result="已結")
    assert await state_of(world) is CaseState.CLOSED


async def test_an_action_that_is_not_allowed_changes_nothing_and_keeps_what_was_typed(
    world: World, clerk: Person
) -> None:
    case_id = await world.case(STATEMENT)
    answer = await clerk.send(f"/desk/cases/{case_id}/act/refuse", explanation="寫了很多字", ground="")
    assert answer.status_code == 409 and "寫了很多字</textarea>" in answer.text
    assert await state_of(world) is CaseState.RECEIVED


async def test_the_statement_is_masked_until_its_team_opens_it_which_is_recorded(
    world: World, clerk: Person
) -> None:
    address = await assigned(world, clerk)
    page = await clerk.page(address)
    assert NAME not in page and PHONE not in page and "某某食品行" in page
    opened = await clerk.send(f"{address}/open")
    assert NAME in opened.text and PHONE in opened.text
    audit = await world.cases.audit(address.rpartition("/")[2])
    assert [line.actor.id for line in audit if line.what == "open_statement"] == [clerk.id]


async def test_somebody_outside_the_team_gives_a_reason_and_sees_no_person(
    world: World, clerk: Person
) -> None:
    address = await assigned(world, clerk)
    await clerk.send(f"{address}/act/note", text="內部的話")
    outsider = await world.person(unit="職業重建科", name="外科同仁")
    asked = await outsider.page(address)
    assert "為什麼要看" in asked and "某某食品行" not in asked
    assert (await outsider.send(f"{address}/look", reason=" ")).status_code == 400
    page = (await outsider.send(f"{address}/look", reason="本人在櫃台問進度")).text
    assert "某某食品行" in page
    assert NAME not in page and PHONE not in page and "內部的話" not in page and "照片.jpg" not in page
    audit = await world.cases.audit(address.rpartition("/")[2])
    assert [line.reason for line in audit if line.reason] == ["本人在櫃台問進度"]


@pytest.mark.parametrize("path", ["open", "act/answer", "act/note", "act/extend"])
async def test_somebody_outside_the_team_can_change_nothing(world: World, clerk: Person, path: str) -> None:
    address = await assigned(world, clerk)
    outsider = await world.person(unit="職業重建科")
    answer = await outsider.send(f"{address}/{path}", text="不該有", days="5", reason="不該有")
    assert answer.status_code == 409 and NAME not in answer.text
    assert await state_of(world) is CaseState.ASSIGNED


@pytest.mark.parametrize("path", ["print", "export/text", "export/json", "export/employer"])
async def test_somebody_outside_the_team_gets_no_paper(world: World, clerk: Person, path: str) -> None:
    address = await assigned(world, clerk)
    outsider = await world.person(unit="職業重建科")
    answer = await outsider.client.get(f"{address}/{path}")
    assert answer.status_code == 409 and NAME not in answer.text


async def test_a_file_is_a_download_for_the_team_alone(world: World, clerk: Person) -> None:
    address = await assigned(world, clerk)
    view = await world.cases.view(address.rpartition("/")[2], _actor(clerk), utc_now())
    path = f"{address}/attachments/{view.attachments[0].id}"
    got = await clerk.client.get(path)
    assert got.content == PHOTO and got.headers["content-disposition"].startswith("attachment")
    outsider = await world.person(unit="職業重建科")
    assert (await outsider.client.get(path)).status_code == 409


def _actor(person: Person) -> Actor:
    return Actor(ActorKind.STAFF, person.id, "", UNIT)


async def test_an_extension_takes_somebody_else_to_approve(world: World) -> None:
    boss, chief = await world.person(Role.SUPERVISOR), await world.person(Role.SUPERVISOR, name="周主管")
    address = await assigned(world, boss)
    (before,) = await world.cases.list(Filters())
    page = await boss.send(f"{address}/act/extend", days="10", reason="要會同勞檢")
    assert "等核准" in page.text
    (asked,) = await world.cases.proposals()
    own = await boss.send(f"/desk/cases/proposals/{asked.id}", approve="true")
    assert own.status_code == 409 and "不能自己核准" in own.text
    assert (await world.cases.list(Filters()))[0].due == before.due
    done = await chief.send(f"/desk/cases/proposals/{asked.id}", approve="true")
    assert "周主管 核准延長 10" in done.text
    assert (await world.cases.list(Filters()))[0].due > before.due
    again = await chief.send(f"/desk/cases/proposals/{asked.id}", approve="false")
    assert again.status_code == 409


async def test_a_refused_extension_leaves_the_deadline(world: World, clerk: Person) -> None:
    address = await assigned(world, clerk)
    (before,) = await world.cases.list(Filters())
    await clerk.send(f"{address}/act/extend", days="10", reason="忙")
    (asked,) = await world.cases.proposals()
    chief = await world.person(Role.SUPERVISOR)
    assert "不核准" in (await chief.send(f"/desk/cases/proposals/{asked.id}", approve="false")).text
    assert (await world.cases.list(Filters()))[0].due == before.due


async def test_an_extension_is_not_granted_by_the_form_that_asks_for_it(world: World, clerk: Person) -> None:
    address = await assigned(world, clerk)
    await clerk.send(f"{address}/act/extend", days="5", reason="忙", approver="別人")
    (asked,) = await world.cases.proposals()
    assert "approver" not in asked.details and not (await world.cases.list(Filters()))[0].extended


async def test_overdue_cases_come_first_and_say_so_in_words(world: World, clerk: Person) -> None:
    await world.case(STATEMENT, "new")
    await world.case(STATEMENT, "old", utc_now() - timedelta(days=90), what="很久以前的事")
    page = await clerk.page("/desk/cases?tab=open")
    assert page.index("逾期") < page.index("還有")
    assert "near--overdue" in page


async def test_mine_are_those_i_handle_or_stand_in_for(world: World, clerk: Person) -> None:
    deputy, other = await world.person(name="代理人"), await world.person(name="別人")
    address = await assigned(world, clerk)
    await clerk.send(f"{address}/act/assign", unit=UNIT, person=clerk.id, deputy1=deputy.id)
    for person, has in ((clerk, True), (deputy, True), (other, False)):
        assert (address in await person.page("/desk/cases?tab=mine")) is has


@pytest.mark.parametrize("sheet", ["csv", "xlsx"])
async def test_the_list_as_a_file_holds_the_cases_and_no_person(
    world: World, clerk: Person, sheet: str
) -> None:
    await assigned(world, clerk)
    (case,) = await world.cases.list(Filters())
    got = await clerk.client.get(f"/desk/cases/list.{sheet}?tab=open")
    if sheet == "csv":
        rows = [list(row) for row in csv.reader(io.StringIO(got.content.decode("utf-8-sig")))]
    else:
        rows = [[cell.value or "" for cell in row] for row in load_workbook(io.BytesIO(got.content)).active]
    assert rows[0] == list(HEADINGS) and rows[1][0] == case.number
    assert NAME not in str(rows) and PHONE not in str(rows)


async def test_the_employers_copy_hides_a_confidential_complainant(world: World, clerk: Person) -> None:
    address = await assigned(world, clerk, what=f"我是{NAME}，老闆不給加班費")
    text = (await clerk.client.get(f"{address}/export/employer")).text
    assert "某某食品行" in text and NAME not in text and PHONE not in text


async def test_the_case_file_names_people_not_numbers(world: World, clerk: Person) -> None:
    address = await assigned(world, clerk)
    text = (await clerk.client.get(f"{address}/export/text")).text
    assert "陳承辦" in text and clerk.id not in text and NAME in text


ORAL = {
    "route": "violation",
    "category": "工資",
    "what": "三個月沒有領到薪水",
    "employer": "某某食品行",
    "wish": "請去查",
    "confidential": "yes",
    "name": "李大華",
    "phone": "0912345678",
    "consent": "yes",
    "key": "oral",
}


async def test_an_oral_statement_is_read_back_before_it_is_filed(world: World, clerk: Person) -> None:
    review = await clerk.send("/desk/cases/new", **ORAL)
    assert "請念給本人聽" in review.text and "三個月沒有領到薪水" in review.text
    unread = await clerk.send("/desk/cases/new/send", **ORAL)
    assert unread.status_code == 422 and await world.cases.list(Filters()) == ()
    done = await clerk.send("/desk/cases/new/send", **ORAL, confirmed="yes")
    assert "陳述人簽名" in done.text and "查詢碼" in done.text
    await clerk.send("/desk/cases/new/send", **ORAL, confirmed="yes")
    (case,) = await world.cases.list(Filters())
    view = await world.cases.view(case.id, _actor(clerk), utc_now())
    assert view.events[0].actor.id == clerk.id and view.origin.channel == "desk"


async def test_a_case_whose_story_tells_of_danger_is_marked_in_the_list_and_on_its_page(
    world: World, clerk: Person
) -> None:
    beaten = ORAL | {"what": "雇主把我反鎖在家裡不讓我出去，護照也被拿走。", "key": "danger"}
    await clerk.send("/desk/cases/new/send", **beaten, confirmed="yes")
    (case,) = await world.cases.list(Filters())
    assert "可能有危險：被關、行動受限" in await clerk.page("/desk/cases?tab=open")
    assert "可能有危險：被關、行動受限" in await clerk.page(f"/desk/cases/{case.id}")


async def test_a_case_without_danger_has_no_mark(world: World, clerk: Person) -> None:
    await clerk.send("/desk/cases/new/send", **ORAL, confirmed="yes")
    (case,) = await world.cases.list(Filters())
    listed = await clerk.page("/desk/cases?tab=open")
    assert case.number in listed and "可能有危險" not in listed


async def test_an_oral_statement_with_a_mistake_keeps_everything(clerk: Person) -> None:
    answer = await clerk.send("/desk/cases/new", **{**ORAL, "phone": "123"})
    assert answer.status_code == 422 and "三個月沒有領到薪水" in answer.text


async def test_a_task_is_done_once_by_name(world: World, clerk: Person) -> None:
    await assigned(world, clerk, phone="0912-345-678", email="")
    # Not at night: nobody is to be phoned in quiet hours.
    morning = (local_now() + timedelta(days=1)).replace(hour=10)
    await world.services.notifications.work(morning.astimezone(UTC))
    page = await clerk.page("/desk/cases/tasks")
    assert "聯絡民眾" in page
    number = page.split("/desk/cases/tasks/")[1].split('"')[0]
    await clerk.send(f"/desk/cases/tasks/{number}")
    assert f"/desk/cases/tasks/{number}" not in await clerk.page("/desk/cases/tasks")


async def test_those_who_have_left_are_offered_no_case(world: World, clerk: Person) -> None:
    everybody, today = await people(world.database), utc_now().date()
    assert [person.staff.id for person in everybody] == [clerk.id]
    (form,) = (f for f in forms_for(CaseState.ACCEPTED, everybody, today) if f.action is Action.ASSIGN)
    (gone,) = (
        f
        for f in forms_for(CaseState.ACCEPTED, [replace(p, active=False) for p in everybody], today)
        if f.action is Action.ASSIGN
    )
    assert form.fields[1].options and not gone.fields[1].options


async def test_a_citizen_who_lost_the_code_gets_a_new_one_once_they_are_recognised(
    world: World, clerk: Person
) -> None:
    address = await assigned(world, clerk)
    assert f"{address}/code" in await clerk.page(address)
    refused = await clerk.send(f"{address}/code", identity="")
    assert refused.status_code == 409 and "怎麼確認是本人" in refused.text
    shown = (await clerk.send(f"{address}/code", identity="核對身分證正本")).text
    (code,) = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", shown)
    (case,) = await world.cases.list(Filters())
    assert await world.cases.status(case.number, code, "", utc_now()) is not None
    assert code not in await clerk.page(address)
    chief = await world.person(Role.SUPERVISOR)
    assert "換發查詢碼：核對身分證正本" in await chief.page(address)


async def test_who_is_not_of_the_team_issues_no_code_and_adds_no_file(world: World, clerk: Person) -> None:
    address = await assigned(world, clerk)
    other = await world.person(unit="職業重建科")
    assert (await other.client.get(f"{address}/code")).status_code == 409
    assert (await other.send(f"{address}/code", identity="核對身分證正本")).status_code == 409
    token = await other.csrf()
    fields = {"csrf": token, "case_id": address.rpartition("/")[2]}
    posted = await other.client.post(
        "/desk/cases/attach", data=fields, files={"files": ("b.jpg", PHOTO, "image/jpeg")}
    )
    assert posted.status_code == 409
    assert (await other.page(address)).count("b.jpg") == 0
