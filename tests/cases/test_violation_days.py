"""檢舉 says one number of days everywhere: the parameter that the answers name."""

from datetime import timedelta

import pytest

from cases.enums import Route
from cases.policy import CasePolicy, told_within, violation_days
from cases.questions import CALLBACK
from core.settings import Settings
from knowledge.loader import KnowledgeBase
from tests.cases.conftest import NOW, File


@pytest.fixture
def days(base: KnowledgeBase) -> int:
    """The figure as staff keep it."""
    return int(base.parameters.on("labor_law_complaint_days", NOW.date()).value)


def test_the_page_that_explains_a_report_says_the_number(days: int) -> None:
    assert f"最長 {days} 天內" in told_within(Route.VIOLATION)
    assert [told_within(route) for route in Route if route is not Route.VIOLATION] == [""] * (len(Route) - 1)


def test_the_number_stands_in_no_sentence_about_a_report(days: int) -> None:
    assert not any(str(days) in route.leads_to for route in Route)


async def test_the_receipt_of_a_report_counts_the_same_days(file: File, days: int) -> None:
    receipt = await file(route=Route.VIOLATION)
    late = (receipt.due - NOW.date()).days - days
    # A last day on which the bureau is closed moves on.
    assert 0 <= late < 12


async def test_other_cases_keep_the_days_of_the_setting(file: File) -> None:
    receipt = await file(route=Route.COMPLAINT)
    assert timedelta(days=30) <= receipt.due - NOW.date() < timedelta(days=42)


def test_who_asked_to_be_called_does_not_wait_that_long() -> None:
    policy = CasePolicy.of(Settings(secret_key="key of the tests"))
    assert policy.rule_for(Route.VIOLATION, CALLBACK).days == 1
    assert policy.rule_for(Route.VIOLATION, "工資").days == violation_days()
