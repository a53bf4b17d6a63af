"""Letters: days that make sense, the letter as the citizen reads it, ten seconds to take it back."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from cases.action_questions import SUPPLEMENT_LEAST, SUPPLEMENT_MOST
from core.clock import local_now
from desk.auth.permissions import Role
from tests.browsing import leaving, overflow, serious
from tests.desk.working_day.conftest import send
from tests.staff import Desk

pytestmark = pytest.mark.browser


def _ask_to_supplement(page: Page, case: str, days: int) -> Locator:
    """Fill in the letter; gives the button that shows it."""
    page.goto(case)
    page.locator("#do-ask_supplement > summary").click()
    page.locator("#ask_supplement-what").fill("薪資單影本")
    until = local_now().date() + timedelta(days=days)
    page.locator("#ask_supplement-until").fill(until.isoformat())
    return page.get_by_role("button", name="通知補件：先看通知")


@pytest.mark.parametrize("until", ["2020-01-01", "9999-12-31", "明天"])
def test_a_day_that_makes_no_sense_is_refused_by_the_server(
    desk_app: Desk, new_case: Callable[[], str], until: str
) -> None:
    case = new_case()
    with desk_app.client(Role.CLERK) as client:
        for path in ("preview", "act"):
            answer = send(client, f"{case}/{path}/ask_supplement", what="薪資單", until=until)
            assert answer.status_code == httpx.codes.CONFLICT
            assert "補件的期限要在" in answer.text


@pytest.mark.parametrize("days", [SUPPLEMENT_LEAST - 1, SUPPLEMENT_MOST + 1])
def test_the_form_offers_only_days_that_make_sense(
    clerk: Page, new_case: Callable[[], str], days: int
) -> None:
    _ask_to_supplement(clerk, new_case(), days).click()
    assert clerk.locator("#ask_supplement-until").evaluate("field => !field.validity.valid")


def test_the_letter_is_read_before_it_is_sent_and_taken_back_within_ten_seconds(
    clerk: Page, new_case: Callable[[], str]
) -> None:
    case = new_case()
    with leaving(clerk):
        _ask_to_supplement(clerk, case, 14).click()
    letter = clerk.get_by_role("main")
    expect(letter.get_by_text("高雄市政府勞工局").first).to_be_visible()
    expect(letter.get_by_text("請補充：薪資單影本")).to_be_visible()
    assert serious(clerk) == []
    assert overflow(clerk) == 0
    with leaving(clerk):
        clerk.get_by_role("button", name="送出").click()
    expect(clerk.locator(".state")).to_have_text("等民眾補件")
    with leaving(clerk):
        clerk.get_by_role("button", name="收回，先不要送").click()
    expect(clerk.locator(".state")).to_have_text("已收件")
    expect(clerk.locator("#ask_supplement-what")).to_have_value("薪資單影本")
    clerk.reload()
    expect(clerk.get_by_text("還沒有通知")).to_have_count(0)  # the receipt is told, the letter is not
    expect(clerk.locator(".told", has_text="請補件")).to_have_count(0)


def test_after_ten_seconds_the_letter_has_gone(
    clerk: Page, new_case: Callable[[], str], desk_app: Desk
) -> None:
    case = new_case()
    with leaving(clerk):
        _ask_to_supplement(clerk, case, 14).click()
    with leaving(clerk):
        clerk.get_by_role("button", name="送出").click()
    button = clerk.get_by_role("button", name="收回，先不要送")
    expect(button).to_be_visible()
    expect(button).to_be_hidden(timeout=30_000)
    with desk_app.client(Role.CLERK) as client:
        assert send(client, f"{case}/take-back").status_code == httpx.codes.CONFLICT


def test_turning_a_case_away_takes_a_second_person_and_says_where_to(
    clerk: Page, contexts: list[BrowserContext], desk_app: Desk, new_case: Callable[[], str]
) -> None:
    case = new_case()
    clerk.goto(case)
    clerk.locator("#do-refuse > summary").click()
    clerk.get_by_label("不予處理的理由").select_option("elsewhere")
    clerk.locator("#refuse-explanation").fill("屬於環保局主管")
    assert clerk.locator("#refuse-remedy").evaluate("field => field.required")
    clerk.locator("#refuse-remedy").fill("請洽環保局 07-7351500")
    with leaving(clerk):
        clerk.get_by_role("button", name="提請不予處理：先看通知").click()
    expect(clerk.get_by_text("請洽環保局 07-7351500").first).to_be_visible()
    with leaving(clerk):
        clerk.get_by_role("button", name="送給主管核准").click()
    expect(clerk.locator(".state")).to_have_text("已收件")
    expect(clerk.get_by_text("等核准")).to_be_visible()
    desk_app.sign_in(contexts[1], Role.SUPERVISOR)
    supervisor = contexts[1].new_page()
    supervisor.goto("/desk/cases")
    number = clerk.get_by_role("heading", level=1).inner_text()[3:]
    with leaving(supervisor):
        supervisor.get_by_role("link", name=number).first.click()
    with leaving(supervisor):
        supervisor.get_by_role("button", name="核准", exact=True).click()
    expect(supervisor.locator(".state")).to_have_text("不予處理")
    assert serious(supervisor) == []
