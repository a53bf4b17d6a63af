"""放進回覆 asks for the situation, and puts in the answer for that one."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from core.clock import local_now
from desk.inbox.canned_answers import canned
from retrieval.engine import Engine
from tests.browsing import serious
from tests.desk.working_day.conftest import saved, serve

pytestmark = pytest.mark.browser
ENTRY = "mediation-apply"


def test_the_situation_is_asked_and_its_papers_alone_are_put_into_the_reply(
    clerk: Page, contexts: list[BrowserContext], engine: Engine
) -> None:
    view = engine.catalogue.view(ENTRY, local_now())
    assert view is not None
    first, second, *_ = canned(view).choices
    serve(clerk, contexts[1].new_page())
    clerk.get_by_label("找答案").fill(view.question)
    clerk.get_by_label("找答案").press("Enter")
    group = clerk.locator("#canned").get_by_role("group", name="哪一種情形").first
    expect(group.get_by_role("button")).to_have_count(len(canned(view).choices))
    assert serious(clerk) == []
    group.get_by_role("button", name=second.situation).click()
    expect(clerk.get_by_label("回覆民眾")).to_have_value(second.text)
    assert first.text != second.text
    saved(clerk)
