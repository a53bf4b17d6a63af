"""Tags, mentions in notes, macros, and two cases that become one, through the pages of the desk."""

import re
from datetime import timedelta

import pytest

from cases.schemas import Actor, ActorKind, CaseState
from core.clock import local_now, utc_now
from desk.auth.permissions import Role
from tests.cases.conftest import STATEMENT
from tests.desk.world import Person, World


@pytest.fixture
async def clerk(world: World) -> Person:
    return await world.person()


@pytest.fixture
async def chief(world: World) -> Person:
    return await world.person(Role.SUPERVISOR)


async def taken(world: World, clerk: Person, key: str = "one", **changes: object) -> str:
    """The address of a case that ``clerk`` has."""
    address = f"/desk/cases/{await world.case(STATEMENT, key, None, **changes)}"
    await clerk.send(f"{address}/take")
    return address


async def tag_of(world: World, chief: Person, name: str = "媒體關注") -> str:
    """The id of a tag that a supervisor has listed."""
    await chief.send("/desk/tags", name=name)
    page = await chief.page("/desk/tags")
    return re.findall(r'action="/desk/tags/(\d+)"', page)[-1]


async def test_a_tag_of_the_list_is_put_on_a_case_and_filters_the_list(
    world: World, clerk: Person, chief: Person
) -> None:
    tag = await tag_of(world, chief)
    address = await taken(world, clerk)
    other = await world.case(STATEMENT, "two", what="別件")
    page = (await clerk.send(f"{address}/tags", tag=tag)).text
    assert "拿掉標籤 媒體關注" in page
    found = await clerk.page(f"/desk/cases?tab=open&tag={tag}")
    assert f'href="{address}"' in found and f"/desk/cases/{other}" not in found
    await clerk.send(f"/desk/cases/views?tab=open&tag={tag}", name="媒體")
    assert f"tag={tag}" in await clerk.page("/desk/cases")
    assert "加標籤：媒體關注" in await chief.page(address)
    assert "拿掉標籤" not in (await clerk.send(f"{address}/tags/{tag}/remove")).text


async def test_supervisors_read_in_their_numbers_how_often_a_tag_was_put(
    world: World, clerk: Person, chief: Person
) -> None:
    tag = await tag_of(world, chief)
    await clerk.send(f"{await taken(world, clerk)}/tags", tag=tag)
    page = await chief.page("/desk/reports")
    assert "這段期間加上的標籤：案件" in page and "媒體關注" in page
    assert "變更標籤清單" in await chief.page("/desk/audit")


async def test_whoever_serves_a_conversation_tags_it_and_it_is_found_again(
    world: World, clerk: Person, chief: Person
) -> None:
    tag = await tag_of(world, chief)
    talk = await world.waiting()
    refused = await clerk.send(f"/desk/inbox/{talk}/tags", tag=tag)
    assert "不在您手上" in refused.text
    await clerk.send(f"/desk/inbox/{talk}/take")
    assert "拿掉標籤 媒體關注" in (await clerk.send(f"/desk/inbox/{talk}/tags", tag=tag)).text
    await clerk.send(f"/desk/inbox/{talk}/back")
    assert "/desk/inbox/past/" in (await clerk.send("/desk/inbox/past", tag=tag)).text
    unused = await tag_of(world, chief, "重複來電")
    assert re.search(r"/desk/inbox/past/\d", (await clerk.send("/desk/inbox/past", tag=unused)).text) is None


async def test_a_colleague_named_in_a_note_sees_it_in_the_bell_until_they_look(
    world: World, clerk: Person
) -> None:
    colleague = await world.person(name="林同仁")
    address = await taken(world, clerk)
    offered = (await clerk.send(f"{address}/colleagues", q="林")).text
    assert 'data-text="@林同仁 "' in offered
    await clerk.send(f"{address}/act/note", text="請 @林同仁 看一下勞檢的部分")
    assert "的註記提到您" in await colleague.page("/desk/bell")
    assert "的註記提到您" not in await clerk.page("/desk/bell")
    await colleague.page(address)
    assert "的註記提到您" not in await colleague.page("/desk/bell")


async def test_who_may_not_read_the_case_cannot_be_named_in_it(world: World, clerk: Person) -> None:
    await world.person(unit="職業重建科", name="吳外科")
    address = await taken(world, clerk)
    assert "吳外科" not in (await clerk.send(f"{address}/colleagues", q="吳")).text
    answer = await clerk.send(f"{address}/act/note", text="@吳外科 幫忙看")
    assert (
        answer.status_code == 422 and "吳外科 看不到這裡" in answer.text and "@吳外科 幫忙看" in answer.text
    )
    assert "內部註記</b>" not in await clerk.page(address)


MACRO = {"name": "補薪資單", "note": "已請 {案號} 補薪資單", "assign": "me", "letter": "ask_supplement"}


async def macro_on(world: World, chief: Person, clerk: Person, address: str, **fields: str) -> str:
    """The page that tells what a macro would do to the case at ``address``."""
    tag = await tag_of(world, chief)
    await chief.send("/desk/macros", tag=tag, text="請補最近三個月的薪資單", days="14", **(MACRO | fields))
    page = await clerk.page(address)
    number = re.search(r'<option value="(\d+)">補薪資單', page)
    assert number is not None
    return (await clerk.send(f"{address}/macro", macro=number[1])).text


