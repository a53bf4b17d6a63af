"""我來辦: one click accepts, assigns and opens; before that nobody reads, and units and persons agree."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from desk.auth.permissions import Role
from tests.browsing import leaving
from tests.desk.working_day.conftest import send
from tests.staff import Desk

pytestmark = pytest.mark.browser


def test_one_click_accepts_assigns_and_opens(clerk: Page, new_case: Callable[[], str]) -> None:
    clerk.goto(new_case())
    assert "李大華" not in clerk.content()
    with leaving(clerk):
        clerk.get_by_role("button", name="我來辦").click()
    expect(clerk.locator(".state")).to_have_text("承辦中")
    expect(clerk.get_by_text("李大華")).to_be_visible()
    expect(clerk.get_by_text("勞動條件科　陳承辦")).to_be_visible()


def test_a_case_is_taken_from_the_list(clerk: Page, new_case: Callable[[], str]) -> None:
    case = new_case()
    clerk.goto("/desk/cases?tab=new")
    row = clerk.get_by_role("row").filter(has=clerk.locator(f"a[href='{case}']"))
    with leaving(clerk):
        row.get_by_role("button", name="我來辦").click()
    expect(clerk.get_by_text("李大華")).to_be_visible()


@pytest.mark.parametrize("path", ["open", "print", "export/text"])
def test_before_it_is_accepted_nobody_reads_a_case_not_even_a_supervisor(
    desk_app: Desk, new_case: Callable[[], str], path: str
) -> None:
    case = new_case()
    with desk_app.client(Role.SUPERVISOR) as client:
        answer = send(client, f"{case}/open") if path == "open" else client.get(f"{case}/{path}")
    assert answer.status_code == httpx.codes.CONFLICT
    assert "李大華" not in answer.text


def test_before_it_is_accepted_a_case_is_assigned_to_nobody(
    desk_app: Desk, new_case: Callable[[], str]
) -> None:
    case = new_case()
    with desk_app.client(Role.SUPERVISOR) as client:
        answer = send(client, f"{case}/act/assign", unit="勞動條件科", person="staff-1")
    assert answer.status_code == httpx.codes.CONFLICT


def test_the_person_is_of_the_unit_that_gets_the_case(
    clerk: Page, desk_app: Desk, new_case: Callable[[], str]
) -> None:
    case = new_case()
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/act/accept")
        person = client.get(case).text.partition('value="staff-')[2].partition('"')[0]
        wrong = send(client, f"{case}/act/assign", unit="職業重建科", person=f"staff-{person}")
        assert wrong.status_code == httpx.codes.CONFLICT
        assert "同一個單位" in wrong.text
        unknown = send(client, f"{case}/act/assign", unit="勞動條件科", person="staff-99999")
        assert unknown.status_code == httpx.codes.CONFLICT


def test_a_case_that_somebody_has_is_not_taken_away(desk_app: Desk, new_case: Callable[[], str]) -> None:
    case = new_case()
    with desk_app.client(Role.CLERK) as client:
        send(client, f"{case}/take")
    with desk_app.client(Role.SUPERVISOR) as client:
        assert send(client, f"{case}/take").status_code == httpx.codes.CONFLICT
