"""Saved lists, many cases given at once, cases of one person, files in the page, replies that a supervisor reads."""

import re

import pytest

from cases.schemas import CaseState, Filters, Upload
from core.clock import utc_now
from desk.auth.permissions import Role
from tests.cases.conftest import PHOTO, STATEMENT
from tests.desk.world import Person, World


@pytest.fixture
async def clerk(world: World) -> Person:
    """A clerk of the unit that handles the cases."""
    return await world.person()


async def taken(world: World, clerk: Person, key: str = "one", **changes: object) -> str:
    """The address of a case that ``clerk`` has."""
    address = f"/desk/cases/{await world.case(STATEMENT, key, None, Upload('照片.jpg', PHOTO), **changes)}"
    await clerk.send(f"{address}/take")
    return address


async def test_a_list_is_kept_under_a_name_for_its_person_alone(world: World, clerk: Person) -> None:
    await clerk.send("/desk/cases/views?tab=open&state=assigned", name="我在辦的")
    page = await clerk.page("/desk/cases")
    assert 'href="/desk/cases?tab=open&amp;state=assigned">我在辦的</a>' in page
    assert "我在辦的" not in await (await world.person(name="林同仁")).page("/desk/cases")
    await clerk.send(re.search(r"/desk/cases/views/\d+/remove", page)[0])  # type: ignore[index]
    assert "我在辦的" not in await clerk.page("/desk/cases")


async def test_chosen_cases_are_given_at_once_and_those_that_stay_say_why(
    world: World, clerk: Person
) -> None:
    new = await world.case(STATEMENT, "one")
    done = (await taken(world, clerk, "two", what="另一件事")).rpartition("/")[2]
    await clerk.send(f"/desk/cases/{done}/act/answer", text="查有違反，已裁罰。")
    chief = await world.person(Role.SUPERVISOR, name="王督導")
    page = await chief.page("/desk/cases")
    assert f'value="{new}"' in await chief.page("/desk/cases?tab=open") and "勾選" in page
    answer = await chief.send("/desk/cases/assign?tab=open", person=clerk.id, case=[new, done])  # type: ignore[arg-type]
    assert "已分派 1 件給 陳承辦" in answer.text and "沒有分派的" in answer.text
    given = next(case for case in await world.cases.list(Filters()) if case.id == new)
    assert (given.state, given.person) == (CaseState.ASSIGNED, clerk.id)


async def test_other_cases_of_the_same_person_are_linked_whoever_may_see_them(
    world: World, clerk: Person
) -> None:
    first = await taken(world, clerk, "one")
    second = await taken(world, clerk, "two", what="另一件事", name="同一個人")
    other = await taken(world, clerk, "three", what="別人的事", name="別人", phone="0933000111", email="")
    page = await clerk.page(first)
    assert second in page and other not in page
    stranger = await world.person(unit="別的單位", name="外單位")
    shown = await stranger.send(f"{first}/look", reason="民眾在櫃台問進度")
    assert "同一位民眾" not in shown.text


async def test_a_picture_is_seen_in_the_page_and_that_is_recorded(world: World, clerk: Person) -> None:
    address = await taken(world, clerk)
    page = await clerk.page(address)
    source = page.split('<img src="')[1].split('"')[0]
    shown = await clerk.client.get(source)
    assert shown.content == PHOTO and shown.headers["content-disposition"].startswith("inline")
    audit = await world.cases.audit(address.rpartition("/")[2])
    assert audit[-1].what == "show"


async def test_a_reply_goes_out_when_a_supervisor_has_read_it(world: World, clerk: Person) -> None:
    address = await taken(world, clerk)
    asked = await clerk.send(f"{address}/ask/answer", text="查有違反，已裁罰。")
    assert "等核准" in asked.text
    (proposal,) = await world.cases.proposals()
    chief = await world.person(Role.SUPERVISOR)
    await chief.send(f"/desk/cases/proposals/{proposal.id}", approve="true")
    (case,) = await world.cases.list(Filters())
    assert case.state is CaseState.ANSWERED


async def test_a_reply_that_comes_back_is_in_the_form_of_its_writer_with_the_remark(
    world: World, clerk: Person
) -> None:
    address = await taken(world, clerk)
    await clerk.send(f"{address}/ask/answer", text="查有違反，已裁罰。")
    (proposal,) = await world.cases.proposals()
    chief = await world.person(Role.SUPERVISOR)
    await chief.send(f"/desk/cases/proposals/{proposal.id}", approve="false", remark="請寫法條")
    assert "主管的意見：請寫法條" in await clerk.page(address)
    assert "查有違反" in await clerk.page("/desk/drafts")
    assert "主管退回「回覆」" in await clerk.page("/desk/bell")
    (case,) = await world.cases.list(Filters())
    assert case.state is CaseState.ASSIGNED
    assert [asked.state for asked in await world.cases.returned(clerk.id, utc_now().replace(year=2000))]


async def test_what_goes_to_the_employer_is_a_sheet_in_chinese_without_contacts(
    world: World, clerk: Person
) -> None:
    address = await taken(world, clerk)
    page = await clerk.page(f"{address}/employer")
    assert "申訴事項" in page and STATEMENT.phone not in page
    text = (await clerk.client.get(f"{address}/export/text")).text
    assert "承辦單位：" in text and "unit" not in text