async def test_a_macro_shows_what_it_will_do_and_does_it_with_one_press(
    world: World, clerk: Person, chief: Person
) -> None:
    case_id = await world.case(STATEMENT)
    address = f"/desk/cases/{case_id}"
    page = await macro_on(world, chief, clerk, address)
    for told in ("媒體關注", "補薪資單", "陳承辦", "請補最近三個月的薪資單", "民眾會收到"):
        assert told in page
    summary = await world.cases.summary(case_id)
    assert summary.state is CaseState.RECEIVED and not await world.cases.tags_of([case_id]), "only shown"
    await clerk.send(f"{address}/macro", **hidden(page))
    view = await world.cases.view(case_id, actor(clerk), utc_now())
    assert [event.action.value for event in view.events] == [
        "file",
        "note",
        "accept",
        "assign",
        "ask_supplement",
    ]
    assert f"已請 {summary.number} 補薪資單" in view.events[1].details["text"]
    assert [tag.name for tag in (await world.cases.tags_of([case_id]))[case_id]] == ["媒體關注"]
    assert await world.cases.held_until(case_id, actor(clerk), utc_now()), "the letter can be taken back"


async def test_a_macro_of_which_one_step_is_not_allowed_does_nothing(
    world: World, clerk: Person, chief: Person
) -> None:
    address = f"/desk/cases/{await world.case(STATEMENT)}"
    page = await macro_on(world, chief, clerk, address, assign="", letter="answer")
    assert "不能回覆" in page
    assert not await world.cases.tags_of([address.rpartition("/")[2]])


async def test_a_macro_that_changed_since_it_was_shown_is_shown_again(
    world: World, clerk: Person, chief: Person
) -> None:
    address = f"/desk/cases/{await world.case(STATEMENT)}"
    shown = hidden(await macro_on(world, chief, clerk, address))
    await chief.send(f"/desk/macros/{shown['macro']}", name="補薪資單", note="改過的註記")
    answer = await clerk.send(f"{address}/macro", **shown)
    assert answer.status_code == 409 and "改過的註記" in answer.text
    assert (await world.cases.summary(address.rpartition("/")[2])).state is CaseState.RECEIVED


async def test_the_steps_of_a_macro_are_done_in_the_order_that_people_chose(
    world: World, clerk: Person, chief: Person
) -> None:
    case_id = await world.case(STATEMENT)
    order = ["assign", "letter", "note", "tags"]
    await chief.send("/desk/macros", **MACRO, text="請補薪資單", order=order)
    number = re.search(r'action="/desk/macros/(\d+)"', await chief.page("/desk/macros"))
    assert number is not None
    shown = await clerk.send(f"/desk/cases/{case_id}/macro", macro=number[1])
    await clerk.send(f"/desk/cases/{case_id}/macro", **hidden(shown.text))
    view = await world.cases.view(case_id, actor(clerk), utc_now())
    done = [event.action.value for event in view.events]
    assert done == ["file", "accept", "assign", "ask_supplement", "note"]


async def test_a_macro_that_does_one_step_twice_is_not_kept(chief: Person) -> None:
    answer = await chief.send("/desk/macros", **MACRO, text="請補", order=["note"] * 4)
    assert answer.status_code == 422 and "順序要不一樣" in answer.text


async def test_a_letter_is_taken_back_although_a_note_was_written_since(world: World, clerk: Person) -> None:
    address = await taken(world, clerk)
    until = (local_now().date() + timedelta(days=14)).isoformat()
    await clerk.send(f"{address}/act/ask_supplement", what="薪資單", until=until)
    await clerk.send(f"{address}/act/note", text="已電話說明")
    await clerk.send(f"{address}/take-back")
    view = await world.cases.view(address.rpartition("/")[2], actor(clerk), utc_now())
    assert [event.action.value for event in view.events] == ["file", "accept", "assign", "note"]
    assert view.state is CaseState.ASSIGNED


async def test_a_letter_before_the_assignment_could_not_be_taken_back(chief: Person) -> None:
    order = ["letter", "assign", "note", "tags"]
    answer = await chief.send("/desk/macros", **MACRO, text="請補", order=order)
    assert answer.status_code == 422 and "分派要排在信的前面" in answer.text


async def test_a_macro_that_does_nothing_is_not_kept(chief: Person) -> None:
    answer = await chief.send("/desk/macros", name="空的")
    assert answer.status_code == 422 and "至少要做一件事" in answer.text and 'value="空的"' in answer.text


async def test_two_cases_of_one_person_become_one_and_are_taken_apart_again(
    world: World, clerk: Person, chief: Person
) -> None:
    now = utc_now()
    first = f"/desk/cases/{await world.case(STATEMENT, 'one', now - timedelta(days=2))}"
    await clerk.send(f"{first}/take")
    later = await world.case(STATEMENT, "two", now, what="又少給一個月", confidential=False)
    assert "併案</button>" in await clerk.page(first)
    page = await clerk.send(f"{first}/merge", other=later)
    assert page.url.path == first and "併入的案件" in page.text
    assert "又少給一個月" not in page.text
    assert "又少給一個月" in (await clerk.send(f"{first}/open")).text
    part = await clerk.page(f"/desk/cases/{later}")
    assert "這個案件已經併入" in part
    assert "取消併案</button>" in part
    apart = await clerk.send(f"/desk/cases/{later}/split")
    assert "這個案件已經併入" not in apart.text and "併入的案件" not in await clerk.page(first)
    assert "取消併案" in await chief.page(f"/desk/cases/{later}")


def hidden(page: str) -> dict[str, str]:
    """What the form under the preview of a macro posts."""
    return dict(re.findall(r'<input type="hidden" name="(macro|seen)" value="([^"]*)"', page))


def actor(person: Person) -> Actor:
    """A person as the cases know them."""
    return Actor(ActorKind.STAFF, person.id, "陳承辦", "勞動條件科")
